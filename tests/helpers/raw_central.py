"""A central system in a process of its own, and a client written by hand: http.client, ssl, json, Ed25519.

Nothing of the product is imported: what the product says about bytes, roots and hashes is said here again.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import shutil
import signal
import ssl
import subprocess
import sys
import time
import uuid
from base64 import b64encode
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.helpers import postgres
from tests.helpers.raw_books import Books, opened
from tests.helpers.warm import CentralProcess

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

ROOT = Path(__file__).parents[2]
PROGRAM = ("app.simulator",)
MONDAY = "2026-11-23T09:00:00+07:00"
"""An ordinary bank day; the sample's clock stands still there."""
TODAY = "2026-11-23"
FISCAL_YEAR = "2570"
UNIT, OTHER_UNIT, TWO_SIGNATURES = "GMIS210101", "GMIS210102", "GMIS210201"
PARENT, OTHER_PARENT = "GMIS210100", "GMIS210200"
"""Where the administrators of the agencies of the units above are at home."""
ACCOUNTS = {UNIT: "0061000018", OTHER_UNIT: "0061000034", TWO_SIGNATURES: "0061000042"}

Json = dict[str, Any]
_KIND_WANTS = {
    "welfare": {"sub_kind": "overtime"},
    "loan": {"basis_no": "สัญญาเงินยืมที่ 12/2570", "basis_date": "2026-11-20"},
}
"""What the table of kinds demands beside the kind itself."""
_PAYMENT_MAY = ("sub_kind", "service", "basis_no", "basis_date", "draw_satang", "residue_reason", "follows")
_LEFT_OUT = frozenset((*_PAYMENT_MAY, "attachments", "lines", "opened"))
"""What is not said where there is nothing to say; ``value_date`` of an authorization is such a field too."""


def canonical(value: object) -> bytes:
    """Return RFC 8785's form of values whose leaves are strings."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def tree_root(leaves: list[bytes]) -> str:
    """Return the Merkle root as RFC 6962 defines it: split at the largest power of two below the count."""

    def node(part: list[bytes]) -> bytes:
        if len(part) == 1:
            return hashlib.sha256(b"\x00" + part[0]).digest()
        split = 1 << (len(part) - 1).bit_length() - 1
        return hashlib.sha256(b"\x01" + node(part[:split]) + node(part[split:])).digest()

    return node(leaves).hex()


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Json:
        found: Json = json.loads(self.body)
        return found

    @property
    def code(self) -> str:
        """The refusal's code, or an empty text after success."""
        return str(self.json.get("code", "")) if self.body and self.status >= 300 else ""


STALE_SECONDS = 60.0
"""A connection that was not used for so long is left: the far end closes it after twice that."""


class Wire:
    """Requests over real TLS that trusts the simulator's own authority only."""

    def __init__(self, url: str, ca: str) -> None:
        self.address = urlsplit(url)
        self.context = ssl.create_default_context(cafile=ca)
        self._connection: http.client.HTTPSConnection | None = None
        self._used_at = 0.0

    def ask(self, method: str, path: str, body: object = None, token: str = "", **headers: str) -> Answer:
        """Send one request on the kept connection; dictionaries go out in canonical form."""
        content = body if isinstance(body, bytes) else b"" if body is None else canonical(body)
        sent = {**({"Authorization": f"Bearer {token}"} if token else {}), **headers}
        if time.monotonic() - self._used_at > STALE_SECONDS:
            self.close()
        connection = self._connection = self._connection or self.connect()
        self._used_at = time.monotonic()
        try:
            connection.request(method, path, content, sent)
            # A broken answer keeps the socket open behind the closed connection until it is closed itself.
            with closing(connection.getresponse()) as answer:
                return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        except BaseException:
            connection.close()  # this one, also where somebody has closed the wire meanwhile
            self.close()
            raise

    def connect(self) -> http.client.HTTPSConnection:
        host, port = self.address.hostname, self.address.port
        assert host is not None
        return http.client.HTTPSConnection(host, port, timeout=120, context=self.context)

    def held(self) -> socket.socket | None:
        """Return the socket of the kept connection, for somebody who breaks it off."""
        return self._connection.sock if self._connection is not None else None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass
