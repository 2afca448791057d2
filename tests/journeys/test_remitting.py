"""Receipts become money at the treasury between two workstations, over TLS; what is refused is sent again."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from app.domain.remittances.proposal import Readiness
from app.domain.remittances.remittance import RemittanceState, TreasuryCode
from app.domain.values.money import Money
from app.services.remittance_papers import RemittancePapers
from app.verification import page_text
from app.verification.command import main as verify
from tests.helpers.remitting import seated

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central

NEXT_DAY, REFUSED = 150_091, 150_095
"""Totals in .91 are answered on the next bank day, those in .95 are refused: the period is closed."""
A_NIGHT = 24 * 3600


def test_from_receipts_to_the_treasurys_number_and_what_was_refused_goes_again(
    central: Central, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        maker, second = (stack.enter_context(seated(central, tmp_path / name, name)) for name in ("MAKER03", "AUTH01"))
        late, refused = maker.receipted(NEXT_DAY), maker.receipted(REFUSED)
        first, other = maker.proposed(late), maker.proposed(refused)
        for req_id in (first, other):
            second.settle(req_id)
        maker.answered()
        assert [maker.one(req_id).state for req_id in (first, other)] == [RemittanceState.SENT, RemittanceState.REFUSED]
        assert maker.one(other).standing.code is TreasuryCode.PERIOD_CLOSED
        assert maker.parts_of(late) == []
        assert [one.readiness for one in maker.parts_of(refused)] == [Readiness.READY]
        maker.answered(A_NIGHT)
        number = maker.one(first).standing.documents[0].number
        assert first in {one.about for one in maker.books.with_number(number)}
        more = maker.receipted(99_905)
        again = maker.proposed([*refused, *more])
        second.settle(again)
        second.answered()
        told = second.remitting.told(again)
        assert (told.remittance.state, told.remittance.total) == (RemittanceState.ACKNOWLEDGED, Money(250_000))
        assert {one.payment.remitted_at is not None for one in told.parts if one.payment} == {True}
        papers, file = RemittancePapers(second.station.desk), tmp_path / "record.pdf"
        papers.save(papers.record(again, "th"), file)
        assert verify([str(file), "--bank-key", second.station.desk.about.bank_public_key]) == 0
        said = "".join(page_text.texts(file.read_bytes())[0])
        assert all(one.number in said for one in told.remittance.standing.documents)
