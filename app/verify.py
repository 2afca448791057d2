"""``khlang-verify``, ``python -m app.verify``: check a dossier or an exported audit trail without the program.

An auditor needs neither the workstation nor its keys. With ``--head`` (the entry's number and digest from the central
system, or from an earlier export) a tail of a trail that was cut off is found too.
"""

from __future__ import annotations

import sys

from app.verification.command import main

if __name__ == "__main__":
    sys.exit(main())
