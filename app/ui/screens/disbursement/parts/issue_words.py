"""What an issue says, what to do about it, and how it looks."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from app import i18n
from app.domain.disbursement.issues import Severity
from app.domain.values.texts import ZERO_WIDTH
from app.ui import days

if TYPE_CHECKING:
    from app.domain.disbursement.issues import Issue
    from app.ui.theme import Tone

TONES: dict[Severity, Tone] = {
    Severity.ERROR: "refused",
    Severity.SUSPECT: "unknown",
    Severity.WARNING: "waiting",
    Severity.NOTE: "waiting",
}
_NAMED = {"\u00a0": "NBSP", "\t": "TAB", "\n": "LF", "\r": "CR"}
RANK = {Severity.ERROR: 0, Severity.SUSPECT: 1, Severity.WARNING: 2, Severity.NOTE: 3}


def title(issue: Issue) -> str:
    """Return what is wrong; an unknown code is shown as it is."""
    return _words(f"import_issues.issue.{issue.code}", issue) or issue.code


def advice(issue: Issue) -> str:
    """Return what to do, or an empty text."""
    return _words(f"import_issues.advice.{issue.code}", issue)


def hint(issue: Issue) -> str:
    """Return both, as the tooltip of a cell."""
    return "\n".join(part for part in (title(issue), advice(issue)) if part)


def repair(code: str) -> str:
    """Return what a rule of repair does; an unknown one is shown as it is."""
    key = f"import_issues.repair.{code}"
    return i18n.text(key) if i18n.has(key) else code


def in_sight(text: str) -> str:
    """Return a text in which what nobody can see has a name: ``มาลี[U+200B]``."""
    shown = []
    for character in text:
        if character in _NAMED:
            shown.append(f"[{_NAMED[character]}]")
        elif character in ZERO_WIDTH or unicodedata.category(character) in {"Cc", "Cf"}:
            shown.append(f"[U+{ord(character):04X}]")
        else:
            shown.append(character)
    return "".join(shown)


def _words(key: str, issue: Issue) -> str:
    if not i18n.has(key):
        return ""
    try:
        return i18n.text(key, **{name: _fact(fact) for name, fact in issue.facts.items()})
    except (KeyError, IndexError):  # a fact is missing: the bare code still tells what to look for
        return issue.code


def _fact(fact: object) -> object:
    if isinstance(fact, date):
        return days.day(fact)
    return in_sight(fact) if isinstance(fact, str) else fact
