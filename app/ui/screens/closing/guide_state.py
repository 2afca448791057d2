"""A close while it is being prepared: what was found, what the person said of it, and which step wants attention."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.domain.closing.exceptions import ExceptionKind
from app.domain.closing.statement import EntryKind
from app.domain.disbursement.record import short_reference
from app.ui.screens.closing.parts import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.closing.findings import Draft
    from app.domain.closing.items import OwnItem
    from app.domain.closing.statement import Entry
    from app.services.closing import Preparation

RECORDS, ACCOUNTS, COMPARE, EXCEPTIONS, SIGN = range(5)
_PAID = frozenset({EntryKind.BATCH, EntryKind.LINE_RETURNED})


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of something that does not fit."""

    owner_uid: str
    reason: str
    solved: bool


@dataclass(slots=True)
class GuideState:
    """The preparation with what was said; ``called`` are names for people by the names of exceptions."""

    found: Preparation
    called: Mapping[str, str]
    accounts: Mapping[str, str] = field(repr=False)
    said: dict[str, Said] = field(default_factory=dict)
    own: list[Draft] = field(default_factory=list)

    @property
    def drafts(self) -> list[Draft]:
        """Everything that does not fit, with what was said of it, the person's own words last."""
        named = {one.found.exception_id for one in self.found.drafts}
        return [*map(self._with_words, self.found.drafts),
                *(self._with_words(one) for one in self.own if one.found.exception_id not in named)]  # fmt: skip

    @property
    def remitted(self) -> list[OwnItem]:
        """The remittances of the stretch, in their order."""
        sent = [one for one in self.found.books.items if one.kind is EntryKind.REMITTANCE]
        return sorted(sent, key=lambda one: (one.day, one.bank_ref, one.reference))

    @property
    def unsaid(self) -> int:
        """How many exceptions still want an owner or a reason."""
        return sum(not one.whole for one in self.drafts)

    @property
    def open_count(self) -> int:
        """How many exceptions stay open with the close."""
        return sum(not one.solved for one in self.drafts)

    @property
    def wanted_step(self) -> int:
        """The first step that wants the person's attention; the last where none does."""
        if self.found.not_printed:
            return RECORDS
        known = {one.found.exception_id for one in self.found.drafts if one.number} | self.said.keys()
        if any(one.exception_id not in known for one in self.found.findings.unmatched):
            return COMPARE
        return EXCEPTIONS if self.unsaid else SIGN

    def say(self, exception_id: str, said: Said) -> None:
        """Keep what was said of an exception."""
        self.said[exception_id] = said

    def anew(self, found: Preparation, called: Mapping[str, str]) -> GuideState:
        """Return another preparation of the same day with everything that was said before."""
        return GuideState(found, {**self.called, **called}, self.accounts, self.said, self.own)

    def _with_words(self, draft: Draft) -> Draft:
        said = self.said.get(draft.found.exception_id)
        if said is None or (draft.solved and draft.found.kind is not ExceptionKind.OTHER):
            return draft
        return replace(draft, owner_uid=said.owner_uid, reason=said.reason, solved=said.solved)


def item_called(item: OwnItem) -> str:
    """Return by what people know something of ours."""
    if item.bank_ref:
        return item.bank_ref
    return short_reference(item.reference.partition("/")[0]) if item.kind in _PAID else item.reference


def entry_words(entry: Entry) -> str:
    """Return a movement in one line."""
    return " ".join(filter(None, (words.entry_kind(entry.kind), entry.bank_ref or entry.text)))


def item_words(items: Sequence[OwnItem]) -> str:
    """Return a few things of ours in one line."""
    return few([f"{words.entry_kind(one.kind)} {item_called(one)}" for one in items])


def few(told: Sequence[str]) -> str:
    """Return the first of several, and how many more there are."""
    if len(told) > 1:
        return f"{told[0]} (+{len(told) - 1:,})"
    return told[0] if told else words.DASH
