"""A parent agency applies from nothing and asks what became of it; an administrator makes the form for the branch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.documents.pdf.rendering import Pdf
from app.domain.access.enrolment import AgencyApplication, Applicant
from app.domain.values.errors import Refused, Tampered
from app.services.enrolment import Enrolment
from app.services.succession import AUTHORITY_PIN
from tests.helpers.raw_central import Central, running
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOMSAK = Applicant(
    "1101700203450", "นายสมศักดิ์ ผู้ดูแล", "Mr. Somsak Phudulae", "หัวหน้ากลุ่มงานคลัง", "0812345678", "somsak@example.go.th"
)
WIPA = Applicant(
    "3100500112235", "นางวิภา ตัวอย่างงาม", "Mrs. Wipa Tuayangngam", "ผู้อำนวยการกองคลัง", "", "wipa@example.go.th"
)
FORM = AgencyApplication(
    agency="2203",
    name="กรมตัวอย่างเพื่อการเรียนรู้",
    address="99/1 ถนนตัวอย่าง กรุงเทพมหานคร 10200",
    order_no="ที่ 1458/2569",
    admin_1=SOMSAK,
    admin_2=WIPA,
)


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("central")) as started:
        yield started


def desk_of(folder: Path, central: Central) -> Enrolment:
    station = Workstation.at(folder, central)
    return Enrolment(station.sign_in, station.vault, station.clock)


def text_of(path: Path) -> str:
    pdf = Pdf(path.read_bytes())
    return " ".join(" ".join(pdf.text(page).split()) for page in range(pdf.pages))


def test_an_agency_applies_and_hears_what_became_of_it(central: Central, tmp_path: Path) -> None:
    enrolment = desk_of(tmp_path, central)
    assert enrolment.remembered() is None
    received = enrolment.apply(FORM)
    assert enrolment.remembered() == received
    asked = enrolment.ask(received.application_id, received.code)
    assert (asked.kind, asked.status, asked.name, asked.company_id) == ("agency", "received", FORM.name, "")
    approved = central.operate("POST", f"applications/{received.application_id}/approve")
    assert approved.status == 200, approved.body
    asked = enrolment.ask(f" {received.application_id} ", received.code)
    assert (asked.status, asked.company_id) == ("approved", "GMIS220300")


def test_a_declined_application_says_why(central: Central, tmp_path: Path) -> None:
    enrolment = desk_of(tmp_path, central)
    received = enrolment.apply(replace(FORM, agency="2204"))
    central.operate("POST", f"applications/{received.application_id}/decline", {"reason": "ไม่มีคำสั่งแต่งตั้ง"})
    asked = enrolment.ask(received.application_id, received.code)
    assert (asked.status, asked.reason) == ("declined", "ไม่มีคำสั่งแต่งตั้ง")


def test_only_whoever_holds_the_code_hears_it(central: Central, tmp_path: Path) -> None:
    enrolment = desk_of(tmp_path, central)
    received = enrolment.apply(replace(FORM, agency="2205"))
    for number, code in ((received.application_id, "x" * 16), ("nothing", received.code)):
        with pytest.raises(Refused, match="application_unknown"):
            enrolment.ask(number, code)
    assert received.code not in repr(received)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (replace(FORM, agency="2101"), "agency"),
        (replace(FORM, agency="2206", admin_2=replace(WIPA, person_id=SOMSAK.person_id)), "admin_2.person_id"),
        (replace(FORM, agency="2206", address="ถนน\u202eตัวอย่าง"), "address"),
    ],
)
def test_what_the_bank_does_not_take_is_named(
    central: Central, tmp_path: Path, form: AgencyApplication, field: str
) -> None:
    with pytest.raises(Refused) as caught:
        desk_of(tmp_path, central).apply(form)
    assert (caught.value.code, caught.value.facts["field"]) == ("field_wrong", field)


def test_nothing_is_sent_where_another_authority_vouches(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path, central)
    station.vault.pin(AUTHORITY_PIN, "0" * 64)
    before = central.operate("GET", "applications").json
    with pytest.raises(Tampered, match="authority_changed"):
        Enrolment(station.sign_in, station.vault, station.clock).apply(replace(FORM, agency="2208"))
    assert central.operate("GET", "applications").json == before


def test_the_form_that_was_sent_is_printed_with_its_number(central: Central, tmp_path: Path) -> None:
    enrolment = desk_of(tmp_path / "desk", central)
    form = replace(FORM, agency="2207")
    received = enrolment.apply(form)
    enrolment.write_agency_form(tmp_path / "form.pdf", form, received, "th")
    text = text_of(tmp_path / "form.pdf")
    for fact in (received.application_id, form.name, "2207000000", SOMSAK.name_th, WIPA.name_th, "1-1017-00203-45-0"):
        assert fact in text
    assert received.code not in text


def test_a_locked_administrator_makes_the_form_for_the_branch(central: Central, tmp_path: Path) -> None:
    enrolment = desk_of(tmp_path / "desk", central)
    enrolment.write_branch_form(tmp_path / "form.pdf", "gmis210100", "admin2", "th")
    text = text_of(tmp_path / "form.pdf")
    for fact in ("GMIS210100", "ADMIN2", "2101000000", "Reset Password"):
        assert fact in text
