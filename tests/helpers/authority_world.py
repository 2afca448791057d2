"""A ministry in which everything is there once: people of every role, batches, proposals and slips in every state.

It is prepared once and kept as a folder; a central system that is started on a copy of it goes on with the same
sessions, so that each test has the same world for the price of a start.
"""

from __future__ import annotations

import copy
import uuid
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.helpers import raw_closing, raw_collections, raw_payees, raw_recalls, raw_receipts, raw_remittances
from tests.helpers.authority_people import COMPANIES, LEFT, PARENTS, ROLE_NAMES, UNITS, Key, Person, Thing, enrol
from tests.helpers.raw_administration import person_id, record
from tests.helpers.raw_central import (
    OTHER_PARENT,
    OTHER_UNIT,
    PARENT,
    TWO_SIGNATURES,
    UNIT,
    Answer,
    Central,
    Json,
    device_named,
    line,
    running,
    sha256,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
PROPOSAL_STATES = ("pending", "approved", "returned", "recalled")
BILL_STATES = ("issued", "paid", "cancelled")
PAYMENT_STATES = ("queued", "waiting", "reversed")
SETTLED_STATES = ("due", "receipted")
REQUEST_STATES = ("filed", "sent_back", "paid")
SERVICES = {UNIT: raw_receipts.PERMIT, TWO_SIGNATURES: raw_receipts.COPY}
"""What citizens apply for at each unit."""
OFF_BUDGET = {UNIT: "0061000026", OTHER_UNIT: "0061000921", TWO_SIGNATURES: "0061000922"}
"""The first one is the sample's; the others are opened in the prepared world."""
APPROVED = ("approved", "released", "settled", "partly_settled", "refused")


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
        return self.people[companies[place], ROLE_NAMES[role]]

    def of_kind(self, kind: str) -> list[Thing]:
        return [thing for thing in self.things if thing.kind == kind]

    def sql(self, statement: str, *values: object) -> None:
        with self.central.books() as database:
            database.execute(statement, values)

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        with self.central.books() as database:
            return database.execute(statement, values).fetchall()

    def shared(self) -> list[tuple[object, ...]]:
        """Return how everything stands that is asked about again and again, and that nobody may have changed."""
        mine = {thing.id for thing in self.things}
        found = self.rows("SELECT op_id, status, version, rev FROM batches ORDER BY op_id")
        found += self.rows("SELECT req_id, status, settled_at, decision FROM proposals ORDER BY req_id")
        found += self.rows("SELECT req_id, status, settled_at, decision FROM payee_changes ORDER BY req_id")
        found += self.rows("SELECT recall_id, state, req_id FROM recalls ORDER BY recall_id")
        found += self.rows("SELECT req_id, status, settled_at, decision FROM collection_orders ORDER BY req_id")
        found += self.rows("SELECT req_id, status, settled_at, decision FROM day_orders ORDER BY req_id")
        found += self.rows("SELECT req_id, state, version FROM remittances ORDER BY req_id")
        found += self.rows("SELECT bill_id, state, cancelled_at, matched_satang FROM bills ORDER BY bill_id")
        found += self.rows("SELECT payment_id, state, open_req_id, refunded_satang FROM payments ORDER BY payment_id")
        found += self.rows("SELECT payment_id, receipt_id FROM payments ORDER BY payment_id")
        found += self.rows("SELECT receipt_id, prints, voided_at FROM receipts ORDER BY receipt_id")
        found += self.rows("SELECT request_id, state, version FROM portal_requests ORDER BY request_id")
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

    def recall(self, maker: Person, state: str) -> Thing:
        """Call one satang of a paid line back, and bring that into a state."""
        mine = [one for one in self.of_kind("batch") if one.company_id == maker.company_id]
        batch = next(one for one in mine if one.state == "settled")
        days: Json = {"found_on": "2026-11-23", "letter_date": "2026-11-23"}
        recall_id = raw_recalls.open_recall(maker, batch.id, satang=1, **days)
        if state != "open":
            assert self.central.operate("POST", f"recalls/{recall_id}", {"answer": "money_back"}).status == 200
        if state == "return_proposed":
            _done(raw_recalls.propose(maker, recall_id))
        seen = raw_recalls.recall(maker, recall_id)
        return Thing("recall", maker.company_id, maker.user_id, state, recall_id, {"seen": seen, "op_id": batch.id})

    def proposal(self, maker: Person, state: str) -> Thing:
        """Bring a proposal to add somebody into a state; its proposer may not be there any more afterwards."""
        statement, otherwise, since = LEFT.get(maker.user_id, ("", None, None))
        if statement:
            self.sql(statement, otherwise, maker.uid)
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
        if statement:
            self.sql(statement, since, maker.uid)
        return made

    def change(self, maker: Person, state: str) -> Thing:
        """Bring a change of the register of payees into a state."""
        answer, said = raw_payees.propose(maker, [raw_payees.fresh()])
        _done(answer)
        made = Thing("change", maker.company_id, maker.user_id, state, said["change"]["req_id"], said)
        if state in ("approved", "returned"):
            word = "approve" if state == "approved" else "return"
            _done(raw_payees.settle(self.people[maker.company_id, "HELPAUT"], said, word))
        if state == "recalled":
            _done(raw_payees.recall(maker, made.id))
        return made

    def bill(self, maker: Person, state: str) -> Thing:
        """Issue a bill, and have it paid or give it up."""
        (made,) = raw_collections.issued(maker, raw_collections.draft())
        if state == "paid":
            raw_collections.paid(self.central, made)
        if state == "cancelled":
            _done(raw_collections.cancel(maker, made["bill_id"]))
        return Thing("bill", maker.company_id, maker.user_id, state, made["bill_id"])

    def payment(self, maker: Person, state: str) -> Thing:
        """Have money come in that fits no bill, and bring it into a state."""
        at = {"biller_id": raw_collections.biller(maker.unit), "ref1": "", "ref2": "", "satang": "500"}
        payment_id: str = raw_collections.paid(self.central, at)["payment_id"]
        if state == "waiting":
            refund = raw_collections.refund_to(satang="1")
            _done(raw_collections.propose(maker, "refund", payment_id, **refund)[0])
        if state == "reversed":
            assert raw_collections.reverse(self.central, payment_id).status == 200
        return Thing("payment", maker.company_id, maker.user_id, state, payment_id)

    def settled(self, maker: Person, state: str) -> Thing:
        """Have a bill paid in full; ``receipted`` has its receipt already."""
        (made,) = raw_collections.issued(maker, raw_collections.draft())
        payment_id: str = raw_collections.paid(self.central, made)["payment_id"]
        if state == "receipted":
            _done(maker.send(raw_receipts.issue_body(maker, [payment_id])))
        return Thing("settled", maker.company_id, maker.user_id, state, payment_id)

    def receipt(self, maker: Person, state: str) -> Thing:
        """Issue a receipt."""
        answer = maker.send(raw_receipts.issue_body(maker, [self.settled(maker, "due").id]))
        _done(answer)
        return Thing("receipt", maker.company_id, maker.user_id, state, answer.json["id"])

    def request(self, maker: Person, state: str) -> Thing:
        """File a request of a citizen at the maker's unit, and bring it into a state."""
        request_id, _ = raw_receipts.filed(self.central, SERVICES[maker.company_id])
        if state == "sent_back":
            _done(maker.send(raw_receipts.answer_body(maker, request_id)))
        if state == "paid":
            filed = raw_receipts.request(self.central, request_id)
            said = {"revenue_type": filed["revenue_type"], "satang": filed["fee_satang"]}
            (made,) = raw_collections.issued(maker, raw_receipts.answering(self.central, request_id, **said))
            raw_collections.paid(self.central, made)
        return Thing("request", maker.company_id, maker.user_id, state, request_id)

    def order(self, maker: Person, state: str) -> Thing:
        """Bring an order to refund something into a state."""
        about = self.payment(maker, "queued").id
        answer, said = raw_collections.propose(maker, "refund", about, **raw_collections.refund_to(satang="1"))
        _done(answer)
        made = Thing("order", maker.company_id, maker.user_id, state, said["order"]["req_id"], said)
        if state in ("approved", "returned"):
            word = "approve" if state == "approved" else "return"
            _done(raw_collections.settle(self.people[maker.company_id, "HELPAUT"], said, word))
        if state == "recalled":
            _done(raw_collections.recall(maker, made.id))
        return made

    def day(self, maker: Person, state: str) -> Thing:
        """Bring an order to reopen some day of long ago into a state, whatever else of the unit waits."""
        day = (date(2017, 1, 2) + timedelta(days=self.number())).isoformat()
        self.sql("INSERT INTO days VALUES (?, ?, 1, 'closed', '', ?)", maker.unit, day, f"{day}T16:59:59.999Z")
        self.sql("DROP INDEX IF EXISTS one_day_order_a_unit")
        waiting = "UPDATE day_orders SET status = ? WHERE status = ? AND unit = ?"
        self.sql(waiting, "aside", "pending", maker.unit)
        answer, said = raw_closing.propose(maker, raw_closing.reopening(maker, day))
        _done(answer)
        made = Thing("day", maker.company_id, maker.user_id, state, said["order"]["req_id"], said)
        if state in ("approved", "returned"):
            word = "approve" if state == "approved" else "return"
            _done(raw_closing.settle(self.people[maker.company_id, "HELPAUT"], said, word))
        if state == "recalled":
            _done(raw_closing.recall(maker, made.id))
        self.sql(waiting, "pending", "aside", maker.unit)
        return made

    def remittance(self, maker: Person, state: str) -> Thing:
        """Bring an order to deposit one satang with the treasury into a state."""
        order = raw_remittances.deposit_order(maker, account=OFF_BUDGET[maker.company_id])
        answer, said = raw_remittances.propose(maker, order)
        _done(answer)
        made = Thing("remittance", maker.company_id, maker.user_id, state, order["req_id"], said)
        if state in ("approved", "returned"):
            word = "approve" if state == "approved" else "return"
            _done(raw_remittances.settle(self.people[maker.company_id, "HELPAUT"], said, word))
        if state == "recalled":
            _done(raw_remittances.recall(maker, made.id))
        return made

    def paper(self, maker: Person) -> Thing:
        """Leave a paper of the maker's unit."""
        content = raw_payees.paper()
        assert raw_payees.put_paper(maker, content).status == 204
        return Thing("paper", maker.company_id, maker.user_id, "", sha256(content))

    def user(self, company_id: str, state: str, suspended: str = "", by: str = "") -> Thing:
        """Record somebody whom administrators may be asked to touch; nobody signs in as them."""
        number, uid = self.number(), str(uuid.uuid4())
        content = record(f"U{number:05d}", number, unit=UNITS[company_id])
        names = "uid, unit, company_id, user_id, person, name_th, name_en, position, mobile"
        recorded = ("user_id", "person_id", "name_th", "name_en", "position", "mobile")
        values = (uid, UNITS[company_id], company_id, *(content[name] for name in recorded))
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
        world.things += [world.change(world.people[maker], state) for state in PROPOSAL_STATES]
        world.things += [world.paper(world.people[maker])]
        world.things += [world.day(world.people[maker], state) for state in PROPOSAL_STATES]
    world.things += [world.batch(world.people[UNIT, "HELPPAY"], "signed")]
    raw_collections.open_receiving(world.central, UNITS[OTHER_UNIT])
    collectors = [(UNIT, "HELPCOL"), (UNIT, "TWINCOL"), *((unit, "ASKCOL") for unit in COMPANIES.values())]
    for maker in collectors:
        world.things += [world.order(world.people[maker], state) for state in PROPOSAL_STATES]
    for maker in collectors[1:]:
        world.things += [world.bill(world.people[maker], state) for state in BILL_STATES]
        world.things += [world.payment(world.people[maker], state) for state in PAYMENT_STATES]
        world.things += [world.settled(world.people[maker], state) for state in SETTLED_STATES]
        world.things += [world.receipt(world.people[maker], "")]
    _open_off_budget(world)
    remitters = [(UNIT, "HELPREM"), (UNIT, "TWINREM"), *((unit, "ASKREM") for unit in COMPANIES.values())]
    for maker in remitters:
        world.things += [world.remittance(world.people[maker], state) for state in PROPOSAL_STATES]
    for company_id in SERVICES:
        world.things += [world.request(world.people[company_id, "ASKCOL"], state) for state in REQUEST_STATES]
    for state in ("a user's", "a workstation's", "printed", "void", "an administrator's"):
        world.things += [world.slip(UNIT, state)]
    world.things += [world.slip(TWO_SIGNATURES, "a user's"), world.slip(TWO_SIGNATURES, "printed")]
    world.things += [world.answer(person) for person in world.people.values()]
    for proposer in ((PARENT, "ASKADM1"), (PARENT, "HELPADM1"), (PARENT, "TWINADM1"), (OTHER_PARENT, "ASKADM1")):
        world.things += [world.proposal(world.people[proposer], state) for state in PROPOSAL_STATES]
    world.things += [world.proposal(world.people[PARENT, user_id], "pending") for user_id in LEFT]
    said = apply(world.people[UNIT, "ASKPAY"]).json
    world.things += [Thing("application", "", "", "", said["application_id"], said)]
    world.central.advance(LATER)
    for maker in ((UNIT, "HELPPAY"), (OTHER_UNIT, "ASKPAY"), (TWO_SIGNATURES, "ASKPAY")):
        states = ("open", "money_back", "return_proposed")
        world.things += [world.recall(world.people[maker], state) for state in states]
    for thing in world.of_kind("batch"):
        state = "in_approval" if thing.state == "signed" else thing.state
        assert world.central.operate("GET", f"batches/{thing.id}").json["status"] == state


def _open_off_budget(world: World) -> None:
    """Give the units that have none an account of money that is not the budget's, with some in it."""
    opened = "INSERT INTO accounts VALUES (?, ?, 'เงินนอกงบประมาณ', 0, 0, 'off_budget')"
    for company_id, account in OFF_BUDGET.items():
        if company_id != UNIT:
            world.sql(opened, account, UNITS[company_id])
            money = {"account": account, "satang": "100000", "reference": "for deposits"}
            assert world.central.operate("POST", "deposits", money).status == 204


def prepare(folder: Path) -> World:
    """Make the world in a folder; the central system that was used for it is stopped."""
    with running(folder, eased=True) as central:
        world = World(central)
        for company_id, user_id in enrol(central):
            world.people[company_id, user_id] = Person.ready(central, company_id, user_id)  # type: ignore[assignment]
        world.sql("UPDATE units SET signatures_needed = 2")
        _furnish(world)
        world.sql("UPDATE units SET signatures_needed = 2")
    return world


@contextmanager
def at(world: World, folder: Path, *program: str) -> Iterator[World]:
    """Run a central system on a copy of the prepared world's folder; ``program`` is another module to start."""
    central = world.central.copy_to(folder)
    central.program = program or central.program
    central.start()
    try:
        yield world.copied_to(central)
    finally:
        central.stop()
