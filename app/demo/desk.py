"""A desk of the demo: the desktop as it is, with the demo's printer in place of the machine's.

Run in a process of its own for each person: ``python -m app.demo.desk --paper FOLDER ...``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.__main__ import command_line
from app.demo.paper import DemoPrinters
from app.desktop import run
from app.ui import printing

SLIP = "slip"


def main() -> int:
    """Run the desktop until it is closed; return the exit status."""
    parser = command_line()
    parser.add_argument("--paper", type=Path, required=True, help="folder for what is printed")
    options = parser.parse_args()
    printing.use(DemoPrinters(options.paper, SLIP))
    return run(options)


if __name__ == "__main__":
    sys.exit(main())
