"""A ministry in which everything is there once: people of every role, batches, proposals and slips in every state.

It is prepared once and kept as a folder; a central system that is started on a copy of it goes on with the same
sessions, so that each test has the same world for the price of a start.
"""

from __future__ import annotations

import copy
import json
import shutil
import sqlite3
import uuid
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.helpers.raw_administration import Administrator, person_id, record
from tests.helpers.raw_central import (
    OTHER_PARENT,
    OTHER_UNIT,
    PARENT,
    TWO_SIGNATURES,
    UNIT,
    Answer,
    Central,
    Json,
    canonical,
    device_named,
    line,
    running,
    sha256,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOME, OTHER_UNIT_PLACE, OTHER_AGENCY_PLACE = "home", "other unit", "other agency"
PLACES = (HOME, OTHER_UNIT_PLACE, OTHER_AGENCY_PLACE)
COMPANIES = {HOME: UNIT, OTHER_UNIT_PLACE: OTHER_UNIT, OTHER_AGENCY_PLACE: TWO_SIGNATURES}
PARENTS = {HOME: PARENT, OTHER_AGENCY_PLACE: OTHER_PARENT}
UNITS = {UNIT: "2101000001", OTHER_UNIT: "2101000002", PARENT: "2101000000"} | {
    TWO_SIGNATURES: "2102000001",
    OTHER_PARENT: "2102000000",
}
TOMORROW = "2026-11-24"
YESTERDAY = "2026-11-22"
LATER = "2026-11-23T09:20:00+07:00"
BATCH_STATES = {
    # state: amounts of the lines in satang (the practice rules decide by them), signatures that a batch needs
    "submitted": ((125_000, 75), 2),
    "in_approval": ((125_000, 75), 2),
    "approved": ((125_000, 75), 1),
    "released": ((1_700, 75), 1),
    "settled": ((100_000,), 1),
    "partly_settled": ((100_000, 1_900), 1),
    "refused": ((1_900,), 1),
    "returned": ((125_000, 75), 2),
    "withdrawn": ((125_000, 75), 2),
    "cancelled": ((125_000, 75), 2),
}
APPROVED = ("approved", "released", "settled", "partly_settled", "refused")
_ROLE_NAMES = {
    "maker_payment": "ASKPAY",
    "maker_collection": "ASKCOL",
    "maker_remittance": "ASKREM",
    "authorizer": "ASKAUT",
    "unit_auditor": "ASKAUD",
    "admin_1": "ASKADM1",
    "admin_2": "ASKADM2",
    "agency_auditor": "ASKAUD",
}
_HELPERS = {
    UNIT: (("HELPPAY", "maker_payment"), ("TWINPAY", "maker_payment"), ("HELPAUT", "authorizer")),
    OTHER_UNIT: (("HELPPAY", "maker_payment"), ("HELPAUT", "authorizer")),
    TWO_SIGNATURES: (("HELPPAY", "maker_payment"), ("HELPAUT", "authorizer")),
    PARENT: (("HELPADM1", "admin_1"), ("TWINADM1", "admin_1"), ("HELPADM2", "admin_2")),
    OTHER_PARENT: (("HELPADM1", "admin_1"), ("HELPADM2", "admin_2")),
}
_TWINS = {(UNIT, "TWINPAY"): "ASKAUT", (PARENT, "TWINADM1"): "ASKADM2"}
"""Second user names: whoever is called so in the company is the same human being as the other."""

Key = tuple[str, str]


@dataclass(frozen=True)
class Thing:
    """Something that can be asked about: of which company, made by whom, in which state; no company: there is none."""

    kind: str
    company_id: str
    owner: str
    state: str
    id: str
    content: Json = field(default_factory=dict)


class Person(Administrator):
    """Somebody with a right at a workstation; `challenge_text` permits one signature."""

    challenge_text = "none-yet"

    @property
    def agency(self) -> str:
        return self.company_id[4:8]

    @property
    def unit(self) -> str:
        return UNITS[self.company_id]

    def ask_again(self) -> None:
        self.challenge_text = self.challenge()

    def decision_on(self, batch: Thing, decision: str) -> Json:
        """Return a signed decision on a batch as it is known to be; nothing is asked for it."""
        payment: Json = batch.content["payment"]
        said = {
            "typ": "khlang.authz/1",
            "op_id": batch.id,
            "rev": "1",
            "payment_sha256": sha256(canonical(payment)),
            "maker_sig_sha256": sha256(batch.content["sig"].encode()),
            "decision": decision,
            "reason": "" if decision == "approve" else "จำนวนเงินไม่ถูกต้อง",
            "shown_sha256": sha256(shown(payment, batch.content["lines"]).encode()),
            "auth_uid": self.uid,
            "auth_kid": self.kid,
            "device": self.device,
            "session_epoch": str(self.session["session_epoch"]),
            "challenge": self.challenge_text,
            "at": "2026-11-23T02:05:00.000Z",
        }
        return self.command("decide", {"authorization": said, "authorization_sig": self.sign("AUTH", canonical(said))})

    def decision_about(self, proposal: Thing, decision: str) -> Json:
        """Return a signed decision on a proposal as it is known to be."""
        said = {
            "typ": "khlang.admin-decision/1",
            "req_id": proposal.id,
            "proposal_sha256": sha256(canonical(proposal.content["proposal"])),
            "proposal_sig_sha256": sha256(proposal.content["sig"].encode()),
            "decision": decision,
            "reason": "" if decision == "approve" else "เลขที่คำสั่งไม่ถูกต้อง",
            "auth_uid": self.uid,
            "auth_kid": self.kid,
            "device": self.device,
            "session_epoch": str(self.session["session_epoch"]),
            "challenge": self.challenge_text,
            "at": "2026-11-23T02:05:00.000Z",
        }
        return self.command("settle", {"decision": said, "decision_sig": self.sign("ADM2", canonical(said))})


class World:
    """The people and things of one central system."""

    def __init__(self, central: Central) -> None:
        self.central = central
        self.people: dict[Key, Person] = {}
        self.things: list[Thing] = []
        self._numbers = 0

    @property
    def unknown(self) -> str:
        """Return an id that nothing has."""
        return str(uuid.uuid4())

    def number(self) -> int:
        self._numbers += 1
        return self._numbers

    def asker(self, role: str, place: str) -> Person:
        companies = PARENTS if role in ("admin_1", "admin_2", "agency_auditor") else COMPANIES
        return self.people[companies[place], _ROLE_NAMES[role]]

    def of_kind(self, kind: str) -> list[Thing]:
        return [thing for thing in self.things if thing.kind == kind]

    def sql(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.central.data / "central.db", timeout=10)) as database, database:
            database.execute(statement, values)

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.central.data / "central.db", timeout=10)) as database:
            return database.execute(statement, values).fetchall()

    def shared(self) -> list[tuple[object, ...]]:
        """Return how everything stands that is asked about again and again, and that nobody may have changed."""
        mine = {thing.id for thing in self.things}
        found = self.rows("SELECT op_id, status, version, rev FROM batches ORDER BY op_id")
        found += self.rows("SELECT req_id, status, settled_at, decision FROM proposals ORDER BY req_id")
        found += self.rows("SELECT slip_id, printed_at, void_at, expires_at FROM slips ORDER BY slip_id")
        return [row for row in found if row[0] in mine]

    def copied_to(self, central: Central) -> World:
        """Return the same world at a central system that was started on a copy of this one's folder."""
        other = World(central)
        other.things, other._numbers = list(self.things), self._numbers
        for key, person in self.people.items():
            twin = other.people[key] = copy.copy(person)
            twin.central, twin.wire = central, central.wire
        return other

    # Things in their states.

    def batch(self, maker: Person, state: str) -> Thing:
        """Bring a batch of the maker's into a state, all by the people's own commands."""
        amounts, needed = BATCH_STATES["in_approval" if state == "signed" else state]
        self.sql("UPDATE units SET signatures_needed = ? WHERE unit = ?", needed, maker.unit)
        lines = [line(n, amount) for n, amount in enumerate(amounts, 1)]
        head = maker.payment(lines, **({"value_date": TOMORROW} if state == "approved" else {}))
        command = maker.submit_body(head, lines)
        content = {"payment": head, "sig": command["payment_sig"], "lines": lines}
        made = Thing("batch", maker.company_id, maker.user_id, state, head["op_id"], content)
        _done(maker.send(command))
        if state in ("in_approval", "signed", "returned", *APPROVED):
            signer = self.people[maker.company_id, "ASKAUT" if state == "signed" else "HELPAUT"]
            signer.ask_again()
            _done(signer.send(signer.decision_on(made, "return" if state == "returned" else "approve")))
        if state in ("withdrawn", "cancelled"):
            _done(maker.move("withdraw", made.id))
        if state == "cancelled":
            _done(maker.move("cancel", made.id))
        return made

    def proposal(self, maker: Person, state: str) -> Thing:
        """Bring a proposal to add somebody into a state."""
        unit = UNITS[UNIT if maker.agency == "2101" else TWO_SIGNATURES]
        number = self.number()
        change = record(f"P{number:05d}", 500_000 + number, unit=unit)
        said = maker.proposal("user.add", str(uuid.uuid4()), change)
        command = maker.propose_body(said)
        content = {"proposal": said, "sig": command["proposal_sig"]}
        made = Thing("proposal", maker.company_id, maker.user_id, state, said["req_id"], content)
        _done(maker.send(command))
        if state in ("approved", "returned"):
            decider = self.people[maker.company_id, "HELPADM2"]
            decider.ask_again()
            _done(decider.send(decider.decision_about(made, "approve" if state == "approved" else "return")))
        if state == "recalled":
            _done(maker.recall(made.id))
        return made

    def user(self, company_id: str, state: str, suspended: str = "", by: str = "") -> Thing:
        """Record somebody whom administrators may be asked to touch; nobody signs in as them."""
        number, uid = self.number(), str(uuid.uuid4())
        content = record(f"U{number:05d}", number, unit=UNITS[company_id])
        names = "uid, unit, company_id, user_id, person, name_th, name_en, position, mobile"
        values = (uid, UNITS[company_id], company_id, content["user_id"], content["person_id"])
        values += tuple(content[name] for name in ("name_th", "name_en", "position", "mobile"))
        more = (suspended, by, int(state == "removed"))
        self.sql(
            f"INSERT INTO users ({names}, password_hash, must_change, password_changed_at, suspended, suspended_by,"  # noqa: S608
            " removed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, '2026-10-01T02:00:00.000Z', ?, ?, ?)",
            *values,
            *more,
        )
        self.sql("INSERT INTO roles (uid, role, valid_from) VALUES (?, 'maker_payment', '2026-10-01')", uid)
        return Thing("user", company_id, "", state, uid, content)

    def slip(self, company_id: str, state: str) -> Thing:
        """Put a slip there: ``a user's``, ``a workstation's``, ``printed``, ``void``, ``an administrator's``."""
        slip_id, unit, agency = str(uuid.uuid4()), UNITS[company_id], company_id[4:8]
        kind, uid = ("workstation", "") if state == "a workstation's" else ("first", self.user(company_id, "user").id)
        if state == "an administrator's":
            kind, uid = "reset", self.people[f"GMIS{agency}00", "HELPADM1"].uid
        at = "2026-11-23T01:00:00.000Z"
        self.sql(
            "INSERT INTO slips (slip_id, agency, kind, uid, unit, device_name, made_at, printed_at, void_at)"
            " VALUES (?, ?, ?, ?, ?, '', ?, ?, ?)",
            *(slip_id, agency, kind, uid, unit, at, at if state == "printed" else "", at if state == "void" else ""),
        )
        return Thing("slip", company_id, "", state, slip_id)

    def workstation(self, company_id: str, state: str) -> Thing:
        device = device_named(uuid.uuid4().hex)
        self.sql(
            "INSERT INTO workstations (device, agency, unit, name, state) VALUES (?, ?, ?, 'เครื่องสำรอง', ?)",
            *(device, company_id[4:8], UNITS[company_id], "revoked" if state == "revoked" else "enrolled"),
        )
        return Thing("workstation", company_id, "", state, device)

    def key(self, company_id: str, state: str) -> Thing:
        kid = uuid.uuid4().hex
        admin = state == "an administrator's"
        uid = self.people[f"GMIS{company_id[4:8]}00", "HELPADM1"].uid if admin else self.user(company_id, "user").id
        at = "2026-11-23T01:00:00.000Z"
        self.sql(
            "INSERT INTO keys (kid, uid, device, device_name, public_key, registered_at, revoked_at)"
            " VALUES (?, ?, ?, 'เครื่องเก่า', '', ?, ?)",
            *(kid, uid, uuid.uuid4().hex, at, at if state == "revoked" else ""),
        )
        return Thing("key", company_id, "", state, kid)

    def application(self) -> tuple[Thing, str]:
        """Return an application of an agency with the code that opens it."""
        (found,) = self.of_kind("application")
        return found, found.content["code"]

    def answer(self, person: Person) -> Thing:
        """Let somebody send a command that is no command; its refusal is kept like any answer."""
        command = person.command("nothing", {})
        assert person.send(command).code == "field_wrong"
        return Thing("answer", person.company_id, person.user_id, "", command["cmd_id"])


