"""What hostile people try at the citizen's pages, without a browser to hold them back."""

from __future__ import annotations

import html
import http.client
import itertools
import json
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests.helpers import raw_receipts as raw
from tests.helpers.raw_administration import person_id
from tests.helpers.raw_central import UNIT, Wire, running, sha256
from tests.helpers.raw_collections import cancel, check_pair, collections, reverse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Answer, Central, Clerk, Json

XSS = """"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"""
BOUNDARY = "khlang-test-boundary"
_PLACES = itertools.count()
PDF = b"%PDF-1.7 paper"
Part = tuple[str, str, bytes]
"""Name, file name or '', content."""


@dataclass
class Visitor:
    """A program that pretends to be a browser, with or without its manners."""

    wire: PlacedWire
    cookies: dict[str, str] = field(default_factory=dict)

    def move(self) -> None:
        """Go on from another address of this machine."""
        self.close()
        self.wire.host = f"127.1.{next(_PLACES) // 250}.{next(_PLACES) % 250 + 1}"

    def close(self) -> None:
        self.wire.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, b"", **headers)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Accept": "text/html", **({"Cookie": cookie} if cookie else {}), **headers}
        answer = self.wire.ask(method, path, body, **sent)
        for name, value in re.findall(r"(__Host-[a-z-]+)=([^;]+)", answer.headers.get("set-cookie", "")):
            self.cookies[name] = value
        return answer

    def hidden(self, path: str) -> dict[str, str]:
        """Return what the form of a page would send by itself."""
        said = self.get(path).body.decode()
        return dict(re.findall(r'type="hidden" name="([a-z0-9]+)" value="([^"]*)"', said.rpartition("<form")[2]))

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(fields).encode(), **kind)

    def upload(self, path: str, fields: dict[str, str], *files: Part) -> Answer:
        parts = [*((name, "", text.encode()) for name, text in fields.items()), *files]
        return self.ask("POST", path, multipart(parts), **{"Content-Type": "multipart/form-data; boundary=" + BOUNDARY})

    def file(self, fields: dict[str, str], *files: Part, service: str = raw.PERMIT) -> Answer:
        """File a request from the page of a service."""
        path = f"/services/{service}"
        return self.upload(path, {**self.hidden(path), **fields}, *files)


def multipart(parts: list[Part]) -> bytes:
    said = b""
    for name, file_name, content in parts:
        of_file = f'; filename="{file_name}"\r\nContent-Type: application/pdf' if file_name else ""
        said += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{of_file}\r\n\r\n'.encode()
        said += content + b"\r\n"
    return said + f"--{BOUNDARY}--\r\n".encode()


def right(**changes: str) -> dict[str, str]:
    """Return the fields of somebody who filed nothing before."""
    return {**raw.APPLICANT, "applicant_id": person_id(uuid.uuid4().int % 10**9), **changes}


def paper(name: str = "paper.pdf", content: bytes = PDF) -> Part:
    return ("documents", name, content)


def place(answer: Answer) -> str:
    assert answer.status == 303, (answer.status, told(answer))
    return answer.headers["location"]


def told(answer: Answer) -> str:
    """Return what the page says is wrong."""
    found = re.search(r'role="alert">.*?<p>(.*?)</p>', answer.body.decode(), re.DOTALL)
    return html.unescape(found.group(1)) if found else ""


def typed(bill: Json) -> dict[str, str]:
    return {"ref1": bill["ref1"], "ref2": bill["ref2"]}


def paying(visitor: Visitor, bill: Json) -> dict[str, str]:
    """Return what the confirmation page of a bill would send."""
    return {**visitor.hidden(f"/pay?{urlencode(typed(bill))}"), "channel": "mobile", "payer_name": ""}


class PlacedWire(Wire):
    """Requests from an address of its own, since whoever tries too much at one has to wait."""

    host = ""

    def connect(self) -> http.client.HTTPSConnection:
        context, address = self.context, self.address
        assert address.hostname is not None
        at = (self.host, 0)
        return http.client.HTTPSConnection(
            address.hostname, address.port, timeout=120, source_address=at, context=context
        )


def visiting(central: Central) -> Visitor:
    visitor = Visitor(PlacedWire(central.ready["url"], central.ready["ca"]))
    visitor.move()
    return visitor


