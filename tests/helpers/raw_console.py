"""The console asked by a program that pretends to be a browser: a jar of cookies, and forms as pages have them."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.helpers.raw_central import Wire

if TYPE_CHECKING:
    from tests.helpers.raw_central import Answer, Central, Json

COOKIE = "__Host-khlang-console"
PLAIN = "application/x-www-form-urlencoded"
CLOCK = "/operator/clock"


def sample_staff(central: Central) -> dict[str, Json]:
    """Return the accounts of the sample by name."""
    found: list[Json] = json.loads((central.data / "sample-console-users.json").read_text("utf-8"))
    return {one["name"]: one for one in found}


@dataclass
class Visitor:
    """Somebody at the console."""

    wire: Wire
    cookies: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, central: Central) -> Visitor:
        wire = Wire(central.ready["console"], central.ready["ca"])
        central.wires.append(wire)
        return cls(wire)

    @classmethod
    def signed_in(cls, central: Central, name: str) -> Visitor:
        visitor = cls.of(central)
        answer = visitor.sign_in(name, sample_staff(central)[name]["password"])
        assert (answer.status, answer.headers["location"]) == (303, "/"), answer.body
        return visitor

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {**({"Cookie": cookie} if cookie else {}), **headers}
        answer = self.wire.ask(method, path, body, **sent)
        for name, value in re.findall(r"(__Host-[a-z-]+)=([^;]*)", answer.headers.get("set-cookie", "")):
            self.cookies[name] = value.strip('"')
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, b"", **headers)

    def words(self, path: str) -> str:
        """Return what is read on a page."""
        answer = self.get(path)
        assert answer.status == 200, (path, answer.status)
        return words(answer)

    def hidden(self, path: str) -> dict[str, str]:
        """Return what a form of a page sends by itself."""
        return dict(re.findall(r'name="(token|once|looked)" value="([^"]*)"', self.get(path).body.decode()))

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        return self.ask("POST", path, urlencode(fields).encode(), **{"Content-Type": PLAIN, **headers})

    def send(self, page: str, act: str, **fields: str) -> Answer:
        """Send a form of a page as somebody at a browser would."""
        return self.post(f"{page}/{act}", {**self.hidden(page), **fields})

    def send_with_files(self, page: str, act: str, **fields: str) -> Answer:
        """Send a form that may carry files, without one."""
        edge, form = "khlang-edge", {**self.hidden(page), **fields}
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in form.items()
        ]
        body = "".join([*parts, f"--{edge}--\r\n"]).encode()
        kind = f"multipart/form-data; boundary={edge}"
        return self.ask("POST", f"{page}/{act}", body, **{"Content-Type": kind})

    def sign_in(self, name: str, password: str) -> Answer:
        return self.post("/sign-in", {**self.hidden("/sign-in"), "name": name, "password": password})

    def told(self) -> dict[str, int]:
        """Return how many messages the dashboard says had an outcome, as ``payees:sms:sent``."""
        rows = r'data-told="([a-z:]+)">.*?<td class="number">([0-9,]+)</td>'
        page = self.get("/operator/dashboard").body.decode()
        return {sort: int(count.replace(",", "")) for sort, count in re.findall(rows, page, re.S)}

    def acts(self) -> list[str]:
        """Return the rows of the log, the newest first."""
        rows = re.findall(r"<tr>(.*?)</tr>", self.get("/acts?lang=en").body.decode().partition("<tbody>")[2], re.S)
        return [plain(row) for row in rows]


def words(answer: Answer) -> str:
    return plain(answer.body.decode().partition("<main")[2])


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
