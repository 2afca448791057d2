"""The form of a payee's record: faults beside the fields, the staff rule, what would change, the scan of the form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app import i18n
from app.domain.disbursement.bank_names import is_legacy
from app.domain.payees.changes import Entry
from app.domain.payees.payee import AccountKind, PayeeRecord, PersonType
from app.domain.values.identifiers import PROMPTPAY, digits
from app.ui import errors, worker
from app.ui.buttons import Button, IconButton
from app.ui.comparison import Comparison
from app.ui.fields import ComboField, TextArea, TextField
from app.ui.file_drops import take_drops
from app.ui.messages import toast
from app.ui.screens.payees.parts import words
from app.ui.surfaces import Card, row_of, scroll_page
from app.ui.surfaces import Column as Stack
from app.ui.texts import Label
from app.ui.theme import SIZES, SPACE
from app.ui.typed_fields import DateField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.payees.payee import Payee
    from app.services.commands import Given
    from app.services.payee_scans import PayeeScans
    from app.services.payees import Payees
    from app.ui.fields import Field
    from app.ui.screens.payees.parts.again import Again
    from app.ui.screens.payees.parts.ports import Desk

DIGITS = frozenset({"person_id", "acct", "mobile"})
DAYS = ("permission_date", "form_date", "until")


class PayeeForm(QWidget):
    """Makes the record of a new payee, or changes one; ``proposed`` asks for `wish` to be carried out."""

    proposed = Signal()
    left = Signal()

    def __init__(self, service: Payees, scans: PayeeScans, desk: Desk) -> None:
        super().__init__()
        self._service, self._scans, self._desk = service, scans, desk
        self._payee: Payee | None = None
        self._new_id = ""
        self._form_sha256 = ""
        self._touched = self._filling = self._mending = False
        self._title = Label("register.new_title", role="title")
        self.fields: dict[str, Field] = {
            "person_type": ComboField(
                "register.field.person_type", [(each.value, f"register.person.{each}") for each in PersonType]
            ),
            "person_id": TextField("register.field.person_id", length_max=20),
            "name": TextField("register.field.name", length_max=120),
            "office": TextField("register.field.office", length_max=120),
            "mobile": TextField("register.field.mobile", length_max=20),
            "email": TextField("register.field.email", length_max=200),
            "account_kind": ComboField("register.field.account_kind"),
            "bank": ComboField("register.field.bank"),
            "acct": TextField("register.field.acct", hint="register.acct_hint", length_max=30),
            "acct_name": TextField("register.field.acct_name", hint="register.acct_name_hint", length_max=120),
            "permission_no": TextField("register.field.permission_no", length_max=120),
            "permission_date": DateField("register.field.permission_date"),
            "form_date": DateField("register.field.form_date"),
            "until": DateField("register.field.until", hint="register.until_hint"),
        }
        self._scan = Label(role="table")
        self.attach = Button("register.attach", icon="upload", act=self._choose_scan)
        self.comparison = Comparison()
        self._effect = Label("register.no_effect_yet", role="quiet")
        self._changes = Card("register.will_change")
        self._nothing = Label("register.changes_nothing", role="quiet", wrap=True)
        self.reason = TextArea("register.reason", required=True, lines=2)
        self.error = errors.ErrorNote()
        self.go = Button(
            "register.propose", kind="primary", icon="send", act=self.proposed.emit, shortcut="Ctrl+Return"
        )
        take_drops(self, lambda paths: self.attach_scan(paths[0]))
        self._lay_out()
        for field in self.fields.values():
            field.changed.connect(self._typed)
        self.reason.changed.connect(self._begun)
        self._offer()

    # -- what the screen does -----------------------------------------------------------------------------------------

    def open_new(self) -> None:
        """Show an empty record; one that was begun is still there."""
        if not (self._touched and self._payee is None) or self._mending:
            self._fill(None)
        self.fields["name"].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_payee(self, payee: Payee) -> None:
        """Show a payee's record; what was begun about the same version is still there."""
        known = self._payee
        same = known is not None and (known.payee_id, known.version) == (payee.payee_id, payee.version)
        if not (self._touched and same):
            self._fill(payee)
        self.fields["acct"].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_again(self, again: Again) -> None:
        """Show what was sent back of a payee, to be mended and proposed once more."""
        self._fill(again.payee, again.entry.record, again.reason)
        self._new_id = "" if again.payee else again.entry.payee_id
        self._mending = True
        self._begun()
        self.fields["acct"].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Begin anew the next time."""
        self._touched = False
        self.busy(busy=False)

    def wish(self) -> Callable[[Payees], Sequence[Given]] | None:
        """Return what is to be proposed, or None after showing everything that is wrong."""
        self._show_faults()
        wrong = [field for field in (*self.fields.values(), self.reason) if field.wrong]
        if not self.reason.check() and self.reason not in wrong:
            wrong.append(self.reason)
        if wrong:
            wrong[0].take_keyboard()
            return None
        payee, record, reason = self._payee, self.record(), self.reason.text()
        if payee is None:
            new_id = self._new_id
            return lambda service: service.changes.propose([Entry(new_id, 0, record)], reason)
        entry = Entry(payee.payee_id, payee.version, record, before=payee.record)
        return lambda service: service.changes.propose([entry], reason)

    def busy(self, *, busy: bool) -> None:
        """Take no second press while the first is under way."""
        self.go.setEnabled(not busy)
        if busy:
            self.error.clear()

    def explain(self, error: Exception) -> None:
        """Show why it was refused; everything typed stays."""
        self.error.show_error(error)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self._offer()
        self._tell()

    def record(self) -> PayeeRecord:
        """Return what stands in the form, as it would be signed but for blanks."""
        texts = {name: field.text().strip() for name, field in self.fields.items()}
        texts |= {name: digits(texts[name]) for name in DIGITS}
        texts |= {name: words.iso_day(texts[name]) for name in DAYS}
        if texts["account_kind"] != AccountKind.PERMITTED:
            texts |= {"permission_no": "", "permission_date": ""}
        return PayeeRecord(**texts, form_sha256=self._form_sha256)

    def attach_scan(self, path: Path) -> None:
        """Hand a scan in; the record names it from then on."""
        self.attach.setEnabled(False)

        def done(sha256: str) -> None:
            self.attach.setEnabled(True)
            self._form_sha256 = sha256
            self._begun()
            toast(self, "register.attached")

        def failed(error: Exception) -> None:
            self.attach.setEnabled(True)
            self.error.show_error(error)

        worker.run(self, lambda _: self._scans.attach(path), done, failed)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        of = self.fields
        left, right = Stack(spacing=SPACE.m), Stack(spacing=SPACE.m)
        left.add(Label("register.who", role="section"))
        left.add(*(of[name] for name in ("person_type", "person_id", "name", "office", "mobile", "email", "until")))
        left.addStretch(1)
        right.add(Label("register.account", role="section"))
        right.add(*(of[name] for name in ("account_kind", "bank", "acct", "acct_name")))
        right.add(of["permission_no"], of["permission_date"])
        right.add(Label("register.paper", role="section"), of["form_date"])
        right.addLayout(row_of(self.attach, self._scan, None))
        self._changes.body.add(self._nothing, self.comparison)
        right.add(self._changes, self.reason, self.error)
        right.addStretch(1)
        area, page = scroll_page()
        columns = row_of(spacing=SPACE.xxl)
        columns.addLayout(left, 2)
        columns.addLayout(right, 3)
        page.addLayout(columns)
        head = row_of(IconButton("register.back", "arrow-left", act=self.left.emit), self._title, None)
        head.setContentsMargins(SPACE.m, SPACE.l, SPACE.l, 0)
        foot = row_of(self._effect, None, self.go)
        foot.setContentsMargins(SPACE.xl, SPACE.m, SPACE.xl, SPACE.m)
        whole = Stack(self, spacing=0)
        whole.addLayout(head)
        whole.add(area, stretch=1)
        whole.addLayout(foot)
        self.setMinimumWidth(SIZES.form_width)

    def _offer(self) -> None:
        """Offer banks, and the kinds of account that this type of person may have."""
        bank, kind = self.fields["bank"], self.fields["account_kind"]
        if not isinstance(bank, ComboField) or not isinstance(kind, ComboField):
            return
        banks = [each for each in self._desk.banks.banks.values() if not is_legacy(each)]
        listed = [(each.code, f"={words.bank(self._desk.banks, each.code)}") for each in banks]
        bank.offer([("", f"={words.DASH}"), (PROMPTPAY, f"={words.bank(self._desk.banks, PROMPTPAY)}"), *listed])
        staff = self.fields["person_type"].text() == PersonType.STAFF
        kinds = (AccountKind.SALARY, AccountKind.PERMITTED) if staff else (AccountKind.DECLARED,)
        kind.offer([(each.value, f"register.kind.{each}") for each in kinds])

    def _fill(self, payee: Payee | None, proposed: PayeeRecord | None = None, reason: str = "") -> None:
        self._payee, self._filling, self._mending = payee, True, False
        record = proposed or (payee.record if payee else PayeeRecord())
        self.fields["person_type"].set_text(record.person_type)
        self._offer()
        for name, field in self.fields.items():
            text = str(getattr(record, name))
            field.set_text(words.day(text) if name in DAYS else text)
            field.complain("")
        self._form_sha256 = record.form_sha256
        self._new_id = "" if payee else self._service.new_id()
        self.reason.set_text(reason)
        self.reason.complain("")
        self.error.clear()
        self.busy(busy=False)
        self._touched = self._filling = False
        self._tell()

    def _typed(self) -> None:
        if self._filling:
            return
        self._filling = True
        self._offer()
        self._filling = False
        self._begun()

    def _begun(self) -> None:
        if not self._filling:
            self._touched = True
            self._tell()

    def _show_faults(self) -> None:
        faults = {fault.field: fault for fault in reversed(self._service.faults(self.record()))}
        for name, field in self.fields.items():
            fault = faults.get(name)
            field.complain(f"register.fault.{fault.code}" if fault else "", **(dict(fault.facts) if fault else {}))

    def _tell(self) -> None:
        payee, record = self._payee, self.record()
        if payee is None:
            self._title.say("register.new_title")
            self._effect.say("register.not_registered_yet")
        else:
            self._title.say("register.edit_title", name=payee.record.name)
            self._effect.say("register.no_effect_yet")
        permitted = record.account_kind == AccountKind.PERMITTED
        for name in ("permission_no", "permission_date"):
            self.fields[name].setVisible(permitted)
        if record.form_sha256:
            self._scan.say("register.scan_attached", mark=record.form_sha256[:8])
        else:
            self._scan.say("register.scan_none")
        before = payee.record if payee else None
        rows = words.differing(before, record, self._desk.banks) if before else []
        self._changes.setVisible(before is not None)
        self._nothing.setVisible(not rows)
        self.comparison.show_rows(rows, with_before=True)

    def _choose_scan(self) -> None:
        told = i18n.text("register.scan_files")
        chosen, _ = QFileDialog.getOpenFileName(self, i18n.text("register.attach"), str(Path.home()), told)
        if chosen:
            self.attach_scan(Path(chosen))
