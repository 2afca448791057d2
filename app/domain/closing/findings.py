"""What a day's matching and the unit's own books say does not fit, under names that stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.closing.exceptions import ExceptionKind, ExceptionState, Proposed
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from app.domain.closing.exceptions import NumberedException
    from app.domain.closing.matching import Matching

    Named = Callable[[ExceptionKind, str], str]


@dataclass(frozen=True, slots=True)
class Draft:
    """An exception as it may be signed: what was found or is carried on, and what the person says of it.

    ``number`` and ``since`` are those of a carried one, '' and None for a new one. ``solved``: it fits now, ``reason``
    says how; otherwise ``reason`` says why it stays open.
    """

    found: Proposed
    number: str = ""
    since: date | None = None
    owner_uid: str = ""
    reason: str = ""
    solved: bool = False

    @property
    def whole(self) -> bool:
        """Whether it has everything that a close demands."""
        return bool(self.owner_uid and self.reason.strip())


def of_matching(matching: Matching, named: Named) -> list[Proposed]:
    """Return what matching left over; ``named`` gives the name of an exception by its kind and what it is about."""
    found = []
    for entry in matching.entries_left:
        kind = ExceptionKind.ENTRY_UNMATCHED
        found.append(Proposed(named(kind, entry.entry_id), kind, entry.account, entry.entry_id, entry.amount))
    for item in matching.items_left:
        kind = ExceptionKind.ITEM_UNMATCHED
        found.append(Proposed(named(kind, item.item_id), kind, item.account, item.item_id, item.amount))
    for pair in matching.differing:
        kind, first = ExceptionKind.AMOUNT_DIFFERS, pair.entries[0]
        found.append(Proposed(named(kind, first.entry_id), kind, first.account, first.entry_id, Money(pair.difference)))
    return found


def drafted(
    found: Iterable[Proposed], carried: Sequence[NumberedException], how: Mapping[str, str], owner_uid: str
) -> list[Draft]:
    """Return what a close has to tell: carried ones first, in the order of their numbers, then new ones.

    A carried one that is found again stays open with its owner and reason; another is solved where ``how`` says how, by
    its name, and stays open where nothing does. New ones are proposed to ``owner_uid``.
    """
    by_name = {one.exception_id: one for one in found}
    drafts = []
    for kept in sorted(carried, key=lambda one: (one.since, one.number)):
        told = kept.told
        again = by_name.pop(told.exception_id, None)
        words = "" if again else how.get(told.exception_id, "")
        drafts.append(
            Draft(
                found=again or Proposed(told.exception_id, told.kind, told.account, told.about, told.amount),
                number=kept.number,
                since=kept.since,
                owner_uid=told.owner_uid,
                reason=words or told.reason,
                solved=bool(words),
            )
        )
    fresh = sorted(by_name.values(), key=lambda one: (one.kind.value, one.account, one.about))
    return drafts + [Draft(one, owner_uid=owner_uid) for one in fresh]


def state_of(draft: Draft) -> ExceptionState:
    """Return the state in which an exception is signed."""
    return ExceptionState.SOLVED if draft.solved else ExceptionState.OPEN
