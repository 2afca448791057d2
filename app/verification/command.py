"""The command ``khlang-verify``: a dossier or a year's archive (zip or folder), or an audit trail, checked offline."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.verification import day, dossier, paper, practice, receipt, record, trail, year
from app.verification.findings import Broken, Unreadable
from app.verification.words import PARTS, REASONS, TEXTS, VERDICTS, Language, said

if TYPE_CHECKING:
    from app.verification.findings import Finding, Report

SOUND, BROKEN, UNREADABLE, NOT_COMPARED = 0, 1, 2, 3
KEY_BYTES_MAX = 4_096
_EPILOG = """\
exit status: 0 everything is proven; 1 something is not, and the first broken place is named; 2 there is nothing to
verify; 3 the dossier is right within itself, but no --bank-key was given to hold its bank against."""


def main(arguments: list[str] | None = None) -> int:
    """Check a file and say of every part whether it is proven; see the exit statuses in ``--help``."""
    for stream in (sys.stdout, sys.stderr):  # Thai, wherever the output goes
        stream.reconfigure(encoding="utf-8", errors="backslashreplace") if hasattr(stream, "reconfigure") else None
    options = command_line().parse_args(arguments)
    try:
        if options.file.suffix == ".jsonl":
            return _trail(options.file, options.head, options.language)
        if options.file.suffix.lower() == ".pdf":
            return _paper(options)
        if year.is_archive(options.file):
            return _year(options.file, _bank_key(options.bank_key), options.language)
        return _dossier(options.file, _bank_key(options.bank_key), options.language)
    except OSError as problem:
        print(f"{options.file}: {problem.strerror}", file=sys.stderr)
    except Unreadable as problem:
        print(_unreadable(options.file, problem, options.language), file=sys.stderr)
    return UNREADABLE


def command_line() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(
        prog="khlang-verify",
        description="Check a dossier, a year's archive (zip or folder) or an exported audit trail (.jsonl), offline.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "file",
        type=Path,
        help="a dossier, a year's archive, a saved paper or receipts (.pdf), or an exported audit trail (.jsonl)",
    )
    parser.add_argument("--dossier", type=Path, help="the dossier to hold a saved paper (.pdf) against")
    parser.add_argument("--bank-key", default="", help="the bank's public key: a file, its base64, or its fingerprint")
    parser.add_argument("--head", default="", help="NUMBER:DIGEST of an entry that must be in the audit trail")
    parser.add_argument("--language", choices=("th", "en"), default="th")
    return parser


def _year(path: Path, bank_key: str, language: Language) -> int:
    report, told = year.check(path, bank_key)
    for finding in report.findings:
        print(_line(finding, language))
    broken = report.first_broken
    if broken is not None or told is None:
        if broken is not None:
            print(said(TEXTS, "first", language, **_facts(broken, language)))
        return BROKEN
    satang = sum(int(each.total_satang) for each in told.batches)
    facts = {"agency": told.agency_name, "unit": told.unit_name, "at": told.made_at, "receipts": told.receipts}
    facts |= {"year": told.fiscal_year, "batches": f"{len(told.batches):,}"}
    print(said(TEXTS, "year", language, amount=f"{satang // 100:,}.{satang % 100:02d}", **facts))
    if told.open_matters:
        matters = ", ".join(" ".join(filter(None, (each.what, each.reference))) for each in told.open_matters)
        print(said(TEXTS, "year_incomplete", language, matters=_plain(matters)))
    print(said(TEXTS, "year_within" if report.left_open else "year_whole", language))
    return NOT_COMPARED if report.left_open else SOUND


def _dossier(path: Path, bank_key: str, language: Language) -> int:
    report, told, proven = dossier.check(path, bank_key)
    for finding in report.findings:
        print(_line(finding, language))
    broken = report.first_broken
    if broken is not None or told is None:
        if broken is not None:
            print(said(TEXTS, "first", language, **_facts(broken, language)))
        return BROKEN
    satang = sum(int(each.payment.total_satang) for each in proven.values())
    facts = {"agency": told.agency_name, "unit": told.unit_name, "batches": f"{len(proven):,}", "at": told.made_at}
    print(said(TEXTS, "dossier", language, amount=f"{satang // 100:,}.{satang % 100:02d}", **facts))
    if report.left_open:
        print(said(TEXTS, "within", language))
        return NOT_COMPARED
    print(said(TEXTS, "all", language))
    return SOUND


def _paper(options: argparse.Namespace) -> int:
    """Check a saved paper: what the bank signed by the bank's key; others with a dossier, which is proven first."""
    language, told, left_open = options.language, None, False
    pdf = paper.read(options.file)
    for form, words in ((receipt, "receipts"), (record, "records"), (day, "days"), (practice, "practices")):
        carried = form.carried(pdf, options.file.name)
        if carried:
            report = form.check(pdf, carried, _bank_key(options.bank_key))
            code = _signed(report, words, len(carried), language)
            if code == BROKEN or options.dossier is None:
                return code
    if options.dossier is not None:
        whole, told, _ = dossier.check(options.dossier, _bank_key(options.bank_key))
        left_open = whole.left_open
        if whole.first_broken is not None:
            print(said(TEXTS, "first", language, **_facts(whole.first_broken, language)))
            return BROKEN
    report = paper.check(options.file, told)
    for finding in report.findings:
        print(_line(finding, language))
    if report.first_broken is not None:
        return BROKEN
    print(said(TEXTS, "paper", language))
    return NOT_COMPARED if report.left_open or left_open else SOUND


