"""What a remittance must say before it may be signed: everything that is wrong at once, and what to do about it.

Words of a fault are ``remittance_faults.<code>`` and, what to do, ``remittance_faults.<code>.do``, filled by its facts.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.collections.revenue import Remits
from app.domain.remittances.kinds import Purpose, RemittanceKind
from app.domain.remittances.proposal import PARTS_MAX, Readiness
from app.domain.values.money import SATANG_MAX, Money
from app.domain.values.texts import fault as text_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from app.domain.collections.revenue import Receiving
    from app.domain.disbursement.draw import Draw
    from app.domain.remittances.kinds import FromAccount, KindTerms, RemittanceTerms
    from app.domain.remittances.proposal import WaitingPart
    from app.domain.remittances.remittance import Part, RemittanceItem

TEXT_CHARS_MAX = 200
MEMO_CHARS_MAX = 1_000
OWNER_DIGITS = 10
ITEMS_MAX = 50
"""Deposits of one remittance from an off-budget account."""


@dataclass(frozen=True, slots=True)
class RemittanceDraft:
    """A remittance as a person puts it together, '' for what is not there yet.

    From a receiving account ``parts`` say what goes, and ``items`` are their sums; from an off-budget account ``items``
    name deposits with their basis; a draw's return has ``doc_no`` and ``route`` and the draw's whole residue.
    """

    kind: RemittanceKind
    account: str = ""
    office: str = ""
    office_reason: str = ""
    owner_unit: str = ""
    doc_no: str = ""
    route: str = ""
    items: tuple[RemittanceItem, ...] = ()
    parts: tuple[Part, ...] = ()
    memo: str = ""

    @property
    def total(self) -> Money:
        """How much goes."""
        return Money(sum(item.amount.satang for item in self.items))


@dataclass(frozen=True, slots=True)
class RemittanceFault:
    """What is wrong with a field of a remittance; ``item`` counts from 1, 0 for the whole."""

    field: str
    code: str
    item: int = 0
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What a remittance is held against: the unit's terms, what waits, and its draws."""

    terms: RemittanceTerms
    receiving: Receiving | None
    waiting: Sequence[WaitingPart]
    draws: Sequence[Draw]
    today: date


def faults(draft: RemittanceDraft, known: Known) -> list[RemittanceFault]:
    """Return everything that keeps a remittance from being signed, in the order of its fields."""
    terms = known.terms.kind(draft.kind, known.today)
    if terms is None or draft.kind is RemittanceKind.RECALL_RETURN:
        return [RemittanceFault("kind", "kind_not_offered")]
    account = known.terms.find_account(draft.account)
    found = [*_account(draft, terms, account, known), *_office(draft, known), *_owner(draft, terms, known)]
    if draft.kind is RemittanceKind.DRAW_RETURN:
        found += _draw(draft, known)
    elif account is not None and account.purpose is Purpose.OFF_BUDGET:
        found += _deposits(draft, known)
    elif account is not None and account.purpose is Purpose.RECEIVING:
        found += _parts(draft, known)
    return [*found, *_total(draft, account), *_text("memo", draft.memo, MEMO_CHARS_MAX)]


def _account(
    draft: RemittanceDraft, terms: KindTerms, account: FromAccount | None, known: Known
) -> Iterator[RemittanceFault]:
    if account is None:
        yield RemittanceFault("account", "account_unknown" if draft.account else "account_missing")
    elif account.purpose not in terms.purposes:
        yield RemittanceFault("account", "account_not_for_kind", facts={"account": account.account})
    elif account.purpose is Purpose.RECEIVING and known.receiving and known.receiving.remits is Remits.PORTAL:
        yield RemittanceFault("account", "portal_remits")


def _office(draft: RemittanceDraft, known: Known) -> Iterator[RemittanceFault]:
    if not draft.office:
        yield RemittanceFault("office", "office_missing")
    elif known.terms.find_office(draft.office, known.today) is None:
        yield RemittanceFault("office", "office_unknown", facts={"office": draft.office})
    elif draft.office != known.terms.office and not draft.office_reason:
        yield RemittanceFault("office_reason", "office_unexplained")
    yield from _text("office_reason", draft.office_reason, TEXT_CHARS_MAX)


def _owner(draft: RemittanceDraft, terms: KindTerms, known: Known) -> Iterator[RemittanceFault]:
    owner, own = draft.owner_unit, known.receiving.unit if known.receiving else ""
    if terms.asks_owner:
        if len(owner) != OWNER_DIGITS or not (owner.isascii() and owner.isdecimal()) or owner == own:
            yield RemittanceFault("owner_unit", "owner_wrong" if owner else "owner_missing")
    elif owner:
        yield RemittanceFault("owner_unit", "owner_needless")


