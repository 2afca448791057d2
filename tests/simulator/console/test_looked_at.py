"""Two at the console who change one thing: the later one is told that it is another now, and takes nothing back."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_console import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.raw_central import Answer, Central, Json

PLAIN_TABLES = {
    "kinds": "kinds",
    "services": "services",
    "revenue_types": "revenue_types",
    "remittance_kinds": "kinds",
    "offices": "offices",
    "deposit_accounts": "deposits",
    "postings": "entry",
}


@pytest.fixture(scope="module")
def two(central: Central) -> Iterator[tuple[Visitor, Visitor]]:
    """Give two operators, the second one in English."""
    visitors = Visitor.signed_in(central, "operator1"), Visitor.signed_in(central, "operator1")
    visitors[1].get("/acts?lang=en")
    yield visitors
    for one in visitors:
        one.wire.close()


@pytest.fixture(scope="module")
def treasurers(central: Central) -> Iterator[tuple[Visitor, Visitor]]:
    visitors = Visitor.signed_in(central, "treasury1"), Visitor.signed_in(central, "treasury1")
    yield visitors
    for one in visitors:
        one.wire.close()


def said(answer: Answer) -> str:
    """Return what a form is refused with."""
    assert answer.status == 422
    (told,) = re.findall(r'<div class="note wrong" role="alert">.*?<p>(.*?)</p>', answer.body.decode(), re.S)
    return html.unescape(told)


def cut_offs(central: Central) -> dict[str, str]:
    return {one["service"]: one["cut_off"] for one in central.operate("GET", "services").json["services"]}


def test_a_cut_off_is_set_only_over_the_one_that_was_looked_at(central: Central, two: tuple[Visitor, Visitor]) -> None:
    row: Json = central.operate("GET", "services").json["services"][0]
    where = f"/operator/days/hours/{row['service']}/{row['valid_from']}"
    forms = []
    for visitor, cut_off in zip(two, ("10:00", "11:00"), strict=True):
        shown = visitor.send(where, "look", cut_off=cut_off).body.decode()
        (looked,) = re.findall(r'name="looked" value="([0-9a-f]{64})"', shown)
        forms.append({"cut_off": cut_off, "looked": looked})
    assert two[0].send(where, "put", **forms[0]).status == 303
    assert "is not what was looked at" in said(two[1].send(where, "put", **forms[1]))
    assert cut_offs(central)[row["service"]] == "10:00"


def test_a_table_is_replaced_only_over_the_one_that_was_looked_at(
    central: Central, treasurers: tuple[Visitor, Visitor]
) -> None:
    for name, rows in PLAIN_TABLES.items():
        where = f"/treasury/tables/{name}"
        (whole,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", treasurers[0].get(where).body.decode(), re.S)
        table = json.loads(html.unescape(whole))
        mine, yours = table[rows][::-1], [*table[rows][1:], table[rows][0]]
        first, later = (json.dumps({**table, rows: wanted}) for wanted in (mine, yours))
        assert treasurers[0].send_with_files(where, "put", whole=first, sure="yes").status == 303, name
        answer = treasurers[1].send_with_files(where, "put", whole=later, sure="yes")
        assert "มีผู้แก้ไขระหว่างนี้" in said(answer), name
        held = re.findall(r"<textarea[^>]*>(.*?)</textarea>", treasurers[0].get(where).body.decode(), re.S)[0]
        assert json.loads(html.unescape(held))[rows] == mine, name


def test_rules_are_put_and_gone_back_to_only_over_those_that_were_looked_at(
    central: Central, two: tuple[Visitor, Visitor]
) -> None:
    where, text = "/operator/rules/new", central.operate("GET", "rules/1").json["text"]
    looked = two[1].hidden(where)["looked"]
    assert two[0].send_with_files(where, "put", text=text, note="ก").status == 303
    late = two[1].send_with_files(where, "put", text=text, note="ข", looked=looked)
    assert "Somebody changed this meanwhile" in said(late)
    # What was typed stays, over the version that it was typed over: pressing again does not take the other's back.
    assert f'name="looked" value="{looked}"' in late.body.decode()
    assert "Somebody changed this meanwhile" in said(two[1].send("/operator/rules/1", "back", looked=looked))
    assert [one["note"] for one in central.operate("GET", "rules").json["versions"]] == ["ก", ""]
    assert two[1].send("/operator/rules/1", "back").status == 303


def test_the_gate_is_changed_only_over_what_was_looked_at(central: Central, two: tuple[Visitor, Visitor]) -> None:
    where, looked = "/operator/gate", two[1].hidden("/operator/gate")["looked"]
    window = {"begins": "2027-01-01T22:00", "ends": "2027-01-02T02:00"}
    assert two[0].send(where, "close", **window).status == 303
    for act, fields in (("close", window), ("open", {}), ("least", {"least_client": "1.0"})):
        assert "Somebody changed this meanwhile" in said(two[1].send(where, act, **fields, looked=looked)), act
    held = central.operate("GET", "gate").json
    assert ([one["begins"] for one in held["windows"]], held["least_client"]) == ([window["begins"]], "")
    assert two[1].send(where, "open", window=" - ".join(window.values())).status == 303


def test_periods_are_closed_only_over_those_that_were_looked_at(
    central: Central, treasurers: tuple[Visitor, Visitor]
) -> None:
    where, looked = "/treasury/periods", treasurers[1].hidden("/treasury/periods")["looked"]
    assert treasurers[0].send(where, "close", period="2573/01", sure="yes").status == 303
    late = treasurers[1].send(where, "close", period="2573/02", sure="yes", looked=looked)
    assert "มีผู้แก้ไขระหว่างนี้" in said(late)
    assert central.operate("GET", "gfmis/periods").json["closed"] == [{"fy": "2573", "period": "01"}]
    assert treasurers[1].send(where, "open", period="2573/01").status == 303
