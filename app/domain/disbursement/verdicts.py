"""What a person said of the repairs of a line, kept as text: ``account:account_zeros+ name:spaces-``.

A plus accepts the repair, a minus refuses it; a repair that nobody looked at is not named. Typing into a cell takes
back what was said of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.disbursement.issues import Rule
from app.domain.disbursement.transfer import Field

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ACCEPTED, REFUSED = "+", "-"

Said = dict[tuple[Field, Rule], bool]
"""True for an accepted repair, False for a refused one."""


def read(text: str) -> Said:
    """Return what a line's text says."""
    said: Said = {}
    for word in text.split():
        field, _, rule = word[:-1].partition(":")
        said[Field(field), Rule(rule)] = word[-1] == ACCEPTED
    return said


def written(said: Mapping[tuple[Field, Rule], bool]) -> str:
    """Return the one text that says this."""
    words = (f"{field}:{rule}{ACCEPTED if accepted else REFUSED}" for (field, rule), accepted in said.items())
    return " ".join(sorted(words))


def declined(text: str) -> dict[Field, frozenset[Rule]]:
    """Return the rules that may not change a cell, by its field."""
    refused: dict[Field, set[Rule]] = {}
    if REFUSED in text:
        for (field, rule), accepted in read(text).items():
            if not accepted:
                refused.setdefault(field, set()).add(rule)
    return {field: frozenset(rules) for field, rules in refused.items()}


def changed(text: str, field: Field, rule: Rule, accepted: bool | None) -> str:
    """Return the text after another word about one repair; None takes the last one back."""
    said = read(text)
    said.pop((field, rule), None)
    if accepted is not None:
        said[field, rule] = accepted
    return written(said)


def without(text: str, fields: Collection[Field]) -> str:
    """Return the text without what was said of these cells."""
    if not text:
        return text
    return written({(field, rule): accepted for (field, rule), accepted in read(text).items() if field not in fields})
