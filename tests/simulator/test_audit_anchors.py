"""Heads of audit chains at the central system: only ever higher, only the session's own, kept for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.raw_central import OTHER_UNIT, UNIT, Clerk, new_device, sha256

if TYPE_CHECKING:
    from tests.helpers.raw_central import Answer, Central, Json


def route(device: str) -> str:
    return f"/v1/audit-anchors/{device}"


def leave(clerk: Clerk, seq: str, digest: str = "") -> Answer:
    """Leave a head; one that is not given is the one of an honest chain."""
    body = {"device_id": clerk.device, "seq": seq, "digest": digest or sha256(seq.encode())}
    return clerk.ask("PUT", route(clerk.device), body)


def kept(clerk: Clerk) -> list[Json]:
    answer = clerk.ask("GET", route(clerk.device))
    assert answer.status == 200, answer.body
    assert answer.json["device_id"] == clerk.device
    found: list[Json] = answer.json["anchors"]
    return found


def seqs(clerk: Clerk) -> list[str]:
    return [item["seq"] for item in kept(clerk)]


def rows(central: Central, query: str, *values: object) -> list[tuple[Any, ...]]:
    with central.books() as database:
        return database.execute(query, values).fetchall()


@pytest.fixture
def clerk(central: Central) -> Clerk:
    """Seat a maker at a workstation nobody has seen."""
    return Clerk.ready(central, UNIT, "MAKER01")


def test_nothing_is_kept_of_a_workstation_that_never_sent_a_head(clerk: Clerk) -> None:
    assert kept(clerk) == []


def test_higher_heads_are_kept_one_after_another_with_the_time(clerk: Clerk) -> None:
    for seq in ("1", "5", "9999999999"):
        answer = leave(clerk, seq)
        assert (answer.status, answer.body) == (204, b"")
    assert [(item["seq"], item["digest"]) for item in kept(clerk)] == [
        (seq, sha256(seq.encode())) for seq in ("1", "5", "9999999999")
    ]
    assert all(item["at"].startswith("2026-11-23T") for item in kept(clerk))


def test_the_same_head_again_changes_nothing(central: Central, clerk: Clerk) -> None:
    assert [leave(clerk, "7").status for _ in range(3)] == [204] * 3
    assert seqs(clerk) == ["7"]
    assert rows(central, "SELECT count(*) FROM audit_anchors WHERE device = ?", clerk.device) == [(1,)]


@pytest.mark.parametrize(("seq", "digest"), [("6", ""), ("1", ""), ("7", "f" * 64), ("6", "f" * 64)])
def test_a_lower_head_or_another_at_the_same_place_is_refused_and_noted(
    central: Central, clerk: Clerk, seq: str, digest: str
) -> None:
    leave(clerk, "5")
    leave(clerk, "7")
    before = kept(clerk)
    answer = leave(clerk, seq, digest)
    assert (answer.status, answer.code, answer.json["facts"]) == (409, "anchor_rewound", {"seq": "7"})
    assert kept(clerk) == before
    notes = rows(central, "SELECT name, facts FROM security WHERE what = 'audit.rewound' AND device = ?", clerk.device)
    assert [name for name, _ in notes] == [clerk.uid]
    assert f'"seq": "{seq}"' in notes[0][1]
    assert leave(clerk, "8").status == 204


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seq", "0"), ("seq", ""), ("seq", "-1"), ("seq", "01"), ("seq", "๑"), ("seq", "1e3"), ("seq", "10000000000"),
        ("digest", "f" * 63), ("digest", "F" * 64), ("digest", "g" * 64), ("device_id", "desk-elsewhere"),
    ],
)  # fmt: skip
def test_a_head_with_one_wrong_field_is_refused(clerk: Clerk, field: str, value: str) -> None:
    body = {"device_id": clerk.device, "seq": "1", "digest": "a" * 64} | {field: value}
    answer = clerk.ask("PUT", route(clerk.device), body)
    assert (answer.status, answer.code) == (422, "field_wrong")
    assert answer.json["facts"] == {"field": field, "line": ""}
    assert kept(clerk) == []


@pytest.mark.parametrize("body", [b"", b"{}", b'{"device_id": "x"}', b"[]", b"\xff"])
def test_bytes_that_are_no_head_are_refused(clerk: Clerk, body: bytes) -> None:
    answer = clerk.ask("PUT", route(clerk.device), body)
    assert (answer.status, answer.code) == (400, "not_canonical")


def test_only_the_workstation_of_the_session_is_spoken_for(central: Central, clerk: Clerk) -> None:
    other = new_device()
    answer = clerk.ask("PUT", route(other), {"device_id": other, "seq": "1", "digest": "a" * 64})
    assert (answer.status, answer.code) == (403, "device_wrong")
    assert clerk.ask("GET", route(other)).code == "device_wrong"
    assert rows(central, "SELECT count(*) FROM audit_anchors WHERE device = ?", other) == [(0,)]


def test_nobody_without_a_session_is_heard(central: Central) -> None:
    device = new_device()
    for method, body in (("GET", None), ("PUT", {"device_id": device, "seq": "1", "digest": "a" * 64})):
        answer = central.wire.ask(method, route(device), body, "not a token")
        assert (answer.status, answer.code) == (401, "session_ended")


def test_every_unit_has_its_own_chain_at_a_workstation_and_colleagues_share_it(central: Central, clerk: Clerk) -> None:
    leave(clerk, "40")
    stranger = Clerk.ready(central, OTHER_UNIT, "MAKER01", clerk.device)
    assert kept(stranger) == []
    assert leave(stranger, "3").status == 204
    colleague = Clerk.ready(central, UNIT, "AUTH01", clerk.device)
    assert seqs(colleague) == ["40"]
    assert leave(colleague, "3").code == "anchor_rewound"


def test_heads_outlive_a_restart_and_a_kill(central: Central, clerk: Clerk) -> None:
    leave(clerk, "12")
    central.kill()
    central.restart()
    again = Clerk.ready(central, UNIT, "MAKER01", clerk.device)
    assert seqs(again) == ["12"]
    assert leave(again, "11").code == "anchor_rewound"


def test_only_the_newest_thousand_are_told(central: Central, clerk: Clerk) -> None:
    leave(clerk, "1")
    with central.books() as database:
        database.executemany(
            "INSERT INTO audit_anchors (unit, device, seq, digest, uid, at)"
            " SELECT unit, device, ?, digest, uid, at FROM audit_anchors WHERE device = ? AND seq = 1",
            [(seq, clerk.device) for seq in range(2, 1202)],
        )
    assert seqs(clerk) == [str(seq) for seq in range(202, 1202)]


def test_the_operator_sets_heads_aside_and_the_history_stays(central: Central, clerk: Clerk) -> None:
    leave(clerk, "50")
    unit = str(clerk.session["unit"])
    wanted = {"unit": unit, "device": clerk.device}
    assert clerk.ask("POST", "/v1/operator/audit-anchors", wanted).code == "role_missing"
    assert central.operate("POST", "audit-anchors", wanted).status == 204
    assert kept(clerk) == []
    assert leave(clerk, "3").status == 204
    assert seqs(clerk) == ["3"]
    found = rows(central, "SELECT seq, set_aside_at <> '' FROM audit_anchors WHERE device = ?", clerk.device)
    assert sorted(found) == [(3, 0), (50, 1)]
    assert central.operate("POST", "audit-anchors", {"unit": unit, "device": new_device()}).code == "not_found"