def apply(person: Person) -> Answer:
    """Apply for the service for an agency that is not there yet."""
    one = {"name_th": "มานี ใจดี", "name_en": "", "position": "", "mobile": "0812345678", "email": ""}
    applicants = {f"admin_{n}": {**one, "person_id": person_id(n)} for n in (1, 2)}
    form = {"agency": "9901", "name": "กรมใหม่", "address": "กรุงเทพฯ", "gfmis_package": "yes", "order_no": "ที่ 1/2570"}
    return person.ask("POST", "/v1/applications", {**form, **applicants})


def _done(answer: Answer) -> None:
    assert answer.status == 201, answer.body


def _enrol(central: Central) -> list[Key]:
    """Record the people beside the sample's own, all with one password; return their names."""
    password = central.password(UNIT, "MAKER01")
    file = central.data / "sample-users.json"
    known = json.loads(file.read_text("utf-8"))
    wanted = [(COMPANIES[place], name, role) for place in PLACES for role, name in _ROLE_NAMES.items() if _works(role)]
    wanted += [
        (company, name, role) for company in PARENTS.values() for role, name in _ROLE_NAMES.items() if not _works(role)
    ]
    wanted += [(company, name, role) for company, helpers in _HELPERS.items() for name, role in helpers]
    with closing(sqlite3.connect(central.data / "central.db", timeout=10)) as database, database:
        of_maker = "SELECT password_hash FROM users WHERE company_id = ? AND user_id = 'MAKER01'"
        (password_hash,) = database.execute(of_maker, (UNIT,)).fetchone()
        people = {}
        for n, (company, name, role) in enumerate(wanted, 1):
            uid = people[company, name] = str(uuid.uuid4())
            twin = _TWINS.get((company, name))
            person = person_id(900_000 + n)
            if twin:
                (person,) = database.execute(
                    "SELECT person FROM users WHERE uid = ?", (people[company, twin],)
                ).fetchone()
            database.execute(
                "INSERT INTO users (uid, unit, company_id, user_id, person, name_th, name_en, mobile, password_hash,"
                " must_change, password_changed_at, key_permits)"
                " VALUES (?, ?, ?, ?, ?, ?, '', '0812345678', ?, 0, ?, 100)",
                (
                    uid,
                    UNITS[company],
                    company,
                    name,
                    person,
                    f"ผู้ทดสอบ {name}",
                    password_hash,
                    "2026-10-01T02:00:00.000Z",
                ),
            )
            granted = "auditor" if role.endswith("auditor") else role
            database.execute("INSERT INTO roles (uid, role) VALUES (?, ?)", (uid, granted))
            known.append({"company_id": company, "user_id": name, "password": password})
    file.write_text(json.dumps(known), "utf-8")
    return list(people)


