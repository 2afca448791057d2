"""The people whom the authority matrix asks: one of every role in every place, and those who help them."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field

from tests.helpers.raw_administration import Administrator, person_id
from tests.helpers.raw_central import (
    OTHER_PARENT,
    OTHER_UNIT,
    PARENT,
    TWO_SIGNATURES,
    UNIT,
    Central,
    Json,
    canonical,
    sha256,
    shown,
)

HOME, OTHER_UNIT_PLACE, OTHER_AGENCY_PLACE = "home", "other unit", "other agency"
PLACES = (HOME, OTHER_UNIT_PLACE, OTHER_AGENCY_PLACE)
COMPANIES = {HOME: UNIT, OTHER_UNIT_PLACE: OTHER_UNIT, OTHER_AGENCY_PLACE: TWO_SIGNATURES}
PARENTS = {HOME: PARENT, OTHER_AGENCY_PLACE: OTHER_PARENT}
UNITS = {UNIT: "2101000001", OTHER_UNIT: "2101000002", PARENT: "2101000000"} | {
    TWO_SIGNATURES: "2102000001",
    OTHER_PARENT: "2102000000",
}
ROLE_NAMES = {
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
    UNIT: (
        ("HELPPAY", "maker_payment"),
        ("TWINPAY", "maker_payment"),
        ("HELPCOL", "maker_collection"),
        ("TWINCOL", "maker_collection"),
        ("HELPREM", "maker_remittance"),
        ("TWINREM", "maker_remittance"),
        ("HELPAUT", "authorizer"),
    ),
    OTHER_UNIT: (("HELPPAY", "maker_payment"), ("HELPAUT", "authorizer")),
    TWO_SIGNATURES: (("HELPPAY", "maker_payment"), ("HELPAUT", "authorizer")),
    PARENT: (
        ("HELPADM1", "admin_1"),
        ("TWINADM1", "admin_1"),
        ("GONEADM1", "admin_1"),
        ("LOSTADM1", "admin_1"),
        ("HELPADM2", "admin_2"),
    ),
    OTHER_PARENT: (("HELPADM1", "admin_1"), ("HELPADM2", "admin_2")),
}
TWINS = {(UNIT, "TWINPAY"): "ASKAUT", (UNIT, "TWINCOL"): "ASKAUT", (PARENT, "TWINADM1"): "ASKADM2"} | {
    (UNIT, "TWINREM"): "ASKAUT"
}
"""Second user names: whoever is called so in the company is the same human being as the other."""

LEFT = {
    # who: what becomes of them after they have proposed something; otherwise, and since
    "GONEADM1": ("UPDATE users SET removed = ? WHERE uid = ?", 0, 1),
    "LOSTADM1": ("UPDATE keys SET revoked_at = ? WHERE uid = ?", "", "2026-11-23T02:10:00.000Z"),
}

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
        said: Json = {
            "typ": "khlang.authz/1",
            "op_id": batch.id,
            "rev": "1",
            "payment_sha256": sha256(canonical(payment)),
            "maker_sig_sha256": sha256(batch.content["sig"].encode()),
            "decision": decision,
            "reason": "" if decision in ("approve", "release") else "จำนวนเงินไม่ถูกต้อง",
            "shown_sha256": sha256(shown(payment, batch.content["lines"]).encode()),
            "auth_uid": self.uid,
            "auth_kid": self.kid,
            "device": self.device,
            "session_epoch": str(self.session["session_epoch"]),
            "challenge": self.challenge_text,
            "at": "2026-11-23T02:05:00.000Z",
        }
        if decision == "approve":
            said["opened"] = [one["n"] for one in batch.content["lines"]]
        if decision == "release":
            said["value_date"] = "2026-11-24"
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


def enrol(central: Central) -> list[Key]:
    """Record the people beside the sample's own, all with one password; return their names."""
    password = central.password(UNIT, "MAKER01")
    file = central.data / "sample-users.json"
    known = json.loads(file.read_text("utf-8"))
    wanted = [(COMPANIES[place], name, role) for place in PLACES for role, name in ROLE_NAMES.items() if _works(role)]
    wanted += [
        (company, name, role) for company in PARENTS.values() for role, name in ROLE_NAMES.items() if not _works(role)
    ]
    wanted += [(company, name, role) for company, helpers in _HELPERS.items() for name, role in helpers]
    with central.books() as database:
        of_maker = "SELECT password_hash FROM users WHERE company_id = ? AND user_id = 'MAKER01'"
        (password_hash,) = database.execute(of_maker, (UNIT,)).fetchone()
        people = {}
        for n, (company, name, role) in enumerate(wanted, 1):
            uid = people[company, name] = str(uuid.uuid4())
            twin = TWINS.get((company, name))
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
