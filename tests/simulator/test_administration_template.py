"""What papers bear: both administrators agree on it, every unit hears of it, and an emblem hides nothing (PT-9)."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import TYPE_CHECKING

import pytest

from tests.helpers.emblems import SIGNATURE, chunk, png
from tests.helpers.raw_administration import Pair, begun, template
from tests.helpers.raw_central import OTHER_PARENT, OTHER_UNIT, TWO_SIGNATURES, UNIT, Central, Clerk, Json
from tests.helpers.raw_payees import paper, put_paper

if TYPE_CHECKING:
    from tests.helpers.raw_central import Answer

AGENCY = "2101"


@pytest.fixture(scope="module")
def pair(central: Central) -> Pair:
    return Pair(central)


def enact(pair: Pair, **changes: object) -> str:
    """Put a template in force and return its version."""
    pair.agree("template.change", AGENCY, template(**changes), subject_version=version(pair))
    return version(pair)


def version(pair: Pair) -> str:
    return str(pair.one.view()["template_version"])


def proposed(pair: Pair, wanted: Json) -> Answer:
    return pair.one.propose("template.change", AGENCY, wanted, subject_version=version(pair))[0]


def told(clerk: Clerk) -> list[Json]:
    """Return the template changes in somebody's log."""
    return [body for body in clerk.events() if body.get("what") == "template.change"]


def test_a_template_holds_from_its_approval_on_and_counts_its_versions(pair: Pair) -> None:
    before = int(version(pair))
    assert enact(pair, office="กรมแรก") == str(before + 1)
    assert pair.one.view()["template"]["office"] == "กรมแรก"
    answer, proposal = pair.one.propose(
        "template.change", AGENCY, template(office="กรมที่สอง"), subject_version=str(before + 1)
    )
    assert answer.status == 201
    assert pair.one.view()["template"]["office"] == "กรมแรก"  # nothing holds before the other one approves
    assert pair.two.settle(proposal["req_id"]).status == 201
    shown = pair.two.view()
    assert (shown["template_version"], shown["template"]["office"]) == (str(before + 2), "กรมที่สอง")
    assert pair.one.propose("template.change", AGENCY, template(), subject_version=str(before))[0].code == (
        "subject_changed"
    )


def test_every_unit_of_the_agency_hears_of_it_as_both_signed_it_and_no_other_agency(
    central: Central, pair: Pair
) -> None:
    enact(pair, footer_note="ฉบับนี้ออกให้ทุกหน่วย")
    for place in (UNIT, OTHER_UNIT):
        heard = told(Clerk.ready(central, place, "MAKER01"))[-1]
        proposal = json.loads(heard["proposal"])
        assert json.loads(heard["after"])["footer_note"] == "ฉบับนี้ออกให้ทุกหน่วย"
        assert (proposal["change"], heard["subject"], heard["unit"]) == (heard["after"], AGENCY, "")
        assert heard["proposal_sig"]
        assert heard["decision_sig"]
    assert not told(Clerk.ready(central, TWO_SIGNATURES, "MAKER01"))


def test_a_unit_that_comes_later_begins_with_the_newest_version(central: Central, pair: Pair) -> None:
    newest = enact(pair, office="กรมก่อนหน่วยใหม่")
    account = {"account": "0061000777", "name": "เงินงบประมาณ", "purpose": "budget"}
    form = {"unit": "2101000777", "name": "สำนักงานใหม่", "branch": "สาขาใหญ่", "address": "กรุงเทพฯ"}
    pair.agree("unit.apply", AGENCY, {**form, "accounts": [account]})
    (waiting,) = [one for one in pair.one.view()["applications"] if one["status"] == "received"]
    assert central.operate("POST", f"applications/{waiting['application_id']}/approve").status == 200
    _, added = pair.add("CLERK77", 77, unit="2101000777")
    (heard,) = told(begun(central, pair, added["slip_id"]))
    proposal = json.loads(heard["proposal"])
    assert json.loads(heard["after"])["office"] == "กรมก่อนหน่วยใหม่"
    assert int(proposal["subject_version"]) + 1 == int(newest)