@pytest.fixture
def visitor(central: Central) -> Iterator[Visitor]:
    with closing(visiting(central)) as opened:
        yield opened


@pytest.fixture
def other(central: Central) -> Iterator[Visitor]:
    with closing(visiting(central)) as opened:
        yield opened


@pytest.fixture
def copied(copier: Clerk) -> Json:
    """Return a bill of another unit."""
    return raw.bill(copier, [raw.draft(revenue_type="service_fee")])[0]


@pytest.fixture
def bill(collector: Clerk) -> Json:
    return raw.bill(collector, [raw.draft()])[0]


# -- words that are programs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*raw.APPLICANT, "once", "kept", "unknown"])
def test_what_is_typed_comes_back_as_words_only(visitor: Visitor, name: str) -> None:
    answer = visitor.file(right(**{"applicant_id": "1", name: XSS}), paper())
    assert answer.status == 422
    assert_harmless(answer)


def test_words_of_a_request_are_words_on_every_page(central: Central, collector: Clerk, visitor: Visitor) -> None:
    name, address = f"<b>{XSS}"[:100], f"<i>{XSS}"
    where = place(
        visitor.file(right(applicant_name=name, applicant_address=address, details=XSS), paper("<svg onload=x>.pdf"))
    )
    request_id = re.findall("id=([^&]+)", where)[0]
    said = visitor.get(where)
    assert_harmless(said)
    assert address in html.unescape(said.body.decode())
    assert collector.send(raw.answer_body(collector, request_id, reason=XSS)).status == 201
    for path in (where, where.replace("/requests", "/requests/mend")):
        assert_harmless(visitor.get(path))


def test_words_of_a_bill_are_words(collector: Clerk, visitor: Visitor) -> None:
    bill = raw.bill(collector, [raw.draft(item=XSS, payer_name=XSS)])[0]
    for path in (f"/bill?{urlencode(typed(bill))}", f"/pay?{urlencode(typed(bill))}"):
        assert_harmless(visitor.get(path))
    where = place(visitor.post("/pay", {**paying(visitor, bill), "payer_name": XSS}))
    assert_harmless(visitor.get(where))


@pytest.mark.parametrize("path", ["/pay", "/bill", "/requests", "/paid", "/requests/mend", "/services/certified-copy"])
def test_words_in_an_address_are_words(visitor: Visitor, path: str) -> None:
    for name in ("ref1", "ref2", "scanned", "at", "lang", "id", "code", "payment", "key", "x"):
        answer = visitor.get(f"{path}?{urlencode({'ref1': '1', name: XSS})}")
        assert answer.status in (200, 404, 422)
        assert_harmless(answer)


@pytest.mark.parametrize(
    "scanned",
    [
        XSS,
        "|099421010001500\r21010000015\r<script>\r1",
        "|" * 500,
        "0002010102123043" * 60,
        "00020101021230640016A00000067701011201150994<b>6304ABCD",
        "๐" * 100,
        "000201\x00\x1b[31m",
        "00020101021153037645802TH29370016A000000677010111011300668123456786304F9A9",
    ],
)
def test_a_scanned_text_is_data_and_never_more(visitor: Visitor, scanned: str) -> None:
    answer = visitor.get(f"/pay?{urlencode({'scanned': scanned})}")
    assert answer.status == 422
    assert told(answer)
    assert_harmless(answer)


def test_a_code_of_another_amount_or_biller_pays_nothing(visitor: Visitor, bill: Json, copied: Json) -> None:
    for asked, status in (
        (f"|{bill['biller_id']}\r{bill['ref1']}\r{bill['ref2']}\r50000", 200),
        (f"|{bill['biller_id']}\r{bill['ref1']}\r{bill['ref2']}\r0", 200),
        (f"|{bill['biller_id']}\r{bill['ref1']}\r{bill['ref2']}\r49999", 409),
        (f"|{copied['biller_id']}\r{bill['ref1']}\r{bill['ref2']}\r50000", 404),
    ):
        assert visitor.get(f"/pay?{urlencode({'scanned': asked})}").status == status


