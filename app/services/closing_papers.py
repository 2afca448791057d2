"""The papers of closing: the close of a day, proven again before it is made, and what moved on an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.closing_proof import order_sha256, record_is_signed
from app.central.paper_seal import sealed, with_day
from app.documents.listing.statement_list import statement_list
from app.documents.pdf import close_report
from app.documents.pdf.access_content import access_digest
from app.documents.pdf.closing_content import (
    AccountRow,
    CloseReport,
    ClosingPaper,
    ComparedRow,
    ExceptionRow,
    VersionRow,
)
from app.documents.pdf.content import Office, Printing
from app.documents.pdf.rendering import Pdf
from app.domain.access.permissions import Action
from app.domain.closing.day import DayAct
from app.domain.closing.statement import EntryKind
from app.domain.values.dates import bangkok_day, instant
from app.domain.values.errors import Refused, Tampered
from app.services import stationery
from app.services.day_book import DayBook
from app.services.day_findings import books, find
from app.services.day_names import called
from app.services.documents import DocumentKeeping, MadeDocument, version_of
from app.services.statements import Statements, account_names
from app.store import audit_trail, reference, statements

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from app.domain.closing.day import Compared, DayOrder, SignedDayOrder, Tally
    from app.domain.closing.exceptions import NumberedException
    from app.domain.values.listing import Listing
    from app.i18n import Language
    from app.services.desk import Desk


class ClosingPapers(DocumentKeeping):
    """Makes the papers for one signed-in person; everything answers from the store."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._days = DayBook(desk)
        self._statements = Statements(desk)

    def close(self, day: date, language: Language, version: int = 0) -> MadeDocument:
        """Make the report of a close, of its newest version for 0.

        Raises `Refused` ``day_not_closed`` where there is no such close, `Tampered` ``day_unsigned`` where the store
        does not hold what two persons and the bank signed.
        """
        told = self._days.versions(day)
        closes = [one for one in told if one.order.act is DayAct.CLOSE and version in (0, one.order.version)]
        if not closes:
            raise Refused("day_not_closed")
        return self._made(closes[-1], told, language)

    def movement(self, account: str, first: date, last: date, language: Language) -> Listing:
        """Return what moved on an account as a list, to be written by `ListExports` as PDF, workbook or CSV."""
        return statement_list(self._statements.movements(account, first, last), language)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _made(self, close: SignedDayOrder, told: list[SignedDayOrder], language: Language) -> MadeDocument:
        desk, day, now = self._desk, close.order.day.isoformat(), self._desk.now()
        with desk.store.read() as rd:
            keys, position = reference.keys(rd), audit_trail.head(rd).seq
        if not record_is_signed(close, keys, desk.about.bank_public_key):
            raise Tampered("day_unsigned", day=day)
        report = self._report(close, told, language, now)
        kind = ClosingPaper.CLOSE
        digest = access_digest(kind, report)
        facts = {"document": kind.value, "digest": digest, "version": str(close.order.version)}
        desk.note(Action.MAKE_DOCUMENT, day, {**facts, **stationery.facts(report.office)})
        pdf = close_report.write(report, language, desk.banks)
        carrying = with_day(pdf, close, desk.about.bank_public_key)
        made = sealed(desk.signer, carrying, kind.value, day, digest, position, now)
        name = f"day-close-{day}-v{close.order.version}-{language}.pdf"
        return MadeDocument(kind, day, name, made, digest, Pdf(made), version_of(report.office))

    def _report(
        self, close: SignedDayOrder, told: list[SignedDayOrder], language: Language, now: datetime
    ) -> CloseReport:
        desk, order, record = self._desk, close.order, close.record
        if record is None or order.until is None:
            raise Tampered("day_unsigned", day=order.day.isoformat())
        names, unit = account_names(desk), desk.unit
        bears = stationery.borne(desk, record.at)
        until = bangkok_day(record.at)
        return CloseReport(
            office=Office(unit.agency_name, unit.unit_name, unit.unit, simulated=desk.simulated, stationery=bears),
            day=order.day.isoformat(),
            version=order.version,
            state=record.state.value,
            since=instant(order.since) if order.since else "",
            until=instant(order.until),
            accounts=_accounts(order, names),
            compared=tuple(map(_compared, order.compared)),
            matches=self._matches(close),
            by_hand=len(order.matches),
            exceptions=tuple(self._exception(one, until, language) for one in record.exceptions),
            versions=tuple(_version(one) for one in told if one.seq <= close.seq),
            maker=unit.person_name(close.maker_uid, language),
            made_at=instant(close.made_at),
            authorizer=unit.person_name(close.decided_by, language),
            decided_at=instant(record.at),
            anchor_seq=order.anchor_seq,
            anchor_head=order.anchor_head,
            order_sha256=order_sha256(close),
            recorded_at=instant(record.at),
            bank_signature=close.record_sig,
            printing=Printing(desk.actor.person.name(language), instant(now), accounts="full"),
        )

    def _exception(self, one: NumberedException, day: date, language: Language) -> ExceptionRow:
        told = one.told
        with self._desk.store.read() as rd:
            about = called(rd, told.kind, told.about)
        return ExceptionRow(
            number=one.number,
            kind=told.kind.value,
            about=about,
            satang=told.amount.satang if told.amount else None,
            owner=self._desk.unit.person_name(told.owner_uid, language),
            since=one.since.isoformat(),
            age_days=one.age_days(day),
            solved_on=one.solved_on.isoformat() if one.solved_on else "",
            reason=told.reason,
        )

    def _matches(self, close: SignedDayOrder) -> tuple[tuple[str, int], ...]:
        """Return how many matches there are of each shape, nothing where the statements are not kept here."""
        order = close.order
        if order.until is None:
            return ()
        with self._desk.store.read() as rd:
            kept = [statements.stretch(rd, one.account, order.since, order.until) for one in order.accounts]
        if any(one is None for one in kept):
            return ()
        signed = self._statements.stretch(order.since, order.until)
        found = find(books(self._desk, signed, order.since, order.until, close.made_at), order.matches)
        return tuple(found.matching.shapes().items())


def _accounts(order: DayOrder, names: Mapping[str, str]) -> tuple[AccountRow, ...]:
    return tuple(
        AccountRow(
            account=one.account,
            name=names.get(one.account, ""),
            opening_satang=one.opening.satang,
            in_satang=one.came_in.satang,
            out_satang=one.went_out.satang,
            closing_satang=one.closing.satang,
            entries=one.entries,
        )
        for one in order.accounts
    )


def _compared(one: Compared) -> ComparedRow:
    treasury = _tally(one.treasury) if one.treasury else None
    ours = None if one.what is EntryKind.OPENING else _tally(one.ours)
    return ComparedRow(one.what.value, one.account, ours, _tally(one.bank), treasury, one.agrees)


def _tally(tally: Tally) -> tuple[int, int]:
    return tally.count, tally.amount.satang


def _version(one: SignedDayOrder) -> VersionRow:
    at = instant(one.record.at) if one.record else ""
    return VersionRow(one.order.act.value, one.order.version, at, one.order.reason)