class Central:
    """A running central system; `restart` starts it again on the same folder."""

    data: Path
    options: tuple[str, ...] = ("--seed", "sample", "--clock", f"frozen:{MONDAY}")
    program: tuple[str, ...] = PROGRAM
    """The module to run, with arguments of its own."""
    database: str = ""
    """SQLAlchemy URL; '' for a file in the folder, or for a new database where tests run on PostgreSQL."""
    process: subprocess.Popen[bytes] | CentralProcess = field(init=False)
    ready: dict[str, str] = field(init=False)
    wire: Wire = field(init=False)
    wires: list[Wire] = field(default_factory=list)

    def start(self, *options: str) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        self.database = self.database or (postgres.database() if postgres.WANTED else "")
        where = ("--database", self.database) if self.database else ()
        arguments = ["--data", str(self.data), "--port", "0", *where, *options]
        if self.program == PROGRAM:
            self.process = CentralProcess(arguments, self.data / "stderr.log")
        else:
            command = [sys.executable, "-m", *self.program, *arguments]
            with (self.data / "stderr.log").open("ab") as log:
                self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, (self.data / "stderr.log").read_text("utf-8")
        self.ready = json.loads(line)
        self.wire = self.new_wire()

    def new_wire(self) -> Wire:
        wire = Wire(self.ready["url"], self.ready["ca"])
        self.wires.append(wire)
        return wire

    def kill(self) -> None:
        self.process.kill()
        self._reap()

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self._reap()

    def _reap(self) -> int:
        code = self.process.wait(timeout=120)
        assert self.process.stdout is not None
        self.process.stdout.close()
        for wire in self.wires:
            wire.close()
        self.wires.clear()
        return code

    def restart(self) -> None:
        """Start again on the same folder; the clock goes on as it was left."""
        self.start()

    def operate(self, method: str, path: str, body: object = None) -> Answer:
        token = Path(self.ready["operator_token_file"]).read_text("ascii")
        return self.wire.ask(method, f"/v1/operator/{path}", body, token)

    def replace(self, path: str, table: Json) -> Answer:
        """Look at a table (or at rules) of the operator, and put another in the place of what is there now."""
        held = self.operate("GET", path).json
        return self.operate("PUT", path, {**table, "version": held["in_force" if path == "rules" else "version"]})

    def advance(self, to: str) -> list[Json]:
        answer = self.operate("POST", "clock/advance", {"to": to})
        assert answer.status == 200, answer.body
        ran: list[Json] = answer.json["ran"]
        return ran

    def settle(self) -> list[Json]:
        """Wait until nothing is due any more at the time that it is."""
        return self.advance(self.operate("GET", "clock").json["now"])

    def users(self) -> list[Json]:
        found: list[Json] = json.loads((self.data / "sample-users.json").read_text("utf-8"))
        return found

    def password(self, company_id: str, user_id: str) -> str:
        return next(
            str(user["password"])
            for user in self.users()
            if (user["company_id"], user["user_id"]) == (company_id, user_id)
        )

    def copy_to(self, data: Path) -> Central:
        """Return another one with the same books, keys and secrets in the folder ``data``; neither may be running."""
        shutil.copytree(self.data, data, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.log"))
        return Central(data, database=postgres.database("copy", self.database) if self.database else "")

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL of its database."""
        return self.database or f"sqlite:///{self.data / 'central.db'}"

    def books(self) -> AbstractContextManager[Books]:
        """Open the database past the server: statements with ``?``, committed at the end of the block."""
        return opened(self.database or self.data / "central.db")

    def everything_stored(self) -> bytes:
        """Return whatever lies in the database, for somebody who looks for what must not be there."""
        if not self.database:
            return (self.data / "central.db").read_bytes() + (self.data / "central.db-wal").read_bytes()
        with self.books() as books:
            return repr([books.execute(f"SELECT * FROM {name}").fetchall() for name in books.tables()]).encode()  # noqa: S608

    def assert_contract_kept(self) -> None:
        """Every answer fitted the published contract, and nothing was accepted that it forbids."""
        kept = self.data / "contract-notes.jsonl"
        notes = [json.loads(line) for line in kept.read_text("utf-8").splitlines()] if kept.exists() else []
        assert [one for one in notes if one["side"] == "answer" or one["status"] < 300] == []

    def assert_books_right(self) -> Json:
        """Recount the ledger and hold the treasury's books against it; every disagreement is a failure."""
        books = self.operate("GET", "ledger").json
        assert books["sum_satang"] == "0"
        assert books["faults"] == []
        assert self.operate("GET", "gfmis/trial-balance").json["faults"] == []
        return books


@cache
def _seeded(*, on_postgres: bool, eased: bool) -> tuple[TemporaryDirectory[str], str]:
    """Make a folder with the sample ministry once a test process: hashing its passwords takes its time."""
    folder = TemporaryDirectory()
    central = Central(Path(folder.name), database=postgres.database("seeded") if on_postgres else "")
    central.start(*central.options)
    central.stop()
    if eased:
        _eased(central)
    return folder, central.database


def _eased(central: Central) -> None:
    """Let the passwords of the sample people be checked in no time: a hash says itself how much work it is.

    A run of all tests signs some thousands of people in; new passwords are hashed as everywhere.
    """
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    pepper = (central.data / "pepper").read_bytes()
    with central.books() as books:
        for user in central.users():
            peppered = hmac.digest(pepper, str(user["password"]).encode(), "sha256")
            who = (user["company_id"], user["user_id"])
            change = "UPDATE users SET password_hash = ? WHERE company_id = ? AND user_id = ?"
            books.execute(change, (hasher.hash(peppered), *who))


def copied(data: Path, *, on_postgres: bool = postgres.WANTED, eased: bool = False) -> Central:
    """Return a central system with the sample ministry, not started yet; ``eased`` where no test is of its door."""
    folder, database = _seeded(on_postgres=on_postgres, eased=eased)
    return Central(Path(folder.name), database=database).copy_to(data)


@contextmanager
def running(data: Path, *options: str, on_postgres: bool = postgres.WANTED, eased: bool = False) -> Iterator[Central]:
    """Run a central system for as long as the block lasts, with the sample ministry and any further options."""
    central = copied(data, on_postgres=on_postgres, eased=eased)
    central.start(*options)
    try:
        yield central
    finally:
        central.stop()
    central.assert_contract_kept()


_DEVICE_KEYS: dict[str, Ed25519PrivateKey] = {}


def device_named(label: str) -> str:
    """Return the id of the workstation of that label, always the same; an id is its own label."""
    if label in _DEVICE_KEYS:
        return label
    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(label.encode()).digest())
    device = sha256(key.public_key().public_bytes_raw())[:32]
    _DEVICE_KEYS[device] = key
    return device