def test_an_emblem_is_left_by_admin_1_and_seen_by_the_whole_agency_once_it_is_approved(
    central: Central, pair: Pair
) -> None:
    content = png(colour=(120, 30, 30))
    sha256 = hashlib.sha256(content).hexdigest()
    maker, stranger = Clerk.ready(central, UNIT, "MAKER01"), Pair(central, OTHER_PARENT).one
    assert proposed(pair, template(emblem=sha256)).code == "file_missing"
    assert put_paper(pair.one, content).status == 204
    assert pair.two.ask("GET", f"/v1/files/{sha256}").status == 200  # who decides must see it
    assert maker.ask("GET", f"/v1/files/{sha256}").code == "not_found"
    enact(pair, emblem=sha256)
    found = maker.ask("GET", f"/v1/files/{sha256}")
    assert (found.status, found.body) == (200, content)
    assert stranger.ask("GET", f"/v1/files/{sha256}").code == "not_found"
    collecting = Clerk.ready(central, UNIT, "MAKER03")  # makes no payments, and prints papers all the same
    assert collecting.ask("GET", f"/v1/files/{sha256}").status == 200
    enact(pair)  # without an emblem: papers of the version before still need it
    assert maker.ask("GET", f"/v1/files/{sha256}").status == 200


def test_admin_2_leaves_nothing_and_admin_1_nothing_but_emblems(pair: Pair) -> None:
    assert put_paper(pair.two, png()).code == "role_missing"
    assert put_paper(pair.one, paper()).code == "emblem_wrong"


HOSTILE = {
    "a picture of another kind": b"\xff\xd8\xff\xe0" + bytes(200),
    "no picture behind the first bytes": SIGNATURE + b"<svg onload='x'>",
    "larger than an emblem may be": png(512, 512, rows=zlib.compress(bytes(512 * 1537), 0)),
    "more pixels than an emblem has": png(513, 32),
    "fewer pixels than can be seen": png(15, 32),
    "rows that unpack to more than its pixels": png(rows=zlib.compress(bytes(50 << 20), 9)),
    "rows that unpack to less": png(rows=zlib.compress(bytes(97 * 31), 9)),
    "rows that are not packed": png(rows=bytes(400)),
    "something behind its rows": png(rows=zlib.compress(bytes(97 * 32)) + b"more"),
    "a filter that no PNG has": png(rows=zlib.compress((b"\x05" + bytes(96)) * 32)),
    "transparency": png(kind=6),
    "a palette": png(kind=3),
    "sixteen bits a colour": png(depth=16),
    "interlaced rows": png(interlace=1),
    "a text chunk": png(extra=chunk(b"tEXt", b"Comment\0hidden")),
    "a wrong checksum": png()[:-5] + b"\0" + png()[-4:],
    "something behind its end": png() + b"PK\x03\x04",
    "an end that is missing": png()[:-12],
    "a length beyond its end": png()[:33] + b"\x7f\xff\xff\xff" + png()[37:],
    "a head that is cut": SIGNATURE + chunk(b"IHDR", bytes(12)) + chunk(b"IDAT", b"") + chunk(b"IEND", b""),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_an_emblem_is_a_plain_small_png_or_it_is_not_taken(pair: Pair, kind: str) -> None:
    assert put_paper(pair.one, HOSTILE[kind]).code == "emblem_wrong"


def test_what_is_no_picture_at_all_is_no_paper_either(pair: Pair) -> None:
    svg = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    assert put_paper(pair.one, svg).code == "file_wrong"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"office": "ก" * 101}, "office"),
        ({"address": "ก" * 161}, "address"),
        ({"header_note": "ก" * 161}, "header_note"),
        ({"footer_note": "ก\u200bข"}, "footer_note"),
        ({"header_note": "บรรทัดหนึ่ง\nบรรทัดสอง"}, "header_note"),
        ({"emblem": "0" * 63}, "emblem"),
        ({"signers": [{"caption": "ผู้ลงนาม", "name": "", "position": ""}] * 4}, "signers"),
        ({"signers": [{"caption": "", "name": "ก", "position": ""}]}, "caption"),
        ({"signers": [{"caption": "ก" * 41, "name": "", "position": ""}]}, "caption"),
        ({"signers": [{"caption": "ก", "name": "ก" * 81, "position": ""}]}, "name"),
        ({"signers": [{"caption": "ก", "name": "", "position": "ก" * 81}]}, "position"),
    ],
)
def test_texts_that_no_paper_has_room_for_are_refused(pair: Pair, changes: Json, field: str) -> None:
    answer = proposed(pair, template(**changes))
    assert (answer.code, answer.json["facts"].get("field")) == ("field_wrong", field)