def assert_harmless(answer: Answer) -> None:
    """Nothing that somebody wrote became a tag, an attribute or a script; and none would run."""
    text = answer.body.decode()
    assert not re.search(r"<(script|img|b|i|svg onload)[ >]", text)
    assert "'><" not in text
    assert '"><script' not in text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


# -- forms from elsewhere ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["token", "cookie", "both", "another's token", "another's cookie"])
def test_a_form_that_was_not_sent_from_our_page_does_nothing(
    central: Central, collector: Clerk, visitor: Visitor, other: Visitor, bill: Json, missing: str
) -> None:
    sent, others = paying(visitor, bill), paying(other, bill)
    if missing in ("token", "both"):
        del sent["token"]
    if missing in ("cookie", "both"):
        visitor.cookies.clear()
    if missing == "another's token":
        sent["token"] = others["token"]
    if missing == "another's cookie":
        visitor.cookies = dict(other.cookies)
    answer = visitor.post("/pay", sent)
    assert answer.status == 403
    assert "ยังไม่ได้ทำรายการ" in told(answer)
    assert not came(collector, bill)
    before = len(raw.requests(central))
    fields = right(**({"token": sent["token"]} if "token" in sent else {}))
    assert visitor.upload("/services/sample-permit", fields, paper()).status == 403
    assert len(raw.requests(central)) == before


def test_cookies_stay_with_this_site_and_out_of_scripts(visitor: Visitor) -> None:
    for path in ("/", "/?lang=en"):
        visitor.cookies.clear()
        said = visitor.get(path).headers["set-cookie"].lower()
        assert all(word in said for word in ("__host-", "httponly", "secure", "samesite=strict", "path=/"))
        assert "domain=" not in said
    visitor.get("/")
    brought = visitor.cookies["__Host-khlang-visit"]
    visitor.get("/pay")
    assert visitor.cookies["__Host-khlang-visit"] == brought
    visitor.cookies["__Host-khlang-visit"] = "chosen by somebody else"
    visitor.get("/pay")
    assert len(visitor.cookies["__Host-khlang-visit"]) == 43


@pytest.mark.parametrize("path", ["/", "/pay", "/nothing", "/services/none", "/paid"])
def test_every_page_shuts_others_out(visitor: Visitor, path: str) -> None:
    said = visitor.get(path).headers
    assert "frame-ancestors 'none'" in said["content-security-policy"]
    assert "form-action 'self'" in said["content-security-policy"]
    assert (said["x-content-type-options"], said["referrer-policy"]) == ("nosniff", "no-referrer")
    assert (said["x-frame-options"], said["cache-control"]) == ("DENY", "no-store")


def test_what_pages_load_is_kept_by_the_browser_and_comes_from_here(visitor: Visitor) -> None:
    page = visitor.get("/").body.decode()
    (style,) = re.findall(r'href="(/pages/[^"]+)"', page)
    sheet = visitor.get(style)
    assert (sheet.status, sheet.headers["content-type"]) == (200, "text/css; charset=utf-8")
    fonts = re.findall(r'url\("([^"]+)"\)', sheet.body.decode())
    assert len(fonts) == 3
    for font in fonts:
        answer = visitor.get(font)
        assert answer.body[:4] == b"\x00\x01\x00\x00"
        assert "immutable" in answer.headers["cache-control"]
    assert "http" not in sheet.body.decode().replace("https://", "http://").replace("http-equiv", "")
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page)


# -- what belongs to others --------------------------------------------------------------------------------------------


def test_nobody_opens_a_request_without_its_code(central: Central, visitor: Visitor) -> None:
    request_id, code = raw.filed(central)
    other_id, other_code = raw.filed(central)
    wrong = (
        ("", ""),
        (request_id, ""),
        ("", code),
        (request_id, other_code),
        (other_id, code),
        (request_id, code[:-1]),
    )
    for page in ("", "/bill", "/mend", "/document"):
        for pair in (*wrong, (request_id + "'--", code), (request_id, "%"), ("BP2570-%", code)):
            answer = visitor.get(f"/requests{page}?{urlencode(dict(zip(('id', 'code'), pair, strict=True)))}")
            assert answer.status == 404 or (not page and pair == ("", "")), (page, pair)
            assert raw.request(central, request_id)["applicant_name"] not in answer.body.decode()
            visitor.move()


