"""Requests of the Portal by keyboard and by the names that a screen reader says; what others may see of collecting."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication

from app import i18n
from app.demo.hands import click, control, fill, press, until
from app.domain.collections.request import RequestState
from app.ui.screens.collections.bills_list import BillsScreen
from app.ui.screens.collections.requests_document import DocumentDialog
from app.ui.screens.collections.requests_list import RequestsScreen
from app.workplace import Workplace
from tests.helpers import raw_receipts as portal
from tests.helpers.payees import citizen_id
from tests.helpers.raw_central import UNIT
from tests.helpers.workstation import Workstation
from tests.pictures.album import dispose, rest
from tests.ui.collections.rooms import closed, room
from tests.ui.looking import visible_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.ui.collections.rooms import Room

pytestmark = [pytest.mark.usefixtures("qapp"), pytest.mark.xdist_group("ui: requests")]


@pytest.fixture(scope="module")
def desk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("requests")) as made:
        yield made


def pdf() -> bytes:
    """Return a PDF of one page."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    painter = QPainter(writer)
    painter.drawText(100, 100, "ตัวอย่าง")
    painter.end()
    return bytes(buffer.data().data())


def filed(desk: Room, number: int) -> str:
    """File a request with one paper, and hear of it."""
    papers = [{"name": "คำขอ.pdf", "content": b64encode(pdf()).decode()}]
    request_id, _ = portal.filed(desk.central, documents=papers, applicant_id=citizen_id(number))
    desk.hear()
    return request_id


def opened(desk: Room, request_id: str) -> RequestsScreen:
    screen = desk.open(RequestsScreen, request_id)
    until(lambda: (here := screen.view.request) and here.request_id == request_id, "the request did not come")
    rest()
    return screen


def test_a_request_is_looked_at_beside_its_paper_and_sent_back_with_a_reason(desk: Room) -> None:
    request_id = filed(desk, 41)
    tiles = {tile.key: tile.count for tile in desk.place.overview.home().tiles}
    assert tiles["requests_filed"] >= 1
    screen = desk.open(RequestsScreen, "filed")
    press(screen.table.grid, "Return")
    until(lambda: screen.view.request, "the request did not open")
    rest()
    screen = opened(desk, request_id)
    until(lambda: screen.view.scan.ready, "the paper is not seen")
    click("requests.send_back")
    press(control("administration.reason"), "Ctrl+Return")
    assert QApplication.activeModalWidget() is not None
    fill("administration.reason", "สำเนาไม่ชัด")
    press(control("administration.reason"), "Ctrl+Return")
    closed()
    assert desk.requests.told(request_id).request.state is RequestState.SENT_BACK
    until(lambda: not screen.view.make_bill.isVisible(), "what cannot be done any more is still offered")
    assert i18n.text("requests.because", reason="สำเนาไม่ชัด") in visible_texts(screen.view)


def test_from_the_request_to_its_document_with_what_the_portal_did_in_between(desk: Room, tmp_path: Path) -> None:
    request_id = filed(desk, 42)
    screen = opened(desk, request_id)
    press(screen.view.scan, "Ctrl+Return")
    bills = desk.place.window.page(BillsScreen.key)
    assert isinstance(bills, BillsScreen)
    until(lambda: bills.form.fields["payer_name"].text() == portal.APPLICANT["applicant_name"], "not prefilled")
    rest()
    for locked in ("payer_name", "payer_id", "revenue_type", "amount"):
        assert not bills.form.fields[locked].control.isEnabled(), locked
    fill("bills.field.due_date", "31/12/2569")
    press(control("bills.field.due_date"), "Ctrl+Return")
    until(lambda: QApplication.activeModalWidget() is not None, "nothing was asked")
    press(control("bills.issue"), "Space")
    closed()
    request = desk.requests.told(request_id).request
    assert request.state is RequestState.BILLED
    desk.counter.pay(desk.bills.told(request.bill_id).bill, channel="mobile")
    desk.heard(lambda: desk.requests.told(request_id).postings, "the Portal did not remit")
    screen = opened(desk, request_id)
    numbers = {f"{one.document}\u00a0{one.number}" for one in desk.requests.told(request_id).postings[0].entries}
    said = "\n".join(visible_texts(screen.view))
    assert len(numbers) == 2
    assert all(number in said for number in numbers)
    assert i18n.text("requests.happened.reported") in said
    path = tmp_path / "ใบอนุญาต.pdf"
    path.write_bytes(pdf())
    press(screen.view.scan, "Ctrl+Return")
    until(lambda: isinstance(QApplication.activeModalWidget(), DocumentDialog), "nothing was asked")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, DocumentDialog)
    dialog.attach_file(path)
    fill("requests.document_no", "สธ 0206/77")
    press(control("requests.document_no"), "Ctrl+Return")
    closed()
    done = desk.requests.told(request_id).request
    assert done.state is RequestState.DONE
    assert done.issued is not None
    assert (done.issued.number, bool(done.issued.sha256)) == ("สธ 0206/77", True)


def test_a_request_is_refused_with_a_reason(desk: Room) -> None:
    request_id = filed(desk, 43)
    opened(desk, request_id)
    click("requests.refuse")
    fill("administration.reason", "ขาดคุณสมบัติ")
    press(control("administration.reason"), "Ctrl+Return")
    closed()
    assert desk.requests.told(request_id).request.state is RequestState.REFUSED


def test_an_auditor_sees_bills_and_requests_and_can_do_nothing_with_them(desk: Room, tmp_path: Path) -> None:
    bill = desk.counter.bill(7)
    request_id = filed(desk, 44)
    station = Workstation.at(tmp_path / "auditor", desk.central).enter(desk.central, "AUDIT01", UNIT)
    place = Workplace(station.desk, station.sign_in, station.settings)
    window = place.window
    window.resize(1366, 768)
    window.show()
    assert station.sync.sync_now().problem == ""
    window.go("bills", bill.bill_id)
    bills = window.page("bills")
    assert isinstance(bills, BillsScreen)
    until(lambda: (here := bills.chosen()) and here.bill_id == bill.bill_id, "the bill is not seen")
    rest()
    assert bills.side.paper.isVisible()
    for button in (bills.side.mail, bills.side.cancel, bills._new, bills._import):
        assert not button.isVisible()
    window.go("requests", request_id)
    requests = window.page("requests")
    assert isinstance(requests, RequestsScreen)
    until(lambda: requests.view.request and requests.view.scan.ready, "the request is not seen")
    for button in (requests.view.make_bill, requests.view.send_back, requests.view.refuse):
        assert not button.isVisible()
    dispose(window)
    station.crash()
