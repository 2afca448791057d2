"""What a log must hold for a paper to be told from it, even where the bank itself signed it."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from app.documents.pdf.content import DocumentKind
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.errors import Refused, Tampered
from app.services.evidence import Evidence
from app.store import inbox
from app.wire import events as wire
from tests.helpers.bank import Bank
from tests.ui.disbursement import office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.central.signed_orders import Signer
    from app.store.unit_of_work import Store
    from app.wire.codec import Message
    from app.wire.disbursement import Receipt, SignedReceipt

LINES = [office.line(1, LineStatus.SETTLED), office.line(2, LineStatus.REJECTED, "AC04")]
BATCH = office.batch(7, BatchStatus.PARTLY_SETTLED, "ค่าสมนาคุณวิทยากร", LINES)


@dataclass
class Careless(Bank):
    """Says what it likes and signs it: ``says`` changes a message or drops it, ``confirms`` changes a receipt."""

    says: Callable[[str, Message], Message | None] = field(default=lambda _, message: message)
    confirms: dict[str, str] = field(default_factory=dict)

    def _tell(self, kind: str, about: str, message: Message, by: Signer | None) -> None:
        said = self.says(kind, message)
        if said is not None:
            super()._tell(kind, about, said, by)

    def _signed_receipt(self, receipt: Receipt) -> SignedReceipt:
        return super()._signed_receipt(structs.replace(receipt, **self.confirms))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = office.open_store(tmp_path / "desk")
    office.put(made, BATCH, LINES)
    yield made
    made.close()


def bank(**changes: object) -> Careless:
    same = office.BANK_OF_THE_OFFICE
    return Careless(same.agency, same.unit, same.maker, same.authorizer, same.now, same.key, **changes)  # type: ignore[arg-type]


def paper(store: Store, signing: Bank) -> bytes:
    signing.keep(store, office.OPENING, [signing.live(BATCH, LINES)])
    return Evidence(office.OfficeDesk(store).for_services()).make(BATCH.op_id, DocumentKind.DETAIL, "th").pdf


def code(store: Store, signing: Bank) -> str:
    with pytest.raises(Tampered) as caught:
        paper(store, signing)
    return caught.value.code


def test_a_right_log_makes_a_paper(store: Store) -> None:
    assert paper(store, bank()).startswith(b"%PDF")


def test_a_log_that_is_right_in_everything_but_its_bank_makes_none(store: Store) -> None:
    """Somebody with the store's key has written a log of their own, every hash and signature made anew."""
    forger = replace(
        office.BANK_OF_THE_OFFICE, key=Bank("", "", office.SOMYING, office.WIPHA, office.NOW).key, events=[]
    )
    assert code(store, forger) == "paper_log_changed"


@pytest.mark.parametrize(
    "lie",
    [
        {"settled_satang": "1"},
        {"rejected_satang": "1"},
        {"settled_count": "2"},
        {"rejected_count": "0"},
        {"lines_root": "0" * 64},
        {"outcomes_sha256": "0" * 64},
        {"payment_sha256": "0" * 64},
        {"authz_sha256": "0" * 64},
        {"status": "settled"},
        {"log": "0210000013"},
        {"typ": "khlang.receipt/2"},
    ],
)
def test_a_receipt_that_does_not_fit_what_was_told_makes_none(store: Store, lie: dict[str, str]) -> None:
    assert code(store, bank(confirms=lie)) == "paper_receipt_wrong"


def test_while_news_comes_in_only_the_batches_it_is_about_have_to_wait(store: Store) -> None:
    """News is taken in parts; the bank's signature comes with the last of them."""
    later = replace(BATCH, op_id="op-later")
    office.put(store, later, LINES)
    signing = bank()
    first = signing.live(BATCH, LINES)
    signed_so_far = signing.end(len(signing.events))
    signing.keep(store, office.OPENING, [first, signing.live(later, LINES)])
    whole = signing.end(len(signing.events))
    desk = office.OfficeDesk(store).for_services()
    service = Evidence(desk)
    for end, waits in ((signed_so_far, True), (whole, False), (signed_so_far, True)):
        with store.write(office.OPENING, Action.RECORD_EVENTS, "log") as tx:
            inbox.put_checkpoint(tx, end)
        for each in (service, Evidence(desk)):
            assert each.make(BATCH.op_id, DocumentKind.DETAIL, "th").pages
            with pytest.raises(Refused, match="paper_unproven") if waits else nullcontext():
                each.make(later.op_id, DocumentKind.HISTORY, "th")


def dropping(kind: str) -> Callable[[str, Message], Message | None]:
    return lambda told, message: None if told == kind else message


def with_one_outcome(_: str, message: Message) -> Message:
    if isinstance(message, wire.LinesReported):
        return structs.replace(message, outcomes=message.outcomes[:1])
    return message


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        (dropping(wire.KEY_REGISTERED), "paper_signature_wrong"),
        (dropping(wire.BATCH_SUBMITTED), "paper_signature_wrong"),
        (dropping(wire.BATCH_APPROVED), "paper_receipt_wrong"),
        (dropping(wire.LINES_REPORTED), "paper_receipt_wrong"),
        (dropping(wire.BATCH_FINISHED), "paper_results_changed"),
        (with_one_outcome, "paper_receipt_wrong"),
    ],
)
def test_a_log_with_a_part_missing_makes_none(
    store: Store, says: Callable[[str, Message], Message | None], expected: str
) -> None:
    assert code(store, bank(says=says)) == expected


def needing_two(_: str, message: Message) -> Message:
    return structs.replace(message, signatures_needed="2") if isinstance(message, wire.BatchSubmitted) else message


def of_the_edition_before(_: str, message: Message) -> Message:
    return structs.replace(message, rev="0") if isinstance(message, wire.LinesReported) else message


def test_fewer_signatures_than_the_bank_asked_for_make_none(store: Store) -> None:
    assert code(store, bank(says=needing_two)) == "paper_signature_wrong"


def test_results_of_another_edition_make_none(store: Store) -> None:
    assert code(store, bank(says=of_the_edition_before)) == "paper_signature_wrong"


def test_nobody_approves_their_own(store: Store) -> None:
    alone = bank()
    alone = replace(alone, authorizer=alone.maker, events=[])
    assert code(store, alone) == "paper_signature_wrong"