def test_whoever_holds_one_request_mends_no_other(central: Central, collector: Clerk, visitor: Visitor) -> None:
    (mine, my_code), (others, _) = raw.filed(central), raw.filed(central)
    for one in (mine, others):
        assert collector.send(raw.answer_body(collector, one)).status == 201
    sent = visitor.hidden(f"/requests/mend?{urlencode({'id': mine, 'code': my_code})}")
    answer = visitor.upload(
        f"/requests/mend?{urlencode({'id': others, 'code': my_code})}", {**sent, **right()}, paper()
    )
    assert answer.status == 404
    assert raw.request(central, others)["state"] == "sent_back"


def test_somebody_elses_document_is_not_kept_by_naming_its_hash(
    central: Central, collector: Clerk, visitor: Visitor
) -> None:
    secret = b"%PDF-1.7 somebody else's"
    where = place(visitor.file(right(), paper("secret.pdf", secret)))
    assert where
    mine, code = raw.filed(central)
    assert collector.send(raw.answer_body(collector, mine)).status == 201
    path = f"/requests/mend?{urlencode({'id': mine, 'code': code})}"
    sent = {**visitor.hidden(path), **right(), "kept": sha256(secret)}
    assert visitor.upload(path, sent, paper("mine.pdf", PDF + b" mine")).status == 303
    assert [one["name"] for one in raw.request(central, mine)["documents"]] == ["mine.pdf"]


def test_references_alone_tell_not_who_pays(visitor: Visitor, bill: Json) -> None:
    for path in ("/bill", "/pay"):
        said = visitor.get(f"{path}?{urlencode(typed(bill))}").body.decode()
        for secret in (bill["payer_name"], bill["payer_id"], bill["payer_address"], bill["payer_email"]):
            assert secret not in said
        assert bill["payer_name"][:2] + "•••" in said


def test_a_payment_is_shown_to_whoever_made_it_only(visitor: Visitor, other: Visitor, bill: Json) -> None:
    where = place(visitor.post("/pay", paying(visitor, bill)))
    assert bill["ref2"] in visitor.get(where).body.decode()
    assert bill["ref2"] in other.get(where).body.decode()  # the address itself is the key
    payment_id, key = re.findall(r"payment=([^&]+)&key=(.+)", where)[0]
    for pair in ((payment_id, ""), (payment_id, key[:-1] + "0" if key[-1] != "0" else key[:-1] + "1"), ("", key)):
        assert other.get(f"/paid?{urlencode(dict(zip(('payment', 'key'), pair, strict=True)))}").status == 404


def test_what_opens_things_stands_in_no_log(central: Central, visitor: Visitor, bill: Json) -> None:
    where = place(visitor.post("/pay", paying(visitor, bill)))
    visitor.get(where)
    request_id, code = raw.filed(central)
    visitor.get(f"/requests?{urlencode({'id': request_id, 'code': code})}")
    log = (central.data / "stderr.log").read_text("utf-8")
    assert '"route":"/paid"' in log
    assert code not in log
    assert where.rpartition("=")[2] not in log
    assert bill["ref2"] not in log


