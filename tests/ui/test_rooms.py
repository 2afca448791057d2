"""Each role sees only its rooms, at a real desk over a real central system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.demo.hands import until
from app.ui import worker
from app.workplace import Workplace
from tests.helpers.administrators import PARENT
from tests.helpers.raw_central import UNIT
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.helpers.raw_central import Central

EVERYBODY = {"home", "audit", "sync_centre", "settings"}
RIGHTS = {"users", "requests", "units", "policy", "paper_template", "workstations", "review", "audit_reports"}
UNIT_ROOMS = {"messages", "year_end", "closing", "account_movements"}
MONEY_ROOMS = {"payments", "collection_queue", "collection_orders", "official_receipts", "collection_reports"}
COLLECTING = UNIT_ROOMS | MONEY_ROOMS | {"bills", "requests"}
PAYING = UNIT_ROOMS | {"batches", "evidence", "draws", "recalls", "register", "register_requests"}
PAYING |= {"plots", "year_archive"}
TREASURY = {"remittances", "treasury_documents"}


@pytest.mark.parametrize(
    ("company_id", "user_id", "rooms"),
    [
        (PARENT, "ADMIN1", RIGHTS),
        (PARENT, "ADMIN2", RIGHTS),
        (PARENT, "AUDIT02", RIGHTS),
        (UNIT, "MAKER01", PAYING | TREASURY),
        (UNIT, "AUTH01", PAYING | COLLECTING | TREASURY | {"approvals", "audit_reports"}),
        (UNIT, "AUDIT01", PAYING | COLLECTING | TREASURY | {"audit_reports"}),
        (UNIT, "MAKER03", COLLECTING | TREASURY | {"plots"}),
    ],
)
@pytest.mark.usefixtures("qapp")
def test_each_role_sees_only_its_rooms(
    qtbot: QtBot, central: Central, tmp_path: Path, company_id: str, user_id: str, rooms: set[str]
) -> None:
    station = Workstation.at(tmp_path, central).enter(central, user_id, company_id)
    place = Workplace(station.desk, station.sign_in, station.settings)
    qtbot.addWidget(place.window)
    assert set(place.window.navigation.items) == EVERYBODY | rooms
    for forbidden in (RIGHTS | PAYING | COLLECTING | TREASURY | {"editor", "importing", "approvals"}) - rooms:
        if not (forbidden in {"editor", "importing"} and user_id == "MAKER01"):
            place.window.go(forbidden)
            assert place.window._here[0] != forbidden
    until(lambda: worker.shared().idle, "the workers did not come to rest")
    place.close()


def test_whoever_may_not_look_into_batches_hears_nothing_of_a_colleagues(
    qapp: QApplication, central: Central, tmp_path: Path
) -> None:
    maker = Workstation.at(tmp_path, central).enter(central, "MAKER02")
    maker.draft(purpose="ค่าตอบแทนลับของเพื่อนร่วมงาน")
    maker.leave()
    collector = Workstation.at(tmp_path, central).enter(central, "MAKER03")
    place = Workplace(collector.desk, collector.sign_in, collector.settings)
    home = place.overview.home()
    assert (home.tiles, home.recent) == ((), ())
    assert list(place.overview.find("ค่าตอบแทน")) == []
    until(lambda: worker.shared().idle, "the workers did not come to rest")
    place.close()
    qapp.processEvents()
