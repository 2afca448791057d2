"""Check an exported audit trail with nothing but the file: ``python -m app.verify khlang-audit.jsonl``.

An auditor needs neither the workstation nor its keys. With ``--head`` (the entry's number and digest from the central
system, or from an earlier export) a tail that was cut off is found too.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app import i18n
from app.domain.access.audit import FIRST_PREVIOUS, AuditEntry, AuditVerdict, flaw

if TYPE_CHECKING:
    from collections.abc import Iterator

SOUND, BROKEN, UNREADABLE = 0, 1, 2


class LineUnreadable(Exception):
    """A line of the file is no entry; ``args`` holds its number."""


def main(arguments: list[str] | None = None) -> int:
    """Check the file and say what came of it; return 0 for a sound chain, 1 for a broken one, 2 for no chain at all."""
    options = command_line().parse_args(arguments)
    i18n.use(options.language)
    try:
        verdict, last = check(options.file, options.head)
    except OSError as problem:
        print(f"{options.file}: {problem.strerror}", file=sys.stderr)
        return UNREADABLE
    except LineUnreadable as problem:
        print(i18n.text("verify.unreadable", line=problem.args[0]), file=sys.stderr)
        return UNREADABLE
    if not verdict.sound:
        reason = i18n.text(f"verify.reason.{verdict.reason}")
        print(i18n.text("verify.broken", seq=verdict.broken_seq, reason=reason, count=f"{verdict.checked:,}"))
        return BROKEN
    print(i18n.text("verify.sound", count=f"{verdict.checked:,}", head=last))
    return SOUND


def command_line() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(prog="khlang-verify", description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, help="an audit trail exported by Khlang (JSON lines)")
    parser.add_argument("--head", default="", help="NUMBER:DIGEST of an entry that must be there")
    parser.add_argument("--language", choices=i18n.LANGUAGES, default="th")
    return parser


def check(path: Path, head: str = "") -> tuple[AuditVerdict, str]:
    """Check every entry and that ``head`` is among them; return the verdict and the newest entry as such a head.

    Raises `OSError` for a file that cannot be read, `LineUnreadable` for one that is no audit trail.
    """
    seq, seal, met = 0, FIRST_PREVIOUS, not head
    for entry in entries(path):
        if found := flaw(entry, seq, seal):
            return AuditVerdict(seq, *found), f"{seq}:{seal}"
        seq, seal = entry.seq, entry.digest
        met = met or f"{seq}:{seal}" == head
    if not met:
        wanted = head.partition(":")[0]
        reached = wanted.isdecimal() and int(wanted) <= seq
        return AuditVerdict(seq, int(wanted) if reached else seq + 1, "changed" if reached else "cut_off"), ""
    return AuditVerdict(seq, 0, ""), f"{seq}:{seal}"


def entries(path: Path) -> Iterator[AuditEntry]:
    """Give the entries of the file in its order."""
    with path.open(encoding="utf-8") as lines:
        number = 0
        while True:
            number += 1
            try:
                line = lines.readline()
                if not line:
                    return
                entry = AuditEntry(**json.loads(line))
            except (ValueError, TypeError, RecursionError) as problem:
                raise LineUnreadable(number) from problem
            if not all(isinstance(getattr(entry, name), int if name == "seq" else str) for name in entry.__slots__):
                raise LineUnreadable(number)
            yield entry


if __name__ == "__main__":
    sys.exit(main())
