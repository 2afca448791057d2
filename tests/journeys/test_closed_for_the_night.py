"""The central system closes while a maker works: it is said, nothing is lost, and it goes on when it opens (SIM-27)."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from tests.helpers.raw_central import running
from tests.journeys import acts
from tests.journeys.lists import write_list
from tests.journeys.person import Person, at_desks

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("journeys: closed")

NIGHT = {"begins": "2026-11-23T08:30", "ends": "2026-11-23T15:00", "text_th": "ปรับปรุงประจำเดือน", "text_en": "Upkeep"}
UNTIL = "23 พ.ย. 2569 15:00"


def said(person: Person, words: str) -> None:
    person.does(acts.sync)
    person.does(acts.wait_for_words, words)


def test_what_is_handed_in_in_the_window_waits_in_the_outbox_and_arrives_once(tmp_path: Path) -> None:
    with running(tmp_path / "central", eased=True) as central:
        maker = Person(central, tmp_path / "maker", "MAKER01")
        with at_desks(maker):
            assert maker.does(acts.sign_in, maker.password)
            op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ("120.50", "230.25")))
            assert central.replace("gate", {"windows": [NIGHT]}).status == 200
            maker.does(acts.hand_in, "ฎ.501/2570", "ค่าเบี้ยประชุม")
            whole = maker.does(acts.say, "errors.maintenance", until=UNTIL)
            kept = maker.does(acts.say, "errors.maintenance.do")
            said(maker, f"{whole}  {NIGHT['text_th']}  {kept}")
            waiting = maker.does(acts.batch, op_id)
            assert (waiting.status, waiting.delivery) == (BatchStatus.SUBMITTED, Delivery.QUEUED)
            draft = maker.does(acts.import_file, write_list(tmp_path / "more.csv", ("99.50",), first=10))
            assert maker.does(acts.batch, draft).status is BatchStatus.DRAFT, "drafting goes on"
            central.advance("2026-11-23T15:00:00+07:00")
            arrived = maker.does(acts.hear, op_id, BatchStatus.SUBMITTED)
            assert (arrived.rev, arrived.delivery) == (1, Delivery.NONE)
            assert not any(whole in words for words in maker.does(acts.look, "batches")), "the line is gone"
            assert central.operate("GET", f"batches/{op_id}").json["rev"] == 1

            least = {"least_client": "999.1"}
            assert central.replace("gate", least).status == 200
            old = maker.does(acts.say, "errors.client_too_old", own=version("khlang"), least="999.1")
            said(maker, f"{old}  {maker.does(acts.say, 'errors.client_too_old.do')}")
            assert central.replace("gate", {}).status == 200
            assert maker.does(acts.batch, draft).status is BatchStatus.DRAFT
            maker.does(acts.leave)

            assert central.replace("gate", {"windows": [NIGHT | {"ends": "2026-12-24T00:00"}]}).status == 200
            assert not maker.does(acts.sign_in, maker.password), "in, but without a session"
            later = maker.does(acts.say, "errors.maintenance", until="24 ธ.ค. 2569 00:00")
            said(maker, f"{later}  {NIGHT['text_th']}  {kept}")
