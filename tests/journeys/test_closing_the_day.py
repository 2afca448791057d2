"""A day is closed between workstations, over TLS: paid, collected, remitted, compared, signed, carried on, opened."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from app.domain.closing.day import DayAct, DayState
from app.domain.closing.exceptions import ExceptionKind, ExceptionState
from app.domain.closing.matching import Rule
from app.domain.closing.statement import EntryKind
from app.domain.values.errors import Refused
from app.services.dossiers import Dossiers
from app.verification.command import main as verify
from tests.helpers.closing import WAITS, Closer, seated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
NEVER_ANSWERED = 210_092
"""A total in .92: the treasury is silent until somebody there answers."""
MISSING = ExceptionKind.ACKNOWLEDGEMENT_MISSING


@dataclass(frozen=True)
class Office:
    """The people of a unit, each at a workstation of their own."""

    payer: Closer
    remitter: Closer
    first: Closer
    second: Closer
    central: Central

    def paid(self) -> str:
        """Let a batch of three be paid today; two authorizers sign."""
        station = self.payer.station
        op_id = station.draft(value_date=MONDAY)
        station.sync.deliver(station.submit(op_id))
        for one in (self.first, self.second):
            one.hear()
            one.station.sync.deliver(one.station.decide(op_id, one.password))
        self.central.settle()
        return op_id

    def remitted(self, *satang: int) -> str:
        """Let bills be paid, receipted and remitted."""
        req_id = self.remitter.proposed(self.remitter.receipted(*satang))
        self.first.settle(req_id)
        self.central.settle()
        return req_id

    def answer(self, req_id: str) -> None:
        """Let the treasury's staff acknowledge a remittance."""
        said = self.central.operate("POST", f"remittances/{req_id}", {"answer": "acknowledge"})
        assert said.status == 200, said.body

    def closed(self) -> None:
        """Propose the close of what comes next at the payer's desk, and approve it at another."""
        self.payer.propose_day()
        self.first.approve_day()
        self.payer.hear()


@pytest.fixture
def office(central: Central, tmp_path: Path) -> Iterator[Office]:
    with ExitStack() as open_desks:
        payer, remitter, first, second = (
            open_desks.enter_context(seated(central, tmp_path / name, name))
            for name in ("MAKER01", "MAKER03", "AUTH01", "AUTH02")
        )
        yield Office(payer, remitter, first, second, central)


def test_a_day_with_a_silent_treasury_is_closed_with_an_exception_that_keeps_its_number_until_it_is_solved(
    office: Office, tmp_path: Path
) -> None:
    payer, central = office.payer, office.central
    op_id = office.paid()
    req_id = office.remitted(150_000, NEVER_ANSWERED - 150_000)
    with pytest.raises(Refused, match="day_not_over"):
        payer.closing.prepare()
    central.advance("2026-11-23T16:30:00+07:00")

    # Everything of the day is compared and fits, but the treasury has not answered.
    prepared = payer.closing.prepare()
    assert (prepared.day, prepared.version, prepared.since) == (MONDAY, 1, None)
    assert {one.rule for one in prepared.findings.matching.matches} == {Rule.REFERENCE, Rule.OPENING}
    assert prepared.findings.unmatched == ()
    rows = {one.what: one for one in prepared.findings.compared}
    assert rows[EntryKind.BATCH].ours == rows[EntryKind.BATCH].bank
    assert rows[EntryKind.BATCH].ours.count == 3
    assert rows[EntryKind.COLLECTION].agrees
    remitted = rows[EntryKind.REMITTANCE]
    assert remitted.ours == remitted.bank != remitted.treasury
    assert not remitted.agrees
    kinds = {one.found.kind: one.found.about for one in prepared.drafts}
    assert kinds == {MISSING: req_id, ExceptionKind.RECORD_NOT_PRINTED: req_id}
    assert (prepared.unanswered, prepared.not_printed, prepared.disputed) == ((req_id,), (req_id,), ())
    with pytest.raises(Refused, match="exception_unowned"):
        payer.closing.propose(prepared, prepared.drafts)
    with pytest.raises(Refused, match="exception_missing"):
        payer.closing.propose(prepared, prepared.drafts[1:])

    # The second person's workstation finds the same from its own log and the bank's statements, and only then signs.
    payer.propose_day(prepared)
    with pytest.raises(Refused, match="role_missing"):
        payer.closing.settle(payer.waiting(), approve=True, password=payer.password)
    assert office.first.closing.check(office.first.waiting()).differences == ()
    closed = office.first.approve_day()
    assert closed.record is not None
    assert closed.record.state is DayState.CLOSED_WITH_EXCEPTIONS
    payer.hear()
    kept = {one.kept.told.kind: one for one in payer.days.exceptions("th")}
    assert (kept[MISSING].kept.told.reason, kept[MISSING].age_days) == (WAITS, 0)
    number = kept[MISSING].kept.number

    # The next day carries it on under its number; it is solved once the treasury has answered, and says with what.
    central.advance("2026-11-24T16:30:00+07:00")
    office.answer(req_id)
    prepared = payer.closing.prepare()
    assert prepared.day == TUESDAY
    solved = next(one for one in prepared.drafts if one.found.kind is MISSING)
    assert (solved.number, solved.solved) == (number, True)
    documents = office.payer.remitting.told(req_id).remittance.standing.documents
    assert documents[0].number in solved.reason
    office.closed()
    after = {one.kept.told.kind: one.kept for one in payer.days.exceptions("th", open_only=False)}
    assert (after[MISSING].number, after[MISSING].told.state, after[MISSING].solved_on) == (
        number,
        ExceptionState.SOLVED,
        TUESDAY,
    )

    # Monday is opened again under two signatures: both versions stay, each with its paper that the verifier proves.
    assert payer.closing.reopen(MONDAY, "พบใบนำฝากที่ยังไม่ได้บันทึก").known
    office.first.approve_day()
    payer.hear()
    assert payer.days.calendar(MONDAY, MONDAY)[0].state is DayState.REOPENED
    assert payer.days.unclosed() == [MONDAY]
    office.closed()
    acts = [(one.order.act, one.order.version) for one in payer.days.versions(MONDAY)]
    assert acts == [(DayAct.CLOSE, 1), (DayAct.REOPEN, 1), (DayAct.CLOSE, 2)]
    bank_key = payer.station.desk.about.bank_public_key
    for version in (1, 2):
        made = payer.papers.close(MONDAY, "th", version)
        path = tmp_path / made.name
        payer.papers.save(made, path)
        assert verify([str(path), "--bank-key", bank_key]) == 0

    # The dossier of the day, and of the month, holds both versions with everything else of it.
    dossiers = Dossiers(payer.station.desk)
    for period in (MONDAY.isoformat(), "2026-11"):
        dossier = dossiers.of_period(period, "th")
        path = tmp_path / dossier.name
        dossiers.save(dossier, path)
        with ZipFile(path) as archive:
            papers = [name for name in archive.namelist() if f"day-close-{MONDAY}" in name]
        assert papers == [f"papers/day-close-{MONDAY}-v{version}-th.pdf" for version in (1, 2)]
        assert verify([str(path), "--bank-key", bank_key]) == 0
    assert payer.station.batch(op_id).status.value == "settled"
