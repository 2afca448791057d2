"""What hostile people try at the console, without a browser to hold them back."""

from __future__ import annotations

import http.client
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_console import CLOCK, COOKIE, PLAIN, Visitor, sample_staff, words

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central

PAGES = (
    "/operator/dashboard",
    "/operator/clock",
    "/operator/days",
    "/operator/days/day",
    "/operator/days/versions/0",
    "/operator/snapshots",
    "/operator/faults",
    "/operator/rules",
    "/operator/rules/new",
    "/acts",
    "/keys",
)
LIVE = "/operator/dashboard/live"
ACTS = (
    "/operator/clock/advance",
    "/operator/clock/put",
    "/operator/days/day/look",
    "/operator/days/day/put",
    "/operator/days/hours/express/2025-01-01/put",
    "/operator/days/versions/0/back",
    "/operator/snapshots/save",
    "/operator/snapshots/x/back",
    "/operator/faults/arm",
    "/operator/faults/disarm",
    "/operator/rules/1/back",
)
LATER = {"step": "2026-11-23T15:00:00+07:00"}


def now(central: Central) -> str:
    return str(central.operate("GET", "clock").json["now"])


def test_without_a_cookie_there_is_only_the_way_in(stranger: Visitor) -> None:
    for path in PAGES:
        answer = stranger.get(path)
        assert (answer.status, answer.body) == (303, b"")
        assert answer.headers["location"].startswith("/sign-in?next=%2F")
    assert (stranger.get(LIVE).status, stranger.get(LIVE).body) == (401, b"")
    assert {stranger.post(path, {}).status for path in ACTS} == {401}


def test_a_cookie_of_nobody_opens_nothing(operator: Visitor, stranger: Visitor) -> None:
    right = operator.cookies[COOKIE]
    other = right[:-1] + ("A" if right[-1] != "A" else "B")
    for cookie in ("", "x", "A" * 43, other, right + "A", right[::-1], f'"{right}"x', "../" * 14, "ก" * 43):
        stranger.cookies[COOKIE] = cookie.encode().decode("latin-1")
        assert stranger.get(PAGES[0]).status == 303, cookie
    assert operator.get(PAGES[0]).status == 200


def test_a_stolen_cookie_alone_sends_no_form_and_dies_with_the_sign_out(
    central: Central, operator: Visitor, stranger: Visitor
) -> None:
    stranger.cookies[COOKIE] = operator.cookies[COOKIE]
    before = now(central)
    owner = operator.hidden(CLOCK)
    # The thief has the session's cookie and even a form of it, but not the browser that the form belongs to.
    assert stranger.post(f"{CLOCK}/advance", {**owner, **LATER}).status == 403
    assert now(central) == before
    assert operator.post("/sign-out", operator.hidden(CLOCK)).status == 303
    stranger.cookies[COOKIE] = operator.cookies.get(COOKIE, "")
    assert stranger.get(CLOCK).status == 303


def test_a_session_is_never_the_one_a_browser_brought(central: Central, stranger: Visitor) -> None:
    planted = "A" * 43
    stranger.cookies[COOKIE] = planted
    answer = stranger.sign_in("operator1", sample_staff(central)["operator1"]["password"])
    assert answer.status == 303
    said = answer.headers["set-cookie"]
    assert stranger.cookies[COOKIE] != planted
    for word in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert word.lower() in said.lower()
    assert "domain" not in said.lower()


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for name in ("bank1", "treasury1") for path in (*PAGES[:3], LIVE)]
)
def test_a_page_of_another_face_is_refused(central: Central, path: str, name: str) -> None:
    visitor = Visitor.signed_in(central, name)
    answer = visitor.get(path)
    assert answer.status == 403
    assert "หน้านี้เป็นของเจ้าหน้าที่ฝ่ายอื่น" in words(answer)


def test_acts_of_another_face_are_refused_even_with_a_right_form(central: Central) -> None:
    visitor, before = Visitor.signed_in(central, "bank1"), now(central)
    hidden = visitor.hidden("/acts")
    assert {visitor.post(path, {**hidden, **LATER}).status for path in ACTS} == {403}
    assert now(central) == before


def test_forged_forms_change_nothing(central: Central, operator: Visitor) -> None:
    before, right = now(central), operator.hidden(CLOCK)
    forged: tuple[dict[str, str], ...] = (
        {"once": right["once"]},
        {**right, "token": ""},
        {**right, "token": "0" * 64},
        {**right, "token": right["token"].upper()},
        {**right, "token": right["token"] + "0"},
    )
    for form in forged:
        answer = operator.post(f"{CLOCK}/advance", {**form, **LATER})
        assert answer.status == 403, form
        assert "ยังไม่มีการทำคำสั่งนี้" in words(answer)
    for site in ("cross-site", "same-site", "none"):
        assert operator.post(f"{CLOCK}/advance", {**right, **LATER}, **{"Sec-Fetch-Site": site}).status == 403
    other = Visitor.signed_in(central, "operator1").hidden(CLOCK)
    assert operator.post(f"{CLOCK}/advance", {**other, **LATER}).status == 403
    assert now(central) == before