def _works(role: str) -> bool:
    return role not in ("admin_1", "admin_2", "agency_auditor")


def _furnish(world: World) -> None:
    """Put every thing in every state there."""
    makers = [
        (UNIT, "ASKPAY"),
        (UNIT, "HELPPAY"),
        (UNIT, "TWINPAY"),
        (OTHER_UNIT, "ASKPAY"),
        (TWO_SIGNATURES, "ASKPAY"),
    ]
    for maker in makers:
        world.things += [world.batch(world.people[maker], state) for state in BATCH_STATES]
    world.things += [world.batch(world.people[UNIT, "HELPPAY"], "signed")]
    for proposer in ((PARENT, "ASKADM1"), (PARENT, "HELPADM1"), (PARENT, "TWINADM1"), (OTHER_PARENT, "ASKADM1")):
        states = ("pending", "approved", "returned", "recalled")
        world.things += [world.proposal(world.people[proposer], state) for state in states]
    for state in ("a user's", "a workstation's", "printed", "void", "an administrator's"):
        world.things += [world.slip(UNIT, state)]
    world.things += [world.slip(TWO_SIGNATURES, "a user's"), world.slip(TWO_SIGNATURES, "printed")]
    world.things += [world.answer(person) for person in world.people.values()]
    said = apply(world.people[UNIT, "ASKPAY"]).json
    world.things += [Thing("application", "", "", "", said["application_id"], said)]
    world.central.advance(LATER)
    for thing in world.of_kind("batch"):
        state = "in_approval" if thing.state == "signed" else thing.state
        assert world.central.operate("GET", f"batches/{thing.id}").json["status"] == state


def prepare(folder: Path) -> World:
    """Make the world in a folder; the central system that was used for it is stopped."""
    with running(folder) as central:
        world = World(central)
        for company_id, user_id in _enrol(central):
            world.people[company_id, user_id] = Person.ready(central, company_id, user_id)  # type: ignore[assignment]
        world.sql("UPDATE units SET signatures_needed = 2")
        _furnish(world)
        world.sql("UPDATE units SET signatures_needed = 2")
    return world


@contextmanager
def at(world: World, folder: Path, *program: str) -> Iterator[World]:
    """Run a central system on a copy of the prepared world's folder; ``program`` is another module to start."""
    shutil.copytree(world.central.data, folder)
    central = Central(folder, program=program or ("app.simulator",))
    central.start()
    try:
        yield world.copied_to(central)
    finally:
        central.stop()
