"""Papers are kept by the hash of their bytes, for the unit alone."""

from __future__ import annotations

import pytest

from app.simulator.payees.papers import A_DAY_MAX
from tests.helpers.raw_central import PARENT, Central, Clerk, sha256
from tests.helpers.raw_payees import PDF, paper, put_paper

MAXIMUM = 5 << 20
KINDS = {
    "application/pdf": PDF,
    "image/png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
    "image/jpeg": b"\xff\xd8\xff\xe0" + b"\x00" * 40,
}


@pytest.mark.parametrize("media", KINDS)
def test_a_paper_comes_back_as_it_was_and_as_what_it_is(maker: Clerk, media: str) -> None:
    content = KINDS[media]
    for _ in range(2):
        assert put_paper(maker, content).status == 204
    answer = maker.ask("GET", f"/v1/files/{sha256(content)}")
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, content, media)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == "attachment"


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\x00", b"<html>", b"PK\x03\x04", b" %PDF-1.7", b"%PDF", "%PDF-".encode("utf-16")]
)
def test_what_is_no_paper_is_refused_whatever_its_hash(maker: Clerk, content: bytes) -> None:
    answer = put_paper(maker, content)
    assert (answer.status, answer.json) == (422, {"code": "file_wrong", "facts": {}})


def test_bytes_under_the_hash_of_others_are_refused(maker: Clerk) -> None:
    content = paper()
    assert put_paper(maker, content, sha256(b"other")).code == "file_wrong"
    assert put_paper(maker, content, sha256(content).upper()).json["facts"]["field"] == "sha256"
    assert put_paper(maker, content, "x").code == "field_wrong"
    assert maker.ask("GET", f"/v1/files/{sha256(content)}").code == "not_found"


def test_the_largest_paper_is_taken_and_a_larger_one_is_not(maker: Clerk) -> None:
    content = paper(b"\x00" * MAXIMUM)[:MAXIMUM]
    assert put_paper(maker, content).status == 204
    assert maker.ask("GET", f"/v1/files/{sha256(content)}").body == content
    answer = put_paper(maker, content + b"\x00")
    assert (answer.status, answer.code) == (413, "too_large")
    maker.wire.close()


def test_a_paper_is_read_in_its_unit_by_makers_authorizers_and_auditors_and_left_by_makers(
    central: Central, maker: Clerk, authorizer: Clerk, auditor: Clerk, stranger: Clerk, foreign_authorizer: Clerk
) -> None:
    content = paper()
    path = f"/v1/files/{sha256(content)}"
    for clerk in (authorizer, auditor):
        assert put_paper(clerk, content).code == "role_missing"
    assert put_paper(maker, content).status == 204
    for clerk in (maker, authorizer, auditor):
        assert clerk.ask("GET", path).body == content
    head = Clerk.ready(central, PARENT, "AUDIT02")
    for clerk in (stranger, foreign_authorizer, head):
        assert clerk.ask("GET", path).json == {"code": "not_found", "facts": {}}
    # An administrator reads emblems alone: a scan is as unknown as none at all.
    assert Clerk.ready(central, PARENT, "ADMIN1").ask("GET", path).code == "not_found"
    assert central.new_wire().ask("GET", path).code == "session_ended"
    assert put_paper(stranger, content).status == 204  # theirs is their own
    assert stranger.ask("GET", path).body == content


def test_a_unit_leaves_so_many_new_papers_in_a_day(central: Central, stranger: Clerk) -> None:
    known = paper()
    assert put_paper(stranger, known).status == 204
    with central.books() as database:
        (there,) = database.execute("SELECT count(*) FROM papers WHERE unit = '2101000002'").fetchone()
        copied = "INSERT INTO papers SELECT unit, ? || sha256, media, size, bytes, uid, day, at FROM papers LIMIT 1"
        database.executemany(
            copied.replace("FROM papers", "FROM papers WHERE unit = '2101000002'"),
            [(f"{n}-",) for n in range(A_DAY_MAX - there)],
        )
    answer = put_paper(stranger, paper())
    assert (answer.status, answer.json) == (422, {"code": "day_limit", "facts": {"limit": str(A_DAY_MAX)}})
    assert put_paper(stranger, known).status == 204  # it is there already
    central.advance("2026-11-24T09:00:00+07:00")
    assert stranger.sign_in().status == 201
    assert put_paper(stranger, paper()).status == 204