def new_device() -> str:
    return device_named(uuid.uuid4().hex)


class Clerk:
    """A person at a workstation: signs in, has a key, sends signed commands."""

    def __init__(self, central: Central, company_id: str, user_id: str, device: str = "", password: str = "") -> None:
        self.central = central
        self.wire = central.new_wire()
        self.company_id, self.user_id = company_id, user_id
        self.device = device_named(device) if device else new_device()
        self.password = password or central.password(company_id, user_id)
        self.key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(uuid.uuid4().bytes).digest())
        self.session: Json = {}

    @classmethod
    def ready(cls, central: Central, company_id: str, user_id: str, device: str = "") -> Clerk:
        """Return a clerk who is signed in and whose key is registered."""
        clerk = cls(central, company_id, user_id, device)
        assert clerk.sign_in().status == 201
        assert clerk.register_key().status == 201
        return clerk

    @property
    def token(self) -> str:
        return str(self.session.get("token", ""))

    @property
    def uid(self) -> str:
        return str(self.session["uid"])

    @property
    def public_key(self) -> str:
        return b64encode(self.key.public_key().public_bytes_raw()).decode()

    @property
    def kid(self) -> str:
        return sha256(self.key.public_key().public_bytes_raw())[:32]

    def sign_in_body(self, password: str = "", **changes: str) -> Json:
        """Return a request to sign in with the workstation's proof, right in everything but ``changes``."""
        about = self.wire.ask("GET", "/v1/about").json
        body = {
            "company_id": self.company_id,
            "user_id": self.user_id,
            "password": password or self.password,
            "device_id": self.device,
            "device_name": "เครื่องทดสอบ",
            "device_code": "",
            "made_at": about["server_time"],
            "take_over": "yes",
        } | {name: value for name, value in changes.items() if name not in ("device_key", "device_proof")}
        key = _DEVICE_KEYS[self.device]
        said = "\n".join((about["epoch"], body["company_id"], body["user_id"], body["made_at"])).encode()
        proof = {
            "device_key": b64encode(key.public_key().public_bytes_raw()).decode(),
            "device_proof": b64encode(key.sign(b"KHLANG/1 DEV\n" + hashlib.sha256(said).digest())).decode(),
        }
        return {**body, **proof, **changes}

    def sign_in(self, password: str = "", **changes: str) -> Answer:
        return self.sign_in_with(self.sign_in_body(password, **changes))

    def sign_in_with(self, body: Json) -> Answer:
        answer = self.wire.ask("POST", "/v1/sessions", body)
        if answer.status == 201:
            self.session = answer.json
        return answer

    def ask(self, method: str, path: str, body: object = None) -> Answer:
        return self.wire.ask(method, path, body, self.token)

    def sign(self, label: str, content: bytes) -> str:
        signed = f"KHLANG/1 {label}\n".encode() + hashlib.sha256(content).digest()
        return b64encode(self.key.sign(signed)).decode()

    def register_key(self) -> Answer:
        body = {
            "kid": self.kid,
            "public_key": self.public_key,
            "device_id": self.device,
            "proof": self.sign("KEY", f"{self.uid}\n{self.device}".encode()),
        }
        return self.ask("PUT", f"/v1/keys/{self.kid}", body)

    def payment(self, lines: list[Json], **changes: object) -> Json:
        """Return the head over ``lines``, right in everything but ``changes``."""
        head: Json = {
            "typ": "khlang.payment/1",
            "op_id": str(uuid.uuid4()),
            "rev": "1",
            "agency": str(self.session["agency"]),
            "unit": str(self.session["unit"]),
            "kind": "welfare",
            "debit_acct": ACCOUNTS.get(self.company_id, ""),
            "value_date": TODAY,
            "fy": FISCAL_YEAR,
            "doc_no": "",
            "doc_date": "",
            "purpose": "ค่าตอบแทนการปฏิบัติงานนอกเวลา",
            "memo": "",
            "file_sha256": "",
            "lines_root": tree_root([canonical(line) for line in lines]) if lines else sha256(b""),
            "lines_count": str(len(lines)),
            "total_satang": str(sum(int(line["satang"]) for line in lines if line["satang"].isdigit())),
            "dup_ack": "",
            "maker_uid": self.uid,
            "maker_kid": self.kid,
            "device": self.device,
            "made_at": "2026-11-23T02:00:00.000Z",
            "ckpt_size": "0",
            "ckpt_root": "",
        }
        head |= _KIND_WANTS.get(str(changes.get("kind", "welfare")), {})
        return _without_defaults({**head, **changes})

    def submit_body(self, payment: Json, lines: list[Json], **changes: object) -> Json:
        """Return the command around a head, signed."""
        command = {
            "typ": "khlang.submit/1",
            "cmd_id": str(uuid.uuid4()),
            "session_epoch": str(self.session["session_epoch"]),
            "device": self.device,
            "payment": payment,
            "payment_sig": self.sign("MAKE", canonical(payment)),
            "lines": lines,
        }
        return {**command, **changes}

    def send(self, command: Json) -> Answer:
        return self.ask("PUT", f"/v1/commands/{command['cmd_id']}", command)

    def submit(self, lines: list[Json], **changes: object) -> tuple[Answer, Json]:
        """Hand in a batch; return the answer and the head."""
        payment = self.payment(lines, **changes)
        return self.send(self.submit_body(payment, lines)), payment

    def content(self, op_id: str) -> Json:
        answer = self.ask("GET", f"/v1/batches/{op_id}")
        assert answer.status == 200, answer.body
        return answer.json

    def challenge(self) -> str:
        answer = self.ask("POST", "/v1/challenges", {"password": self.password})
        assert answer.status == 201, answer.body
        return str(answer.json["challenge"])

    def decide_body(self, op_id: str, decision: str = "approve", **changes: object) -> Json:
        """Return a signed decision over what the server shows now; ``changes`` go into what is signed."""
        return self.decide_over(self.content(op_id), op_id, decision, **changes)

    def decide_over(self, content: Json, op_id: str, decision: str = "approve", **changes: object) -> Json:
        """Return the same over ``content``, which the server showed."""
        payment: Json = json.loads(content["payment"])
        authorization = {
            "typ": "khlang.authz/1",
            "op_id": op_id,
            "rev": payment["rev"],
            "payment_sha256": sha256(content["payment"].encode()),
            "maker_sig_sha256": sha256(content["payment_sig"].encode()),
            "decision": decision,
            "reason": "จำนวนเงินไม่ถูกต้อง" if decision == "return" else "",
            "shown_sha256": sha256(shown(payment, content["lines"]).encode()),
            "auth_uid": self.uid,
            "auth_kid": self.kid,
            "device": self.device,
            "session_epoch": str(self.session["session_epoch"]),
            "challenge": changes["challenge"] if "challenge" in changes else self.challenge(),
            "at": "2026-11-23T02:05:00.000Z",
        } | (changes if decision != "approve" else {"opened": content.get("must_open", []), **changes})
        authorization = _without_defaults(authorization)
        return {
            "typ": "khlang.decide/1",
            "cmd_id": str(uuid.uuid4()),
            "session_epoch": str(self.session["session_epoch"]),
            "device": self.device,
            "authorization": authorization,
            "authorization_sig": self.sign("AUTH", canonical(authorization)),
        }

    def decide(self, op_id: str, decision: str = "approve", **changes: object) -> Answer:
        return self.send(self.decide_body(op_id, decision, **changes))

    def move_body(self, typ: str, op_id: str, rev: str = "1", **changes: str) -> Json:
        """Return a withdraw or cancel command."""
        command = {
            "typ": f"khlang.{typ}/1",
            "cmd_id": str(uuid.uuid4()),
            "session_epoch": str(self.session["session_epoch"]),
            "device": self.device,
            "op_id": op_id,
            "rev": rev,
            "reason": "ขอแก้ไข",
        }
        return {**command, **changes}

    def move(self, typ: str, op_id: str, rev: str = "1", **changes: str) -> Answer:
        return self.send(self.move_body(typ, op_id, rev, **changes))

    def close_lines(self, op_id: str, lines: list[Json], rev: str = "1") -> Answer:
        body = self.move_body("close-lines", op_id, rev)
        del body["reason"]
        return self.send({**body, "lines": lines})

    def comment(self, op_id: str, text: str, n: str = "") -> Answer:
        body = self.move_body("comment", op_id)
        del body["reason"], body["rev"]
        return self.send({**body, "n": n, "text": text})

    def events(self, after: int = 0) -> list[Json]:
        """Return all events after a position, the chain checked by hand."""
        found: list[Json] = []
        previous = "0" * 64
        seq = 0
        while True:
            page = self.ask("GET", f"/v1/events?after={seq}&limit=500").json
            for event in page["events"]:
                record = event["record"]
                seq += 1
                assert record["seq"] == str(seq)
                assert record["prev"] == previous
                assert record["body_commit"] == sha256(bytes.fromhex(event["salt"]) + event["body"].encode())
                previous = sha256(b"\x00" + canonical(record))
                body = json.loads(event["body"])
                # What a body calls its record is in the body only.
                found.append({**body, "record": record, "body": body})
            if page["more"] == "no":
                assert (page["head_seq"], page["head_leaf"]) == (str(seq), previous)
                return found[after:]