def test_the_form_of_the_sign_in_is_no_form_of_the_session(operator: Visitor, stranger: Visitor) -> None:
    stranger.cookies = {name: value for name, value in operator.cookies.items() if name != COOKIE}
    before = stranger.hidden("/sign-in")
    assert operator.post(f"{CLOCK}/advance", {**before, **LATER}).status == 403


def test_forms_go_by_post_and_pages_by_get_only(central: Central, operator: Visitor) -> None:
    before, hidden = now(central), operator.hidden(CLOCK)
    query = f"?token={hidden['token']}&once={hidden['once']}&step=2026-11-23T15:00:00%2B07:00"
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert operator.ask(method, f"{CLOCK}/advance{query}").status in (404, 405), method
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert operator.ask(method, CLOCK).status == 405, method
    assert operator.post(f"{CLOCK}/advance{query}", {}).status == 403
    assert operator.post(CLOCK, {**hidden, "_method": "GET"}).status == 405
    assert now(central) == before


def test_one_form_has_its_effect_once_however_often_it_comes(central: Central, operator: Visitor) -> None:
    form = {**operator.hidden("/operator/snapshots"), "name": "once"}

    def send(_: int) -> tuple[int, str]:
        twin = Visitor.of(central)
        twin.cookies = dict(operator.cookies)
        answer = twin.post("/operator/snapshots/save", form)
        return answer.status, answer.headers["location"]

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(send, range(6)))
    assert len(answers) == 1
    assert [row for row in operator.acts() if "Kept the state once" in row and "Done" in row].__len__() == 1


def test_huge_and_strange_forms_are_turned_away(operator: Visitor) -> None:
    hidden = operator.hidden(CLOCK)
    where = f"{CLOCK}/advance"
    assert operator.post(where, {**hidden, "to": "x" * 70_000}).status == 413
    assert operator.post(where, {**hidden, **{f"f{n}": "" for n in range(60)}}).status == 422
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x", ""):
        assert operator.ask("POST", where, b"{}", **{"Content-Type": kind}).status == 422, kind
    assert operator.ask("POST", where, b"token=%ff%fe&once=1", **{"Content-Type": PLAIN}).status in (403, 422)
    for once in ("", "x" * 65):
        assert operator.post(where, {**hidden, "once": once, **LATER}).status == 422
    assert operator.get(f"{CLOCK}?act={'9' * 400}").status == 200
    assert operator.get("/operator/snapshots/..%2f..%2fserver-key").status == 404
    assert operator.get(f"/acts?before={'9' * 400}").status == 200
    assert operator.get("/" + "x" * 20_000).status == 431


def test_what_is_typed_is_shown_as_text(operator: Visitor) -> None:
    evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
    answer = operator.send("/operator/snapshots", "save", name=evil)
    assert answer.status == 422
    said = answer.body.decode()
    assert "<script>alert" not in said
    assert "<img" not in said
    assert "&lt;script&gt;" in said
    answer = operator.send("/operator/faults", "arm", fault="reset", route="commands", note=evil)
    assert answer.status == 303
    assert "<img" not in operator.get("/operator/faults").body.decode()
    assert operator.send("/operator/faults", "disarm").status == 303


def test_another_host_name_reaches_nothing(central: Central, operator: Visitor) -> None:
    port = operator.wire.address.port
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1.evil.example:{port}", ""):
        assert operator.get(PAGES[0], Host=host).status in (400, 421), host
    assert operator.get(PAGES[0], Host=f"localhost:{port}").status == 200
    assert central.wire.ask("GET", PAGES[0]).status == 404  # the wire's own listener has no console


def test_every_answer_says_what_a_browser_may_do_with_it(central: Central, operator: Visitor) -> None:
    stranger = Visitor.of(central)
    style, script = re.findall(r'(?:href|src)="(/pages/[^"]+)"', operator.get(PAGES[0]).body.decode())
    for visitor, path in ((operator, PAGES[0]), (operator, LIVE), (operator, "/nothing"), (stranger, "/sign-in")):
        headers = visitor.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["khlang-identity"] == "simulator"
    for path in (style, script):
        assert "immutable" in stranger.get(path).headers["cache-control"]
    assert stranger.get("/pages/0000000000000000/central.db").status == 404


def test_only_this_machine_is_listened_to(central: Central) -> None:
    port = Visitor.of(central).wire.address.port
    assert port is not None
    with closing(socket.socket()) as other, pytest.raises(OSError, match=r"refused|unreachable"):
        other.connect(("127.0.0.2", port))


def test_whoever_speaks_no_tls_gets_nothing(central: Central) -> None:
    address = Visitor.of(central).wire.address
    assert address.hostname is not None
    with closing(http.client.HTTPConnection(address.hostname, address.port, timeout=60)) as plain:
        plain.request("GET", "/sign-in")
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            plain.getresponse()
