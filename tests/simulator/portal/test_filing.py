"""What an applicant files at the Biz Portal: a sound form, documents that are what they seem, a code that opens it."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_receipts as raw

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Clerk


def document(content: bytes = raw.PAPER, name: str = "เอกสาร.pdf") -> dict[str, str]:
    return {"name": name, "content": b64encode(content).decode()}


def test_a_filed_request_reaches_the_agency_with_its_documents(central: Central, collector: Clerk) -> None:
    request_id, code = raw.filed(central, details="  ขอ\n อนุญาต  ")
    assert request_id.startswith("BP2570-")
    assert len(code) == 10
    (event,) = [one for one in raw.told(collector, "request.changed") if one["request"]["request_id"] == request_id]
    said = event["request"]
    assert (event["what"], said["state"], said["version"], said["details"]) == ("filed", "filed", "1", "ขอ อนุญาต")
    assert (said["service"], said["revenue_type"], said["fee_satang"]) == (raw.PERMIT, "permit_fee", "50000")
    (attached,) = said["documents"]
    size = str(len(raw.PAPER))
    assert attached == {
        "sha256": sha256(raw.PAPER).hexdigest(),
        "name": "บัตรประชาชน.pdf",
        "media": "application/pdf",
        "size": size,
    }
    paper = collector.ask("GET", f"/v1/files/{attached['sha256']}")
    assert (paper.status, paper.body) == (200, raw.PAPER)
    assert code not in str(said)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("service", "nothing"),
        ("applicant_name", " "),
        ("applicant_name", "ก" * 141),
        ("applicant_id", "1234545678789"),
        ("applicant_id", ""),
        ("applicant_address", ""),
        ("applicant_email", "nobody"),
        ("applicant_mobile", "12"),
        ("details", "ข" * 1001),
        ("details", "a\u202eb"),
    ],
)
def test_a_form_with_a_wrong_field_is_not_filed(central: Central, field: str, value: str) -> None:
    answer = raw.file(central, **{field: value})
    assert (answer.status, answer.code, answer.json["facts"]["field"]) == (422, "field_wrong", field)


def test_documents_are_what_their_bytes_say_and_not_too_many(central: Central) -> None:
    for documents, code in (
        ([], "field_wrong"),
        ([document(), document()], "field_wrong"),
        ([document(b"%PDF-" + bytes([n])) for n in range(11)], "field_wrong"),
        ([document(b"MZ program")], "file_wrong"),
        ([document(name="")], "field_wrong"),
        ([{"name": "a.pdf", "content": "***"}], "field_wrong"),
    ):
        assert raw.file(central, documents=documents).code == code, documents
    assert raw.file(central, raw.COPY, documents=[]).status == 200  # this service wants none


def test_nobody_files_without_end(central: Central) -> None:
    said = {"applicant_id": "0994000165501"}
    for _ in range(20):
        raw.filed(central, **said)
    answer = raw.file(central, **said)
    assert (answer.code, answer.json["facts"]["limit"]) == ("day_limit", "20")
    raw.filed(central)


def test_only_the_code_opens_a_request_to_be_mended(central: Central, collector: Clerk) -> None:
    request_id, code = raw.filed(central)
    assert raw.mend(central, request_id, code).code == "status_forbids"
    assert collector.send(raw.answer_body(collector, request_id)).status == 201
    assert raw.request(central, request_id)["reason"] == "แนบเอกสารไม่ครบ"
    assert raw.mend(central, request_id, "AAAAAAAAAA").code == "not_found"
    assert raw.mend(central, "BP2570-999999", code).code == "not_found"
    assert raw.mend(central, request_id, code, kept=[]).code == "field_wrong"  # all documents are gone
    new = [document(b"%PDF-2", "แผนที่.pdf")]
    answer = raw.mend(central, request_id, code.lower(), applicant_name="นางสาวทดลอง แก้ไข", documents=new)
    assert answer.status == 200, answer.body
    mended = raw.request(central, request_id)
    assert (mended["state"], mended["applicant_name"], mended["reason"]) == ("filed", "นางสาวทดลอง แก้ไข", "")
    assert [one["name"] for one in mended["documents"]] == ["บัตรประชาชน.pdf", "แผนที่.pdf"]
    assert raw.whats(collector, request_id) == ["filed", "sent_back", "mended"]