def _parts(draft: RemittanceDraft, known: Known) -> Iterator[RemittanceFault]:
    """Judge what goes by receipts: each part ready, whole, once, of this kind and of this owner."""
    if not draft.parts:
        yield RemittanceFault("parts", "parts_none")
    elif len(draft.parts) > PARTS_MAX:
        yield RemittanceFault(
            "parts", "parts_many", facts={"found": f"{len(draft.parts):,}", "limit": f"{PARTS_MAX:,}"}
        )
    here = {one.key: one for one in known.waiting}
    seen: set[tuple[str, str]] = set()
    for number, part in enumerate(draft.parts, 1):
        key = part.payment_id, part.revenue_type
        waiting = here.get(key)
        for code in _part(draft, part, waiting):
            yield RemittanceFault("parts", code, number, {"payment_id": part.payment_id})
        if key in seen:
            yield RemittanceFault("parts", "part_twice", number, {"payment_id": part.payment_id})
        seen.add(key)
    if _sums(draft.parts) != {item.code: item.amount.satang for item in draft.items}:
        yield RemittanceFault("items", "items_differ")


def _part(draft: RemittanceDraft, part: Part, waiting: WaitingPart | None) -> Iterator[str]:
    if waiting is None:
        yield "part_gone"
        return
    if waiting.readiness is not Readiness.READY:
        yield f"part_{waiting.readiness}"
    elif waiting.part != part:
        yield "part_differs"
    if waiting.row is None:
        yield "code_not_valid"
    elif waiting.kind is not draft.kind or waiting.owner_unit != draft.owner_unit:
        yield "part_of_other_kind"


def _deposits(draft: RemittanceDraft, known: Known) -> Iterator[RemittanceFault]:
    """Judge what goes from an off-budget account: deposits of the table, each with its basis."""
    if draft.parts:
        yield RemittanceFault("parts", "parts_needless")
    if not draft.items:
        yield RemittanceFault("items", "items_none")
    elif len(draft.items) > ITEMS_MAX:
        yield RemittanceFault("items", "items_many", facts={"limit": ITEMS_MAX})
    seen: set[tuple[str, str]] = set()
    offered = {row.code: row for row in known.terms.deposits_for(draft.kind, known.today)}
    for number, item in enumerate(draft.items, 1):
        row = offered.get(item.code)
        if row is None:
            yield RemittanceFault("items", "deposit_unknown" if item.code else "deposit_missing", number)
        elif row.owner_unit != draft.owner_unit:
            yield RemittanceFault("items", "deposit_of_other", number, {"owner": row.owner_unit})
        if not item.basis:
            yield RemittanceFault("items", "basis_missing", number)
        yield from _text("items", item.basis, TEXT_CHARS_MAX, number)
        if item.amount.satang <= 0:
            yield RemittanceFault("items", "amount_nothing", number)
        if (item.code, item.basis) in seen:
            yield RemittanceFault("items", "deposit_twice", number)
        seen.add((item.code, item.basis))


def _draw(draft: RemittanceDraft, known: Known) -> Iterator[RemittanceFault]:
    """Judge a draw's return: the whole of what is left of it, from the account into which it was paid."""
    draw = next((one for one in known.draws if one.doc_no == draft.doc_no), None)
    if draw is None:
        yield RemittanceFault("doc_no", "draw_unknown" if draft.doc_no else "draw_missing")
        return
    if draw.residue.satang <= 0 or draw.residue != draft.total:
        yield RemittanceFault("doc_no", "nothing_left", facts={"residue": draw.residue.format()})
    if draw.account != draft.account:
        yield RemittanceFault("account", "account_of_other_draw", facts={"account": draw.account})


def _total(draft: RemittanceDraft, account: FromAccount | None) -> Iterator[RemittanceFault]:
    total = draft.total
    if total.satang > SATANG_MAX:
        yield RemittanceFault("items", "total_too_large")
    elif account is not None and total.satang > account.available.satang:
        yield RemittanceFault(
            "account", "funds_short", facts={"available": account.available.format(), "total": total.format()}
        )


def _text(name: str, text: str, chars_max: int, item: int = 0) -> Iterator[RemittanceFault]:
    if len(text) > chars_max:
        yield RemittanceFault(name, "text_long", item, {"found": len(text), "expected": chars_max})
    if text_fault(text):
        yield RemittanceFault(name, "text_hidden", item)


def _sums(parts: Sequence[Part]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for part in parts:
        sums[part.revenue_type] = sums.get(part.revenue_type, 0) + part.amount.satang
    return sums
