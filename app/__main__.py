"""Start the desktop: ``khlang``, or ``python -m app``."""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path

READER_ARGUMENT = "--read-workbook"


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and run the desktop until it is closed; return the exit status.

    A frozen program starts itself with `READER_ARGUMENT` to read a workbook in a process of its own.
    """
    if (sys.argv[1:] if arguments is None else arguments) == [READER_ARGUMENT]:
        from app.documents.workbook import child

        child.main()
        return 0
    options = command_line().parse_args(arguments)
    gc.disable()  # until the first window is there; nothing that is made before it becomes garbage
    from app.desktop import run  # so that --help needs no Qt

    return run(options)


def command_line() -> argparse.ArgumentParser:
    """Describe what the desktop can be started with; what is given is remembered in the settings."""
    parser = argparse.ArgumentParser(prog="khlang", description="Khlang: the finance unit's desktop.")
    parser.add_argument("--data-dir", type=Path, help="folder of settings, keys and the encrypted store")
    parser.add_argument("--server", default="", help="address of the central system, https://...")
    parser.add_argument("--ca", type=Path, help="file with the authority that vouches for the central system")
    parser.add_argument("--company", default="", help="company id to propose at the sign-in")
    parser.add_argument("--user", default="", help="user id to propose at the sign-in")
    parser.add_argument(
        "--unsafe-file-keychain",
        action="store_true",
        help="keep secrets in a plain file; for practice only: refused by every central system but the simulator",
    )
    parser.add_argument(
        "--practice",
        action="store_true",
        help="practise: folder, settings and central system of its own, which must be a simulator",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