# -- uploads -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "status", "said"),
    [
        ([paper(content=b"MZ\x90 program")], 422, "PDF, PNG หรือ JPEG"),
        ([paper(content=b"<html><script>alert(1)</script>")], 422, "PDF, PNG หรือ JPEG"),
        ([paper(content=b"<svg xmlns='http://www.w3.org/2000/svg'/>")], 422, "PDF, PNG หรือ JPEG"),
        ([paper(content=b"")], 422, "PDF, PNG หรือ JPEG"),
        ([paper(content=PDF + b"x" * (5 << 20))], 413, "ไม่เกิน 5 MB"),
        ([paper(f"{n}.pdf", PDF + bytes([n]) + b"x" * (4 << 20)) for n in range(6)], 413, "ไม่เกิน 5 MB"),
        ([paper(f"{n}.pdf", PDF + bytes([n])) for n in range(11)], 422, "1 ถึง 10 ไฟล์"),
        ([paper(f"{n}.pdf", PDF + bytes([n])) for n in range(12)], 422, "อ่านไม่ได้"),
        ([paper(), paper("again.pdf")], 422, "ไม่ซ้ำกัน"),
        ([], 422, "แนบเอกสาร"),
        ([paper("a\u202efdp.exe")], 422, "แนบเอกสาร"),
    ],
)
def test_documents_that_are_not_are_refused_with_a_sentence(
    central: Central, visitor: Visitor, files: list[Part], status: int, said: str
) -> None:
    before = len(raw.requests(central))
    answer = visitor.file(right(), *files)
    assert (answer.status, said in told(answer)) == (status, True), told(answer)
    assert len(raw.requests(central)) == before


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\win.pdf", "win.pdf"),
        ("/absolute.pdf", "absolute.pdf"),
        ("ก" * 300 + ".pdf", "ก" * 96 + ".pdf"),
        ("a;b=c.pdf", "a;b=c.pdf"),
    ],
)
def test_what_a_document_is_called_leads_nowhere(central: Central, visitor: Visitor, name: str, kept: str) -> None:
    files = {path.name for path in central.data.iterdir()}
    where = place(visitor.file(right(), paper(name)))
    request_id = re.findall("id=([^&]+)", where)[0]
    assert [one["name"] for one in raw.request(central, request_id)["documents"]] == [kept]
    assert {path.name for path in central.data.iterdir()} == files


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("text/plain", b"token=x"),
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--\r\n"),
        ("multipart/form-data; boundary=" + "y" * 500, b"\x00" * 1000),
        (
            "multipart/form-data; boundary=x; charset=unicode_escape",
            b'--x\r\nContent-Disposition: form-data; name="details"\r\n\r\n\\ud800\r\n--x--\r\n',
        ),
        ("application/x-www-form-urlencoded", b"token=x"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"token=%D8%00&ref1=%FF"),
        ("", b"x"),
    ],
)
def test_what_is_no_form_of_ours_is_turned_away(visitor: Visitor, kind: str, body: bytes) -> None:
    visitor.get("/")
    for path in ("/services/sample-permit", "/pay"):
        answer = visitor.ask("POST", path, body, **{"Content-Type": kind})
        assert answer.status in (403, 422), (path, answer.status)
        assert_harmless(answer)


def test_too_many_fields_and_too_long_ones_are_turned_away(visitor: Visitor) -> None:
    sent = visitor.hidden("/services/certified-copy")
    many = {f"f{n}": "x" for n in range(100)}
    assert visitor.upload("/services/certified-copy", {**sent, **right(), **many}).status == 422
    assert visitor.upload("/services/certified-copy", {**sent, **right(details="x" * (70 << 10))}).status == 422
    assert visitor.post("/pay", {"ref1": "1" * (70 << 10)}).status == 413


