"""A client written from the page ``/developer`` alone: the standard library and Ed25519, nothing of the product.

Whoever changes it because the central system changed has a page to mend first.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import ssl
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Json = dict[str, Any]
TRIES_MAX = 5


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def signed_bytes(label: str, content: bytes) -> bytes:
    return f"KHLANG/1 {label}\n".encode() + hashlib.sha256(content).digest()


def sign(key: Ed25519PrivateKey, label: str, content: bytes) -> str:
    return base64.b64encode(key.sign(signed_bytes(label, content))).decode()


def is_signed(public_key: str, label: str, content: bytes, signature: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        key.verify(base64.b64decode(signature), signed_bytes(label, content))
    except InvalidSignature:
        return False
    return True


def public_key(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def key_id(public: str) -> str:
    return sha256(base64.b64decode(public))[:32]


def root(leaves: list[bytes]) -> str:
    level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [hashlib.sha256(b"\1" + a + b).digest() for a, b in pairs] + level[len(level) & ~1 :]
    return level[0].hex()


def leaf(record: Json) -> str:
    return sha256(b"\0" + canonical(record))


def shown(payment: Json, lines: list[Json]) -> str:
    head = ("purpose", "kind", "debit_acct", "value_date", "doc_no", "lines_count", "total_satang", "dup_ack")
    row = ("n", "bank", "acct", "name", "satang")
    texts = ["|".join(payment[name] for name in head)]
    return "\n".join(texts + ["|".join(line[name] for name in row) for line in lines])


class Refused(Exception):
    """The central system said no for good."""


class Replaced(Exception):
    """The history is not the one that was known."""


@dataclass
class Desk:
    """A person at a workstation: one connection that trusts one authority."""

    url: str
    ca: str
    company_id: str
    user_id: str
    password: str
    device: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    session: Json = field(default_factory=dict)
    about: Json = field(default_factory=dict)
    seq: int = 0
    leaf: str = "0" * 64
    resent: int = 0

    def __post_init__(self) -> None:
        self._context = ssl.create_default_context(cafile=self.ca)
        self._connection: http.client.HTTPSConnection | None = None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Send one request; raise ``OSError`` or ``HTTPException`` where no whole answer came."""
        address = urlsplit(self.url)
        if self._connection is None:
            host = address.hostname or ""
            self._connection = http.client.HTTPSConnection(host, address.port, timeout=60, context=self._context)
        token = self.session.get("token", "")
        try:
            self._connection.request(method, path, body, {"Authorization": f"Bearer {token}"} if token else {})
            answer = self._connection.getresponse()
            with answer:
                return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def read(self, method: str, path: str, body: object = None, wanted: int = 200) -> Json:
        status, content = self.ask(method, path, b"" if body is None else canonical(body))
        found: Json = json.loads(content) if content else {}
        if status != wanted:
            raise Refused(found)
        return found

    def enter(self) -> None:
        """Sign in and register the signing key."""
        self.about = self.read("GET", "/v1/about")
        epoch, now = self.about["epoch"], self.about["server_time"]
        device = public_key(self.device)
        proven = "\n".join((epoch, self.company_id, self.user_id, now)).encode()
        asked = {
            "company_id": self.company_id,
            "user_id": self.user_id,
            "password": self.password,
            "device_id": key_id(device),
            "device_name": "A client from scratch",
            "device_key": device,
            "made_at": now,
            "device_proof": sign(self.device, "DEV", proven),
            "device_code": "",
            "take_over": "no",
        }
        self.session = self.read("POST", "/v1/sessions", asked, 201)
        public = public_key(self.key)
        key = {
            "kid": key_id(public),
            "public_key": public,
            "device_id": key_id(device),
            "proof": sign(self.key, "KEY", f"{self.session['uid']}\n{key_id(device)}".encode()),
        }
        self.read("PUT", f"/v1/keys/{key['kid']}", key, 201)

    @property
    def device_id(self) -> str:
        return key_id(public_key(self.device))

    @property
    def kid(self) -> str:
        return key_id(public_key(self.key))

    def command(self, typ: str, said: Json) -> Json:
        """Send a command until there is a definite answer: the same bytes under the same name."""
        cmd_id = str(uuid.uuid4())
        epoch = self.session["session_epoch"]
        body = canonical({"typ": typ, "cmd_id": cmd_id, "session_epoch": epoch, "device": self.device_id, **said})
        for _ in range(TRIES_MAX):
            try:
                status, content = self.ask("PUT", f"/v1/commands/{cmd_id}", body)
                answer: Json = json.loads(content)
            except (OSError, http.client.HTTPException, ValueError):
                self.resent += 1
                continue
            if status in (200, 201):
                return answer
            if status != 429 and status < 500:
                raise Refused(answer)
            self.resent += 1
        raise TimeoutError

    def submit(self, payees: list[tuple[str, str, str, str]], day: str, fy: str) -> str:
        """Hand a batch in; return its ``op_id``."""
        unit = self.read("GET", "/v1/unit")
        empty = dict.fromkeys(("payee_id", "payee_rev", "person_id", "mobile", "email", "ref"), "")
        lines = [
            {"n": str(n), "bank": bank, "acct": acct, "name": name, "satang": satang, **empty}
            for n, (bank, acct, name, satang) in enumerate(payees, 1)
        ]
        kind = next(one for one in unit["kinds"] if one["basis"] == "" and one["payees"] == "any")
        payment = {
            "typ": "khlang.payment/1",
            "op_id": str(uuid.uuid4()),
            "rev": "1",
            "agency": self.session["agency"],
            "unit": self.session["unit"],
            "kind": kind["kind"],
            "debit_acct": unit["accounts"][0]["account"],
            "value_date": day,
            "fy": fy,
            "doc_no": "",
            "doc_date": "",
            "purpose": "ทดสอบโปรแกรมเชื่อมต่อ",
            "memo": "",
            "file_sha256": "",
            "lines_root": root([canonical(line) for line in lines]),
            "lines_count": str(len(lines)),
            "total_satang": str(sum(int(line["satang"]) for line in lines)),
            "dup_ack": "",
            "maker_uid": self.session["uid"],
            "maker_kid": self.kid,
            "device": self.device_id,
            "made_at": unit["server_time"],
            "ckpt_size": str(self.seq),
            "ckpt_root": self.leaf if self.seq else "",
        }
        if kind["sub_kind"]:
            payment["sub_kind"] = kind["sub_kind"]
        signature = sign(self.key, "MAKE", canonical(payment))
        self.command("khlang.submit/1", {"payment": payment, "payment_sig": signature, "lines": lines})
        return str(payment["op_id"])

    def approve(self, op_id: str) -> Json:
        """Verify what was handed in, and sign it."""
        batch, unit = self.read("GET", f"/v1/batches/{op_id}"), self.read("GET", "/v1/unit")
        payment, lines = json.loads(batch["payment"]), batch["lines"]
        keys = {key["kid"]: key for key in unit["keys"]}
        maker = keys[payment["maker_kid"]]
        assert maker["uid"] == payment["maker_uid"]
        assert is_signed(maker["public_key"], "MAKE", batch["payment"].encode(), batch["payment_sig"])
        assert payment["lines_root"] == root([canonical(line) for line in lines])
        assert payment["lines_count"] == str(len(lines))
        assert payment["total_satang"] == str(sum(int(line["satang"]) for line in lines))
        challenge = self.read("POST", "/v1/challenges", {"password": self.password}, 201)
        authorization = {
            "typ": "khlang.authz/1",
            "decision": "approve",
            "reason": "",
            "op_id": op_id,
            "rev": payment["rev"],
            "payment_sha256": sha256(batch["payment"].encode()),
            "maker_sig_sha256": sha256(batch["payment_sig"].encode()),
            "shown_sha256": sha256(shown(payment, lines).encode()),
            "auth_uid": self.session["uid"],
            "auth_kid": self.kid,
            "device": self.device_id,
            "session_epoch": self.session["session_epoch"],
            "challenge": challenge["challenge"],
            "at": unit["server_time"],
        }
        if batch["must_open"]:
            authorization["opened"] = batch["must_open"]
        signature = sign(self.key, "AUTH", canonical(authorization))
        return self.command("khlang.decide/1", {"authorization": authorization, "authorization_sig": signature})

    def news(self) -> list[Json]:
        """Return the events after the known position, each proven to be the next of the chain."""
        found = []
        while True:
            page = self.read("GET", f"/v1/events?epoch={self.about['epoch']}&after={self.seq}&limit=2")
            if page["epoch"] != self.about["epoch"] or int(page["head_seq"]) < self.seq:
                raise Replaced
            for event in page["events"]:
                self._follow(event)
                found.append({"type": event["record"]["type"], "body": json.loads(event["body"])})
            if page["more"] == "no":
                break
        head = "\n".join((page["log"], page["head_seq"], page["head_leaf"])).encode()
        assert is_signed(self.about["bank_public_key"], "CKPT", head, page["head_sig"])
        if (str(self.seq), self.leaf) != (page["head_seq"], page["head_leaf"]):
            raise Replaced
        return found

    def _follow(self, event: Json) -> None:
        record = event["record"]
        commit = sha256(bytes.fromhex(event["salt"]) + event["body"].encode())
        if (record["prev"], record["seq"], record["body_commit"]) != (self.leaf, str(self.seq + 1), commit):
            raise Replaced
        self.seq, self.leaf = int(record["seq"]), leaf(record)
