"""Every request that the matrix asks about, as somebody at a workstation would send it, properly signed."""

from __future__ import annotations

import json
import uuid
from functools import partial
from typing import TYPE_CHECKING

from tests.helpers import emblems, raw_closing, raw_collections, raw_payees, raw_recalls, raw_receipts, raw_remittances
from tests.helpers.authority_people import UNITS, Thing
from tests.helpers.authority_world import OFF_BUDGET, apply
from tests.helpers.raw_administration import grant, record, template
from tests.helpers.raw_central import (
    ACCOUNTS,
    OTHER_PARENT,
    PARENT,
    TWO_SIGNATURES,
    UNIT,
    Answer,
    Json,
    sha256,
    three_lines,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.helpers.authority_people import Person
    from tests.helpers.authority_world import World

    Send = Callable[[Person, Thing], Answer]
    Make = Callable[[], Thing]

FOREIGN_OF = {"2101": (TWO_SIGNATURES, OTHER_PARENT, "2102"), "2102": (UNIT, PARENT, "2101")}
"""Of each agency: a unit and the parent of the other one, and its code."""
HOMES = {"2101": UNIT, "2102": TWO_SIGNATURES}
TOO_SHORT = "short"


def get(path: str) -> Send:
    """Ask for a path whose ``{id}`` is the thing's; no code drawn by chance can be taken for that."""
    return lambda person, thing: person.ask("GET", f"/v1/{path.format(id=thing.id)}")


def _resubmit(person: Person, batch: Thing) -> Answer:
    lines = three_lines()
    payment = person.payment(lines, op_id=batch.id, rev="2")
    return person.send(person.submit_body(payment, lines))


def _close_last(person: Person, batch: Thing) -> Answer:
    return person.close_lines(batch.id, [{"n": str(len(batch.content["lines"])), "code": "other_way", "text": ""}])


def submit(changes: Json, person: Person, _thing: Thing) -> Answer:
    lines = three_lines()
    return person.send(person.submit_body(person.payment(lines, **changes), lines))


def propose_payees(changes: Json, person: Person, _thing: Thing) -> Answer:
    return raw_payees.propose(person, [raw_payees.fresh()], **changes)[0]


def settle_payees(person: Person, change: Thing, word: str) -> Answer:
    named = {"req_id": change.id, "challenge": person.challenge_text}
    return raw_payees.settle(person, change.content, word, **named)


def issue_bills(changes: Json, person: Person, _thing: Thing) -> Answer:
    return raw_collections.issue(person, [raw_collections.draft()], **changes)


def _mail_letters(person: Person, bill: Thing) -> Answer:
    """Mail a paper of the person's own unit about a bill; leaving it there is somebody else's row."""
    content = raw_payees.paper(b"about a bill")
    raw_payees.put_paper(person, content)
    letter = {"about": bill.id, "email": "payer@example.co.th", "file_sha256": sha256(content)}
    return raw_collections.mail(person, letter)


def _order_refund(person: Person, payment: Thing) -> Answer:
    return raw_collections.propose(person, "refund", payment.id, **raw_collections.refund_to(satang="1"))[0]


def _settle_order(word: str, person: Person, order: Thing) -> Answer:
    named = {"req_id": order.id, "challenge": person.challenge_text}
    return raw_collections.settle(person, order.content, word, **named)


def order_day(changes: Json, person: Person, _thing: Thing) -> Answer:
    return raw_closing.propose(person, raw_closing.reopening(person, "2017-01-02", **changes))[0]


def _settle_day(word: str, person: Person, order: Thing) -> Answer:
    named = {"req_id": order.id, "challenge": person.challenge_text}
    return raw_closing.settle(person, order.content, word, **named)


def order_remittance(changes: Json, person: Person, _thing: Thing) -> Answer:
    account = OFF_BUDGET.get(person.company_id, "")
    return raw_remittances.propose(person, raw_remittances.deposit_order(person, account=account, **changes))[0]


def _settle_remittance(word: str, person: Person, order: Thing) -> Answer:
    named = {"req_id": order.id, "challenge": person.challenge_text}
    return raw_remittances.settle(person, order.content, word, **named)


def sign_in(person: Person, _thing: Thing) -> Answer:
    return person.sign_in()


def change_password(person: Person, _thing: Thing) -> Answer:
    return person.ask("PUT", "/v1/password", {"current": person.password, "new": TOO_SHORT, "activation": ""})


def leave_anchor(seq: str, person: Person, thing: Thing) -> Answer:
    body = {"device_id": thing.id, "seq": seq, "digest": sha256(seq.encode())}
    return person.ask("PUT", f"/v1/audit-anchors/{thing.id}", body)


def print_slip(person: Person, thing: Thing) -> Answer:
    return person.print_slip(thing.id)


BATCH_REQUESTS: dict[str, Send] = {
    "read batch": get("batches/{id}"),
    "read stages": get("batches/{id}/stages"),
    "approve": lambda person, batch: person.send(person.decision_on(batch, "approve")),
    "return": lambda person, batch: person.send(person.decision_on(batch, "return")),
    "release": lambda person, batch: person.send(person.decision_on(batch, "release")),
    "withdraw": lambda person, batch: person.move("withdraw", batch.id),
    "cancel": lambda person, batch: person.move("cancel", batch.id),
    "close lines": _close_last,
    "comment": lambda person, batch: person.comment(batch.id, "ตรวจแล้ว"),
    "resubmit": _resubmit,
}


def _open_recall(person: Person, recall: Thing) -> Answer:
    days: Json = {"found_on": "2026-11-23", "letter_date": "2026-11-23"}
    return person.send(raw_recalls.open_body(person, recall.id, satang=1, **days))


def _order_return(person: Person, recall: Thing) -> Answer:
    came_back = {**recall.content["seen"], "recall_id": recall.id, "back_satang": "1"}
    return person.send(raw_recalls.propose_body(person, raw_recalls.order(person, came_back)))


def _settle_return(decision: str, person: Person, recall: Thing) -> Answer:
    """Decide on the order of a recall; of one that has none, on an order that is not there."""
    ordered = recall.content["seen"]
    seen = {**ordered, "order": ordered["order"] or json.dumps({"req_id": recall.id})}
    return person.send(raw_recalls.settle_body(person, seen, decision, challenge=person.challenge_text))


RECALL_REQUESTS: dict[str, Send] = {
    "open recall": _open_recall,
    "drop recall": lambda person, recall: raw_recalls.drop(person, recall.id),
    "order return": _order_return,
    "settle return": partial(_settle_return, "approve"),
    "send return back": partial(_settle_return, "return"),
}
PROPOSAL_REQUESTS: dict[str, Send] = {
    "approve proposal": lambda person, said: person.send(person.decision_about(said, "approve")),
    "return proposal": lambda person, said: person.send(person.decision_about(said, "return")),
    "recall proposal": lambda person, said: person.recall(said.id),
}
PAYEE_REQUESTS: dict[str, Send] = {
    "approve payees": lambda person, said: settle_payees(person, said, "approve"),
    "return payees": lambda person, said: settle_payees(person, said, "return"),
    "recall payees": lambda person, said: raw_payees.recall(person, said.id),
    "put payees aside": lambda person, said: raw_payees.put_aside(person, said.id),
    "check payees": lambda person, said: raw_payees.check(person, req_id=said.id),
}
BILL_REQUESTS: dict[str, Send] = {
    "cancel bill": lambda person, bill: raw_collections.cancel(person, bill.id),
    "mail letters": _mail_letters,
}
PAYMENT_REQUESTS: dict[str, Send] = {"order refund": _order_refund}
SETTLED_REQUESTS: dict[str, Send] = {
    "issue receipts": lambda person, payment: person.send(raw_receipts.issue_body(person, [payment.id])),
}
RECEIPT_REQUESTS: dict[str, Send] = {
    "print receipts": lambda person, receipt: person.send(raw_receipts.print_body(person, [receipt.id])),
}
PORTAL_REQUESTS: dict[str, Send] = {
    "answer request": lambda person, request: person.send(raw_receipts.answer_body(person, request.id)),
    "issue document": lambda person, request: person.send(raw_receipts.document_body(person, request.id)),
}
ORDER_REQUESTS: dict[str, Send] = {
    "approve order": partial(_settle_order, "approve"),
    "return order": partial(_settle_order, "return"),
    "recall order": lambda person, order: raw_collections.recall(person, order.id),
}
COLLECTION_REQUESTS = {
    "bill": BILL_REQUESTS,
    "payment": PAYMENT_REQUESTS,
    "order": ORDER_REQUESTS,
    "settled": SETTLED_REQUESTS,
    "receipt": RECEIPT_REQUESTS,
    "request": PORTAL_REQUESTS,
}
DAY_REQUESTS: dict[str, Send] = {
    "approve day": partial(_settle_day, "approve"),
    "return day": partial(_settle_day, "return"),
    "recall day": lambda person, order: raw_closing.recall(person, order.id),
}
REMITTANCE_REQUESTS: dict[str, Send] = {
    "approve remittance": partial(_settle_remittance, "approve"),
    "return remittance": partial(_settle_remittance, "return"),
    "recall remittance": lambda person, order: raw_remittances.recall(person, order.id),
}
NEW_REQUESTS = {
    "submit": submit,
    "propose payees": propose_payees,
    "issue bills": issue_bills,
    "order day": order_day,
    "order remittance": order_remittance,
}
"""What is not about anything that is there, with what differs in it from what is right."""
SIMPLE_REQUESTS: dict[str, Send] = {
    "health": lambda person, _: person.ask("GET", "/v1/health"),
    "readiness": lambda person, _: person.ask("GET", "/v1/ready"),
    "about": get("about"),
    "practice rules": get("practice-rules"),
    "contract": get("openapi.json"),
    "test vectors": get("vectors.json"),
    "apply": lambda person, _: apply(person),
    "keep session": lambda person, _: person.ask("PUT", "/v1/sessions/current"),
    "change password": change_password,
    "register key": lambda person, _: person.register_key(),
    "ask challenge": lambda person, _: person.ask("POST", "/v1/challenges", {"password": person.password}),
    "read unit": get("unit"),
    "read events": get("events?after=0&limit=500"),
    "read draws": get("draws"),
    "read drills": get("drills"),
    "begin drill": lambda person, _: person.ask("POST", "/v1/drills/nobodys"),
    "go on with drill": get("drills/nobodys"),
    "give drill up": lambda person, _: person.ask("DELETE", "/v1/drills/nobodys"),
    "read practice record": get("drill-record"),
    "read agency": get("administration"),
    "read recalls": get("recalls"),
    "read receiving": get("receiving"),
    "read days": get("days/next"),
    "read remittance terms": get("remittances/terms"),
    "read trial balance": get("gfmis/trial-balance"),
    "read statement": get("statements?account=0061000999"),
    "leave paper": lambda person, _: leave_paper(person),
}
LAST_REQUESTS: dict[str, Send] = {
    "sign out": lambda person, _: person.ask("DELETE", "/v1/sessions/current"),
    "sign in": sign_in,
}
USER_PROPOSALS = ("user.change", "user.suspend", "user.resume", "user.remove", "key.permit")
USER_ACTS = ("suspend_now", "confirm_suspension", "unlock", "reset_password", "end_session")


def propose_about(kind: str) -> Send:
    """Propose something about a user; a change keeps the record but for the position."""

    def send(person: Person, user: Thing) -> Answer:
        change = {**user.content, "position": "หัวหน้าฝ่ายการเงิน"} if kind == "user.change" else {}
        return person.propose(kind, user.id, change, subject_version="1")[0]

    return send


def act_on(kind: str, **changes: str) -> Send:
    return lambda person, thing: person.act(kind, thing.id, challenge=person.challenge_text, **changes)


def other_proposals(world: World, agency: str) -> list[tuple[str, str, Send]]:
    """Return the proposals that are not about a user who is there: kind, name of the variant, how it is sent."""
    home, (foreign, _, other) = UNITS[HOMES[agency]], FOREIGN_OF[agency]
    foreign_unit = UNITS[foreign]
    stranger = world.people[foreign, "ASKAUT"]
    found: list[tuple[str, str, Send]] = []

    def add(kind: str, variant: str, subject: str, change: object, **head: str) -> None:
        found.append((kind, variant, lambda person, _: person.propose(kind, subject, change, **head)[0]))

    for variant, changes in _records(world, agency).items():
        number = world.number()
        change = record(f"N{number:05d}", 700_000 + number, unit=home) | changes
        head = {"agency": other} if variant == "in another agency's name" else {}
        add("user.add", variant, str(uuid.uuid4()), change, **head)
    version = {"subject_version": "1"}
    add("policy.change", "of the agency", agency, policy(), **version)
    add("policy.change", "of another agency", other, policy(), **version)
    add("policy.change", "about another agency's unit", agency, policy(unit=foreign_unit), **version)
    add("policy.change", "with another agency's person", agency, policy(stages=[[stranger.uid]]), **version)
    add("policy.change", "that nobody could meet", agency, policy(signatures="5"), **version)
    add("template.change", "of the agency", agency, template())
    add("template.change", "of another agency", other, template())
    add("template.change", "with an emblem that is not there", agency, template(emblem="0" * 64))
    for variant, unit in (
        ("in a unit of the agency", home),
        ("in another agency's unit", foreign_unit),
        ("in no unit", "9999999999"),
    ):
        add("workstation.permit", variant, unit, {"unit": unit, "name": f"เครื่อง {world.number()}"})
    mine = world.people[HOMES[agency], "ASKAUT"].uid
    for variant, subject, uids in (
        ("of people of the agency", agency, [mine]),
        ("of another agency", other, [mine]),
        ("of another agency's person", agency, [mine, stranger.uid]),
        ("of an unknown person", agency, [mine, world.unknown]),
    ):
        add("review", variant, subject, {"period": "2570-1", "uids": uids})
    for variant, unit, account in (
        ("a unit under the agency", f"{agency}000777", "9990000019"),
        ("a unit under another agency", f"{other}000777", "9990000019"),
        ("with another agency's account", f"{agency}000777", ACCOUNTS[foreign]),
    ):
        add("unit.apply", variant, agency, unit_form(unit, account))
    return found


def _records(world: World, agency: str) -> dict[str, Json]:
    foreign, _, _ = FOREIGN_OF[agency]
    parent = UNITS[PARENT if agency == "2101" else OTHER_PARENT]
    authorizer = world.people[HOMES[agency], "ASKAUT"].uid
    ((person,),) = world.rows("SELECT person FROM users WHERE uid = ?", authorizer)
    return {
        "in a unit of the agency": {},
        "an auditor of the agency itself": {"unit": parent, "grants": [grant("auditor")]},
        "a maker of the agency itself": {"unit": parent},
        "in another agency's unit": {"unit": UNITS[foreign]},
        "in no unit": {"unit": "9999999999"},
        "with an administrator's right": {"grants": [grant("admin_2")]},
        "maker and authorizer at once": {"grants": [grant("maker_payment"), grant("authorizer")]},
        "an authorizer's second name as maker": {"person_id": person},
        "a user name that is taken": {"user_id": "MAKER01"},
        "in another agency's name": {},
    }


def policy(unit: str = "", signatures: str = "1", stages: object = ()) -> Json:
    rule = {"unit": unit, "kind": "", "account": "", "above_satang": "0", "signatures": signatures, "stages": stages}
    return {"rules": [rule], "password_days": "0", "workstations": "open", "review_months": "12"}


def unit_form(unit: str, account: str) -> Json:
    accounts = [{"account": account, "name": "เงินงบประมาณ", "purpose": "budget"}]
    return {"unit": unit, "name": "สำนักงานใหม่", "branch": "สาขาใหญ่", "address": "กรุงเทพฯ", "accounts": accounts}


def leave_paper(person: Person) -> Answer:
    """Leave what this person may leave: an emblem, if they administer; else a scan."""
    colour = tuple(uuid.uuid4().bytes[:3])
    mine = emblems.png(colour=(colour[0], colour[1], colour[2]))
    return raw_payees.put_paper(person, mine if person.company_id.endswith("00") else raw_payees.paper())


def repeat(person: Person, answer: Thing) -> Answer:
    """Send other bytes under the name of a command that was given before."""
    return person.send({**person.command("another-nothing", {}), "cmd_id": answer.id})


def with_pending_proposal(world: World, home: str, parent: str) -> Thing:
    """Record somebody about whom a proposal waits."""
    user = world.user(home, "user")
    assert propose_about("key.permit")(world.people[parent, "HELPADM1"], user).status == 201
    return user


def administrators_record(parent: str) -> Json:
    """Return a record of somebody who is an administrator; nobody gets as far as reading it."""
    return record("HELPADM2", 1, unit=UNITS[parent])