def _signed(report: Report, words: str, count: int, language: Language) -> int:
    for finding in report.findings:
        print(_line(finding, language))
    if report.first_broken is not None:
        return BROKEN
    if report.left_open:
        print(said(TEXTS, f"{words}_within", language))
        return NOT_COMPARED
    print(said(TEXTS, words, language, count=f"{count:,}"))
    return SOUND


def _trail(path: Path, head: str, language: Language) -> int:
    try:
        newest = trail.check(path, head)
    except Broken as problem:
        reason = said(TEXTS if problem.reason == "missing" else REASONS, _trail_key(problem.reason), language)
        count = f"{int(problem.place) - 1:,}"
        print(said(TEXTS, "trail_broken", language, seq=problem.place, reason=reason, count=count))
        return BROKEN
    count = f"{int(newest.partition(':')[0]):,}"
    print(said(TEXTS, "trail_sound", language, count=count, head=newest))
    return SOUND


def _trail_key(reason: str) -> str:
    return "trail_missing" if reason == "missing" else reason


def _line(finding: Finding, language: Language) -> str:
    verdict = said(VERDICTS, finding.verdict.value, language)
    facts = _facts(finding, language)
    reason = f": {facts['reason']}" if facts["reason"] else ""
    return f"[{verdict}] {facts['part']}{facts['about']}{facts['place']}{reason}"


def _facts(finding: Finding, language: Language) -> dict[str, str]:
    return {
        "part": said(PARTS, finding.part.value, language),
        "about": f" {_plain(finding.about)}" if finding.about else "",
        "place": f" ({_plain(finding.place)})" if finding.place else "",
        "reason": said(REASONS, finding.reason, language) if finding.reason else "",
    }


def _plain(text: str) -> str:
    """Return what a stranger wrote without what could move a terminal's cursor."""
    return "".join(character if character.isprintable() else "?" for character in text[:120])


def _unreadable(path: Path, problem: Unreadable, language: Language) -> str:
    place, reason = problem.args
    if reason == "no_entry":
        return said(TEXTS, "trail_unreadable", language, line=place)
    return said(TEXTS, "unreadable", language, file=path.name, reason=said(REASONS, reason, language))


def _bank_key(given: str) -> str:
    """Return the key itself: the argument may name a file that holds it."""
    if not given:
        return ""
    path = Path(given)
    if path.is_file():
        with path.open("rb") as file:
            return file.read(KEY_BYTES_MAX).decode("ascii", "replace").strip()
    return given.strip().replace(" ", "").lower() if len(given.replace(" ", "").strip()) == 32 else given.strip()