def _without_defaults(said: Json) -> Json:
    optional = _LEFT_OUT | ({"value_date"} if "decision" in said else set())
    return {name: value for name, value in said.items() if value or name not in optional}


def shown(payment: Json, lines: list[Json]) -> str:
    """Return what an authorizer is shown."""
    head = [
        payment[name]
        for name in ("purpose", "kind", "debit_acct", "value_date", "doc_no", "lines_count", "total_satang", "dup_ack")
    ]
    rows = [[line[name] for name in ("n", "bank", "acct", "name", "satang")] for line in lines]
    return "\n".join("|".join(row) for row in (head, *rows))


def line(n: int, satang: int = 125_000, **changes: str) -> Json:
    """Return a payee's line, right in everything but ``changes``."""
    right = {
        "n": str(n),
        "bank": "004",
        "acct": f"{1_000_000_000 + n}",
        "name": f"ผู้รับเงิน ตัวอย่างที่ {n}",
        "satang": str(satang),
        "payee_id": "",
        "payee_rev": "",
        "person_id": "",
        "mobile": "0812345678",
        "email": "",
        "ref": "",
    }
    return {**right, **changes}


def three_lines() -> list[Json]:
    return [line(1), line(2, 200_050, bank="014", mobile="", email="payee@example.go.th"), line(3, 75, mobile="")]
