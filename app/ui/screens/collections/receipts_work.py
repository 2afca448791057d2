"""What is done with receipts: issued many at once, prints counted and made, e-mailed; late answers are taken over."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app import i18n
from app.domain.values.money import Money
from app.ui import errors, worker
from app.ui.messages import Question, confirm, toast
from app.ui.screens.collections.parts import money_words, words
from app.ui.screens.collections.receipts_mail import MailDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.domain.collections.payment import Payment
    from app.domain.collections.receipt import Receipt
    from app.services.commands import Given
    from app.services.letters import Letters
    from app.services.official_receipt_papers import OfficialReceiptPapers
    from app.services.official_receipts import CountedPrint, OfficialReceipts, Ordered
    from app.ui.screen import Screen

CHOSEN_MAX = 300
"""So many receipts are issued, printed or e-mailed in one go."""


class ReceiptWork(QObject):
    """Acts on behalf of a screen; ``issued`` and ``counted`` tell what came of it, ``given`` that something did.

    ``busied`` carries the key of what is under way, and of how many receipts; no key once it is over.
    """

    issued = Signal(object)
    counted = Signal(object)
    given = Signal()
    busied = Signal(str, int)

    def __init__(
        self, screen: Screen, service: OfficialReceipts, papers: OfficialReceiptPapers, letters: Letters
    ) -> None:
        super().__init__(screen)
        self._screen, self._service, self._papers, self._letters = screen, service, papers, letters
        self._busy = False
        self._awaited: dict[str, Callable[[str], object]] = {}

    def issue(self, payments: Sequence[Payment]) -> None:
        """Ask, naming count and sum, and have receipts issued."""
        if not payments or self._busy:
            return
        names = [one.payment_id for one in payments]
        total = Money(sum(one.matched.satang for one in payments))  # what was paid too much went back
        asked = Question(
            "receipt_book.issue_ask", "receipt_book.issue_go", "receipt_book.issue_why", count=len(names), total=total
        )
        issue, told = partial(self._service.issue, names), ("receipt_book.issuing", len(names))
        confirm(self._screen, asked, act=lambda: self._order(issue, self._take_issued, told))

    def print(self, receipts: Sequence[Receipt]) -> None:
        """Ask, saying what will be an original and what a copy, and have the prints counted."""
        if not receipts or self._busy:
            return
        names = [one.receipt_id for one in receipts]
        asked = Question(
            "receipt_book.print_ask",
            "receipt_book.print_go",
            "receipt_book.print_why",
            about=lambda: _about_prints(receipts),
            count=len(names) if len(names) > 1 else None,
        )
        count, told = partial(self._service.count_print, names), ("receipt_book.counting", len(names))
        confirm(self._screen, asked, act=lambda: self._order(count, self._take_counted, told))

    def mail(self, receipts: Sequence[Receipt]) -> None:
        """Ask for addresses, and e-mail the receipts; until the question is gone, nothing else is begun."""
        if not receipts or self._busy:
            return
        self._busy = True
        names = [one.receipt_id for one in receipts]

        def look(_: worker.Progress) -> tuple[Mapping[str, str], bool]:
            return self._service.addresses(names), self._letters.are_sent

        def ask(found: tuple[Mapping[str, str], bool]) -> None:
            dialog = MailDialog(
                self._screen, receipts, found[0], lambda wanted: self._mail(dialog, wanted), mails=found[1]
            )
            dialog.finished.connect(lambda _: self._tell_busy())
            dialog.open()

        worker.run(self._screen, look, ask, self._failed)

    def look_again(self) -> None:
        """Take over what is known by now of orders whose answer was missing."""
        for cmd_id, take in list(self._awaited.items()):
            take(cmd_id)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _order(self, work: Callable[[], Ordered], take: Callable[[str], object], told: tuple[str, int]) -> None:
        self._tell_busy(*told)

        def done(ordered: Ordered) -> None:
            self._tell_busy()
            self._awaited[ordered.cmd_id] = take
            if not ordered.known:
                toast(self._screen, "bills.order_unknown", icon="circle-question-mark")
            self.given.emit()
            take(ordered.cmd_id)

        worker.run(self._screen, lambda _: work(), done, self._failed)

    def _take_issued(self, cmd_id: str) -> None:
        def take(found: Sequence[Receipt]) -> None:
            if found and self._awaited.pop(cmd_id, None) is not None:
                toast(self._screen, "receipt_book.issued", count=f"{len(found):,}")
                self.issued.emit(found)
                self.given.emit()

        worker.run(self._screen, lambda _: self._service.issued(cmd_id), take, self._explain)

    def _take_counted(self, cmd_id: str) -> None:
        def take(found: Sequence[CountedPrint]) -> None:
            if found and self._awaited.pop(cmd_id, None) is not None:
                self.counted.emit(found)
                self.given.emit()

        worker.run(self._screen, lambda _: self._service.counted(cmd_id), take, self._explain)

    def _mail(self, dialog: MailDialog, wanted: Sequence[tuple[str, str]]) -> None:
        addresses = dict(wanted)

        def work(progress: worker.Progress) -> tuple[str, Given | None]:
            cmd_id = self._service.count_print(list(addresses)).cmd_id
            return cmd_id, self._mail_counted(cmd_id, addresses, progress)

        def done(found: tuple[str, Given | None]) -> None:
            cmd_id, given = found
            dialog.accept()
            if given is None:  # the mail goes out as soon as the count is known
                self._awaited[cmd_id] = partial(self._take_mail, addresses)
            self._tell_mail(given)

        worker.run(dialog, work, done, dialog.failed, dialog.progress.advance)

    def _take_mail(self, addresses: Mapping[str, str], cmd_id: str) -> None:
        del self._awaited[cmd_id]

        def done(given: Given | None) -> None:
            if given is None:
                self._awaited[cmd_id] = partial(self._take_mail, addresses)
            else:
                self._tell_mail(given)

        worker.run(self._screen, lambda progress: self._mail_counted(cmd_id, addresses, progress), done, self._explain)

    def _mail_counted(self, cmd_id: str, addresses: Mapping[str, str], progress: worker.Progress) -> Given | None:
        """Mail the prints that a command counted; None while nothing is known of them."""
        prints = self._service.counted(cmd_id)
        wanted = [(one, addresses[one.receipt.receipt_id]) for one in prints]
        return self._papers.mail(wanted, progress.report) if wanted else None

    def _tell_mail(self, given: Given | None) -> None:
        if given is not None and given.known:
            toast(self._screen, "bills.mailed")
        else:
            toast(self._screen, "bills.order_unknown", icon="circle-question-mark")
        self.given.emit()

    def _tell_busy(self, told: str = "", count: int = 0) -> None:
        self._busy = bool(told)
        self.busied.emit(told, count)

    def _failed(self, error: Exception) -> None:
        self._tell_busy()
        self._explain(error)

    def _explain(self, error: Exception) -> None:
        errors.show(self._screen, error)


def _about_prints(receipts: Sequence[Receipt]) -> str:
    """Return which receipt is printed as what, or how many of many are originals."""
    if len(receipts) == 1:
        one = receipts[0]
        name = money_words.print_name(one, len(one.prints))
        return f"{money_words.number(one)} · {words.baht(one.told.total)} · {name}"
    originals = sum(not one.prints for one in receipts)
    return i18n.text("receipt_book.print_many", originals=f"{originals:,}", copies=f"{len(receipts) - originals:,}")
