"""What a change would change: field by field, before and after, nothing that stays as it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from app.domain.access.grants import Grant
from app.domain.access.policy import PolicyRule
from app.domain.access.template import TemplateSigner
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.access.proposal import Change

LISTED = {"grants": "grant", "rules": "rule", "accounts": "account", "signers": "signer"}
"""Fields that hold several things: each that came or went is a difference of its own, by this name."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs; None stands for nothing on that side.

    A right, rule or account that only changed is one difference with both sides; one that came or went has one side.
    """

    field: str
    before: Any
    after: Any


def differences(before: Change | None, after: Change) -> tuple[Difference, ...]:
    """Return what ``after`` makes different, in the order of the fields; against nothing, everything it says."""
    return tuple(_differing(before, after))


def _differing(before: Change | None, after: Change) -> Iterator[Difference]:
    for each in fields(after):
        old, new = getattr(before, each.name, None), getattr(after, each.name)
        if each.name in LISTED:
            yield from _members(LISTED[each.name], tuple(old or ()), tuple(new))
        elif old != new and (before is not None or not _says_nothing(new)):
            yield Difference(each.name, old, new)


def _says_nothing(value: object) -> bool:
    return value in ("", (), Money(0))


def _members(name: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> Iterator[Difference]:
    """Pair what went with what came in its place; what stays is left out."""
    gone = list((Counter(before) - Counter(after)).elements())
    for new in (Counter(after) - Counter(before)).elements():
        old = next((each for each in gone if _sort_of(each) == _sort_of(new)), None)
        if old is not None:
            gone.remove(old)
        yield Difference(name, old, new)
    for old in gone:
        yield Difference(name, old, None)


def _sort_of(member: object) -> object:
    """Return by what a member is known again after a change."""
    if isinstance(member, Grant):
        return member.role
    if isinstance(member, PolicyRule):
        return (member.unit, member.kind, member.account, member.above)
    if isinstance(member, TemplateSigner):
        return member.caption
    return getattr(member, "account", member)