@pytest.mark.parametrize(
    "path",
    [
        "/pages/x/../../../../etc/passwd",
        "/pages/x/..%2f..%2fpage.css",
        "/pages/x/th.json",
        "/pages/x/layout.html",
        "/pages/x/page.css%00.ttf",
        "/pages/",
        "//etc/passwd",
        "/services/..%2f..%2fetc",
        "/services/%00",
    ],
)
def test_no_path_leads_out(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status == 404
    assert b"root:" not in answer.body


def test_names_make_no_headers(collector: Clerk, visitor: Visitor, bill: Json) -> None:
    evil = "x\r\nSet-Cookie: stolen=1\r\n\r\n<b>"
    for path in (
        f"/?lang={evil}",
        f"/services/{evil}",
        f"/paid?payment={evil}&key=x",
        f"/requests?id={evil}&code={evil}",
    ):
        head, _, query = path.partition("?")
        answer = visitor.get(
            head.replace("\r\n", "%0d%0a").replace(" ", "%20")
            + (f"?{urlencode(dict([query.split('=', 1)]))}" if query else "")
        )
        assert "stolen" not in json.dumps({**answer.headers, "set-cookie": ""})
    answer = visitor.post("/pay", {**paying(visitor, bill), "payer_name": evil, "at": evil})
    assert "stolen" not in json.dumps(answer.headers)
    assert answer.status in (303, 422)
    assert {one["payer_name"] for one in came(collector, bill).values()} <= {" ".join(evil.split())}


# -- money -------------------------------------------------------------------------------------------------------------


def test_what_is_paid_is_what_the_bill_asks_whatever_the_form_says(
    collector: Clerk, visitor: Visitor, bill: Json
) -> None:
    sent = paying(visitor, bill)
    for satang in ("1", "0", "-50000", "50000.0", "๕๐๐๐๐", "", "9" * 30):
        answer = visitor.post("/pay", {**sent, "satang": satang})
        assert (answer.status, "ยังไม่มีการตัดเงิน" in told(answer)) == (409, True)
    for channel in ("", "other_bank", "counter", XSS):
        assert visitor.post("/pay", {**sent, "channel": channel}).status == 422
    changed = {**sent, "ref2": bill["ref2"][:-1] + str((int(bill["ref2"][-1]) + 1) % 10)}
    assert visitor.post("/pay", changed).status == 422
    assert not came(collector, bill)
    assert visitor.post("/pay", sent).status == 303
    (payment,) = came(collector, bill).values()
    assert (payment["satang"], payment["state"]) == ("50000", "matched")


def test_the_same_form_sent_many_times_files_and_pays_once(
    central: Central, collector: Clerk, visitor: Visitor, bill: Json
) -> None:
    sent = paying(visitor, bill)
    assert len({place(visitor.post("/pay", sent)) for _ in range(3)}) == 1
    assert len(came(collector, bill)) == 1
    fields = {**visitor.hidden("/services/sample-permit"), **right()}
    before = len(raw.requests(central))
    assert len({place(visitor.upload("/services/sample-permit", fields, paper())) for _ in range(3)}) == 1
    assert len(raw.requests(central)) == before + 1


def test_a_paid_bill_is_still_shown_to_whoever_scans_it(visitor: Visitor, bill: Json) -> None:
    code = {"scanned": f"|{bill['biller_id']}\r{bill['ref1']}\r{bill['ref2']}\r50000"}
    place(visitor.post("/pay", paying(visitor, bill)))
    shown, refused = visitor.get(f"/bill?{urlencode(code)}"), visitor.get(f"/pay?{urlencode(code)}")
    assert (shown.status, "ชำระเงินแล้ว" in shown.body.decode()) == (200, True)
    assert (refused.status, "ไม่ต้องชำระซ้ำ" in refused.body.decode()) == (409, True)


def test_bills_that_cannot_be_paid_say_why(central: Central, collector: Clerk, visitor: Visitor, bill: Json) -> None:
    assert cancel(collector, bill["bill_id"]).status == 201
    for path in ("/pay", "/bill"):
        assert "ยกเลิกใบแจ้งนี้แล้ว" in told(visitor.get(f"{path}?{urlencode(typed(bill))}"))
    unknown = {"ref1": bill["ref1"], "ref2": (body := "7099999999") + check_pair(bill["ref1"] + body)}
    answer = visitor.get(f"/pay?{urlencode(unknown)}")
    assert (answer.status, "ไม่พบใบแจ้ง" in told(answer)) == (404, True)


def test_an_expired_bill_says_so(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        bill = raw.bill(raw.collector(central, UNIT, "MAKER03"), [raw.draft(due_date="2026-11-24")])[0]
        central.advance("2026-11-25T09:00:00+07:00")
        with closing(visiting(central)) as visitor:
            answer = visitor.get(f"/pay?{urlencode(typed(bill))}")
        assert (answer.status, "พ้นกำหนดชำระ" in told(answer)) == (409, True)


# -- too often ---------------------------------------------------------------------------------------------------------


def test_whoever_guesses_has_to_wait_and_others_do_not(visitor: Visitor, other: Visitor) -> None:
    answer = until_told_to_wait(lambda n: visitor.get(f"/requests?id=BP2570-000001&code=A{n}"), 404)
    assert answer.headers["retry-after"].isdigit()
    assert "โปรดรอสักครู่" in told(answer)
    assert other.get("/requests?id=BP2570-000001&code=A").status == 404


def test_whoever_sends_forms_without_end_has_to_wait(visitor: Visitor) -> None:
    until_told_to_wait(lambda _: visitor.post("/pay", {}), 403)


def test_whoever_reads_through_the_bills_has_to_wait(visitor: Visitor, bill: Json) -> None:
    until_told_to_wait(lambda _: visitor.get(f"/bill?{urlencode(typed(bill))}"), 200)


def until_told_to_wait(ask: Callable[[int], Answer], before: int) -> Answer:
    """Ask until it is too much, however slow the machine is; what is asked before is answered as always."""
    for n in itertools.count():
        answer = ask(n)
        if answer.status == 429:
            break
        assert answer.status == before
    assert n >= 20
    return answer


def test_a_session_of_a_clerk_opens_nothing_more(collector: Clerk, visitor: Visitor, bill: Json) -> None:
    path = f"/bill?{urlencode(typed(bill))}"
    mine, theirs = visitor.get(path), visitor.get(path, Authorization=f"Bearer {collector.token}")
    hidden = re.compile(rb'value="[^"]*"')
    assert hidden.sub(b"", mine.body) == hidden.sub(b"", theirs.body)


def came(collector: Clerk, bill: Json) -> dict[str, Json]:
    """Return what came in with a bill's references."""
    return {name: one for name, one in collections(collector).items() if one["ref2"] == bill["ref2"]}


# -- when things break -----------------------------------------------------------------------------------------------


def test_a_payment_whose_answer_was_lost_is_made_once(
    central: Central, collector: Clerk, visitor: Visitor, bill: Json
) -> None:
    sent = paying(visitor, bill)
    armed = central.operate("POST", "faults", {"fault": "lost_answer", "route": "pay", "method": "POST"})
    assert armed.status == 200, armed.body
    with pytest.raises((http.client.HTTPException, OSError)):
        visitor.post("/pay", sent)
    assert place(visitor.post("/pay", sent)).startswith("/paid?")
    assert len(came(collector, bill)) == 1


def test_of_two_who_pay_at_once_one_is_told(central: Central, collector: Clerk, bill: Json) -> None:
    visitors = [visiting(central) for _ in range(6)]
    forms = [paying(visitor, bill) for visitor in visitors]
    with ThreadPoolExecutor(len(visitors)) as crowd:
        answers = list(crowd.map(lambda pair: pair[0].post("/pay", pair[1]), zip(visitors, forms, strict=True)))
    for visitor in visitors:
        visitor.close()
    assert sorted(answer.status for answer in answers) == [303, 409, 409, 409, 409, 409]
    assert all("ไม่ต้องชำระซ้ำ" in answer.body.decode() for answer in answers if answer.status == 409)
    assert len(came(collector, bill)) == 1


def test_a_receipt_that_was_altered_is_shown_as_wrong(
    central: Central, collector: Clerk, visitor: Visitor, bill: Json
) -> None:
    where = place(visitor.post("/pay", paying(visitor, bill)))
    payment_id = re.findall("payment=([^&]+)", where)[0]
    assert "ยังไม่ออกใบเสร็จรับเงิน" in visitor.get(where).body.decode()
    receipt = raw.issue(collector, [payment_id])[0]
    assert "ของธนาคารถูกต้อง" in visitor.get(where).body.decode()
    with central.books() as database:
        altering = "UPDATE receipts SET receipt = replace(receipt, '50000', '90000') WHERE receipt_id = ?"
        assert database.execute(altering, (receipt["receipt_id"],)).rowcount == 1
    altered = visitor.get(where)
    assert "ลายมือชื่ออิเล็กทรอนิกส์ไม่ถูกต้อง" in told(altered)
    assert "ของธนาคารถูกต้อง" not in altered.body.decode()


def test_a_payment_that_the_bank_took_back_says_so(central: Central, copied: Json, visitor: Visitor) -> None:
    where = place(visitor.post("/pay", paying(visitor, copied)))
    payment_id = re.findall("payment=([^&]+)", where)[0]
    assert reverse(central, payment_id).status == 200
    assert "ธนาคารยกเลิกรายการนี้แล้ว" in told(visitor.get(where))
    assert visitor.get(f"/pay?{urlencode(typed(copied))}").status == 200


def test_pages_stay_open_over_a_restart(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        collector = raw.collector(central, UNIT, "MAKER03")
        bill = raw.bill(collector, [raw.draft()])[0]
        visitor = visiting(central)
        sent = paying(visitor, bill)
        visitor.close()
        central.stop()
        central.restart()
        again = visiting(central)
        again.cookies = visitor.cookies
        where = place(again.post("/pay", sent))
        assert bill["ref2"] in again.get(where).body.decode()
        again.close()
