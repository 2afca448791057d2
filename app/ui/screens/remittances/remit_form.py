"""A new remittance: what goes, from where to where; faults at their fields, the sum always in sight."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.remittances.kinds import RemittanceKind
from app.domain.remittances.order_rules import MEMO_CHARS_MAX, OWNER_DIGITS, TEXT_CHARS_MAX, RemittanceDraft
from app.domain.values.baht_text import baht_text
from app.services.remittance_words import fault_said
from app.ui import errors
from app.ui.buttons import Button, IconButton
from app.ui.fields import ComboField, TextArea, TextField
from app.ui.screens.remittances.deposit_rows import DepositRows
from app.ui.screens.remittances.parts import words
from app.ui.screens.remittances.parts.item_lines import ItemLines
from app.ui.screens.remittances.parts.sources import CHOSEN, DEPOSITS, deposit_kinds, to_go
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, SidePanel, row_of, scroll_page
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.remittances.order_rules import RemittanceFault
    from app.services.remittance_offer import RemittanceOffer
    from app.ui.fields import Field
    from app.ui.screens.remittances.parts.sources import ToGo

_AT = {"kind": "source", "doc_no": "source", "parts": "source"}
"""Fields of the form by the fields of a fault, where they differ."""
FAULTS_SHOWN = 3
"""Faults of one field that are told at once."""


class RemitForm(QWidget):
    """``wanted`` asks to propose what stands here; ``source_chosen`` asks for the draft of another source."""

    wanted = Signal()
    left = Signal()
    source_chosen = Signal(str)

    def __init__(self, names: words.Names, *, receipts: bool, draws: bool) -> None:
        super().__init__()
        self._names, self._receipts, self._draws = names, receipts, draws
        self._offer: RemittanceOffer | None = None
        self._draft: RemittanceDraft | None = None
        self._chosen: RemittanceDraft | None = None
        self._faults: Sequence[RemittanceFault] = ()
        self._filling = False
        self.source = ComboField("remittances.source")
        self.account = ComboField("remittances.account")
        self.office = ComboField("remittances.office_field")
        self.office_reason = TextField(
            "remittances.office_reason", hint="remittances.office_reason_hint", length_max=TEXT_CHARS_MAX
        )
        self.owner = TextField("remittances.owner_unit", hint="remittances.owner_hint", length_max=OWNER_DIGITS)
        self.memo = TextArea("remittances.memo", hint="remittances.memo_hint", lines=2, length_max=MEMO_CHARS_MAX)
        self.deposits, self._items = DepositRows(), ItemLines()
        self._items_title = Label("remittances.items", role="section")
        self._route = Notice(tone="accent", icon="info")
        self._portal = Notice("remittances.by_portal", tone="accent", icon="info")
        self._empty = Notice("remittances.nothing_to_send", tone="plain", icon="info")
        self._kind, self._total = Label(role="section", wrap=True), Label(role="hero")
        self._in_words, self._counted = Label(role="quiet", wrap=True), Label(role="table", wrap=True)
        self._due = Notice(tone="waiting", icon="clock")
        self.error = errors.ErrorNote()
        self.go = Button("remittances.propose", kind="primary", icon="send", act=self.wanted.emit,
                         shortcut="Ctrl+Return")  # fmt: skip
        self._lay_out()
        self._wire()

    @property
    def fields(self) -> dict[str, Field]:
        """The fields by their names."""
        return {
            "source": self.source, "account": self.account, "owner_unit": self.owner, "office": self.office,
            "office_reason": self.office_reason, "memo": self.memo,
        }  # fmt: skip

    # -- what the screen does -----------------------------------------------------------------------------------------

    def offer(self, offer: RemittanceOffer) -> None:
        """Offer what may be sent now; what is typed stays."""
        self._offer, self._filling = offer, True
        self.source.offer(self._sources(offer))
        if offer.terms is not None:
            offices = [one for one in offer.terms.offices if one.validity.holds_on(offer.today)]
            offices.sort(key=lambda one: one.code != offer.terms.office if offer.terms else True)
            self.office.offer([(one.code, f"={self._office(one.code)}") for one in offices])
        self._filling = False
        self._portal.setVisible(offer.by_portal)
        if self.source.text() and self._draft is None:
            self._source_changed()
        self._tell()

    def begin(self, source: str) -> None:
        """Start with a source."""
        self._draft = None
        self._start_over()
        self._filling = True
        self.source.set_text(source)
        self._filling = False
        self._source_changed()
        self.source.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_with(self, draft: RemittanceDraft) -> None:
        """Start with receipts that a person chose one by one."""
        self._chosen = draft
        if self._offer is not None:
            self.offer(self._offer)
        self.begin(CHOSEN)

    def show_draft(self, draft: RemittanceDraft) -> None:
        """Show the draft of the source that is chosen."""
        self._draft, self._filling = draft, True
        self._offer_accounts(draft)
        self.owner.set_text(draft.owner_unit)
        terms = self._offer.terms if self._offer else None
        if terms is not None and not self.office_reason.text():
            self.office.set_text(terms.office)
        self._items.show_items(draft.items, self._names)
        deposit = terms.deposits_for(draft.kind, self._offer.today) if terms and self._offer else ()
        self.deposits.offer(deposit if self._by_hand else ())
        self._filling = False
        self._take_faults(())
        self._tell()

    def read(self) -> RemittanceDraft | None:
        """Return the remittance as it stands, None before there is any."""
        draft = self._draft
        if draft is None:
            return None
        said = replace(draft, office=self.office.text(), office_reason=self.office_reason.text(), memo=self.memo.text())
        if not self._by_hand:
            return said
        owner = self.owner.text().strip() if self._asks_owner else ""
        return replace(said, account=self.account.text(), owner_unit=owner, items=self.deposits.items())

    def complain(self, faults: Sequence[RemittanceFault]) -> bool:
        """Show every fault at its field with what to do, the focus on the first; say whether there was any."""
        self._take_faults(faults)
        wrong = next((field for field in self.fields.values() if field.wrong), None) or self.deposits.first_wrong()
        if wrong is not None:
            wrong.take_keyboard()
        return bool(faults)

    def busy(self, *, busy: bool) -> None:
        """Take no second press while the first is under way."""
        self.go.setEnabled(not busy)
        if busy:
            self.error.clear()

    def finished(self) -> None:
        """Forget what was sent."""
        self._draft = self._chosen = None
        self._start_over()

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._offer is not None:
            self.offer(self._offer)
        if self._draft is not None:
            self._items.show_items(self._draft.items, self._names)
            self._offer_accounts(self._draft)
            self._take_faults(self._faults)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        area, page = scroll_page()
        page.add(self._portal, self._empty, self.source, self._route, self.account, self.owner)
        page.add(self._items_title, self._items, self.deposits)
        page.addSpacing(SPACE.s)
        page.add(self.office, self.office_reason, self.memo)
        page.addStretch(1)
        head = row_of(
            IconButton("remittances.back", "arrow-left", act=self.left.emit),
            Label("remittances.new_title", role="title"),
            None,
        )
        head.setContentsMargins(SPACE.m, SPACE.l, SPACE.l, 0)
        column = Stack(spacing=0)
        column.addLayout(head)
        column.add(area, stretch=1)
        side = SidePanel()
        side.body.add(self._kind, self._total, self._in_words, self._counted, self._due)
        side.body.add(Notice("remittances.fee_borne", tone="plain", icon="info"))
        side.body.add(self.error)
        side.body.addStretch(1)
        side.foot.add(Label("remittances.signed_by_you", role="quiet", wrap=True), self.go)
        whole = row_of(spacing=0)
        whole.addLayout(column, 1)
        whole.addWidget(side)
        self.setLayout(whole)
        for part in (self._route, self._portal, self._empty, self._due, self.owner, self.office_reason):
            part.hide()

    def _wire(self) -> None:
        self.source.changed.connect(self._source_changed)
        self.office.changed.connect(self._typed)
        for name, field in self.fields.items():
            if name != "source":
                field.changed.connect(partial(field.complain, ""))
        self.account.changed.connect(self._typed)
        self.deposits.changed.connect(self._deposit_typed)

    def _sources(self, offer: RemittanceOffer) -> list[tuple[str, str]]:
        found = [("", "remittances.source_choose")]
        if self._chosen is not None:
            chosen = self._chosen
            said = i18n.text("remittances.source_chosen", kind=words.kind(chosen.kind), count=f"{len(chosen.parts):,}")
            found.append((CHOSEN, f"={said} · {chosen.total.format()}"))
        found += [(one.source, f"={self._named(one)}") for one in self._to_go(offer)]
        by_hand = deposit_kinds(offer) if self._receipts else []
        found += [(kind.value, f"={words.kind(kind)} · {i18n.text('remittances.by_hand')}") for kind in by_hand]
        return found

    def _to_go(self, offer: RemittanceOffer) -> list[ToGo]:
        return to_go(offer, receipts=self._receipts, draws=self._receipts or self._draws)

    def _named(self, one: ToGo) -> str:
        counted = i18n.text("remittances.count", count=f"{one.count:,}") if one.count else ""
        return " · ".join(filter(None, (words.kind(one.kind), one.about, counted, one.amount.format())))

    def _office(self, code: str) -> str:
        own = self._offer is not None and self._offer.terms is not None and code == self._offer.terms.office
        said = f"{self._names.office(code)} ({code})"
        return f"{said} – {i18n.text('remittances.own_office')}" if own else said

    @property
    def _by_hand(self) -> bool:
        return self.source.text() in {kind.value for kind in DEPOSITS}

    @property
    def _asks_owner(self) -> bool:
        draft = self._draft
        return draft is not None and draft.kind in {
            RemittanceKind.REVENUE_FOR_OTHER, RemittanceKind.DEPOSIT_FOR_OTHER
        }  # fmt: skip

    def _offer_accounts(self, draft: RemittanceDraft) -> None:
        """Offer the accounts of the kind and source (RE-2): from receipts and draws there is only one."""
        terms, today = (self._offer.terms, self._offer.today) if self._offer else (None, None)
        if terms is None or today is None:
            return
        allowed = [
            one
            for one in terms.accounts_for(draft.kind, today)
            if (one.account == draft.account if draft.account else one.purpose == "off_budget")
        ]
        self.account.offer([(one.account, f"={self._names.account(one.account)}") for one in allowed])

    def _source_changed(self) -> None:
        if self._filling:
            return
        source = self.source.text()
        self.source.complain("")
        self._draft = None
        if source == CHOSEN and self._chosen is not None:
            self.show_draft(self._chosen)
        elif self._by_hand:
            self.deposits.empty()
            self.show_draft(RemittanceDraft(RemittanceKind(source)))
        elif source:
            self.source_chosen.emit(source)
        self._tell()

    def _deposit_typed(self) -> None:
        if self._filling or not self._by_hand:
            return
        owner = self.deposits.owner()
        if self._asks_owner and owner:
            self.owner.set_text(owner)
        self._tell()

    def _typed(self) -> None:
        if not self._filling:
            self._tell()

    def _start_over(self) -> None:
        self._filling = True
        for field in (self.office_reason, self.memo, self.owner):
            field.set_text("")
        self.source.set_text("")
        if self._offer is not None and self._offer.terms is not None:
            self.office.set_text(self._offer.terms.office)
        self.deposits.empty()
        self._filling = False
        self.error.clear()
        self.busy(busy=False)
        self._take_faults(())
        self._tell()

    def _take_faults(self, faults: Sequence[RemittanceFault]) -> None:
        self._faults = faults
        for name, field in self.fields.items():
            here = [one for one in faults if _AT.get(one.field, one.field) == name]
            here += [one for one in faults if name == "source" and one.field == "items" and not self._by_hand]
            said = " ".join(dict.fromkeys(_said(one) for one in here[:FAULTS_SHOWN]))
            field.complain("ui.words" if said else "", **({"words": said} if said else {}))
        self.deposits.complain([one for one in faults if one.field == "items"] if self._by_hand else [], _said)

    def _tell(self) -> None:
        """Show what belongs to the source in sight, and the sum."""
        draft = self.read()
        there = draft is not None
        self._empty.setVisible(not self.source.text())
        for part in (self.account, self.office, self.memo, self._kind, self._total, self._in_words, self._counted):
            part.setVisible(there)
        self.account.control.setEnabled(self._by_hand)
        self.owner.setVisible(self._asks_owner)
        self.owner.control.setEnabled(self._by_hand)
        self.deposits.setVisible(self._by_hand)
        self._items.setVisible(there and not self._by_hand)
        self._items_title.setVisible(there and not self._by_hand)
        terms = self._offer.terms if self._offer else None
        self.office_reason.setVisible(there and terms is not None and self.office.text() != terms.office)
        self._route.setVisible(draft is not None and bool(draft.route))
        self.go.setEnabled(there)
        self._tell_due()
        if draft is None:
            return
        if draft.route:
            self._route.say("remittances.route", route=lambda: i18n.text(f"recalls.route.{draft.route}"))
        self._kind.show_text(words.kind(draft.kind))
        self._total.say("ui.baht", amount=draft.total.format())
        self._in_words.show_text(baht_text(draft.total) if draft.total.satang else "")
        count = len(draft.parts) or len(draft.items)
        key = "remittances.from_receipts" if draft.parts else "remittances.from_items"
        self._counted.say(key, count=f"{count:,}", office=lambda: self._names.office(self.office.text()))
        self._tell_available(draft.account)

    def _tell_available(self, account: str) -> None:
        terms = self._offer.terms if self._offer else None
        found = terms.find_account(account) if terms else None
        if found is None:
            self.account.advise("")
        else:
            self.account.advise("remittances.available", amount=found.available.format())

    def _tell_due(self) -> None:
        offer, source = self._offer, self.source.text()
        one = next((each for each in self._to_go(offer) if each.source == source), None) if offer else None
        due = one.deadline if one else None
        self._due.setVisible(due is not None)
        if due is None or offer is None:
            return
        left = due.days_left(offer.today)
        near = left <= words.NEAR_DAYS
        self._due.turn(*(("refused", "triangle-alert") if left < 0 else ("waiting" if near else "plain", "clock")))
        self._due.say(
            "remittances.due_told",
            day=lambda: words.day(due.day),
            left=lambda: words.days_left(left),
            rule=lambda: i18n.text(f"remittance_terms.rule.{due.rule}"),
        )


def _said(fault: RemittanceFault) -> str:
    said = fault_said(fault)
    return f"{said.what} {said.to_do}"
