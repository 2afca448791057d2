"""No sequence of what administrators do gives one of them alone, with whomever, an effect that gives (T-17).

Everybody in the ministry may collude but one of the two administrators. Whatever they send, in whatever order, what
people can do only ever becomes less: the model is what could be done before, and it never grows.
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers.extent import WHOLE
from tests.helpers.raw_administration import Administrator, Pair, grant, record, template
from tests.helpers.raw_central import (
    OTHER_PARENT,
    PARENT,
    UNIT,
    Answer,
    Central,
    Clerk,
    Json,
    canonical,
    running,
    sha256,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SNAPSHOT = "snapshots/alone"
PEOPLE = (
    (PARENT, "AUDIT02"),
    (UNIT, "MAKER01"),
    (UNIT, "AUTH01"),
    (UNIT, "AUDIT01"),
    (OTHER_PARENT, "ADMIN1"),
    (OTHER_PARENT, "ADMIN2"),
)
ROLES = ("maker_payment", "maker_remittance", "authorizer", "auditor", "admin_1", "admin_2")
PROPOSALS = (
    "user.add",
    "user.change",
    "user.suspend",
    "user.resume",
    "user.remove",
    "key.permit",
    "policy.change",
    "template.change",
    "workstation.permit",
    "review",
    "unit.apply",
)
ACTS = (
    "suspend_now",
    "confirm_suspension",
    "unlock",
    "reset_password",
    "end_session",
    "revoke_workstation",
    "revoke_key",
)
STEPS = ("propose", "settle", "recall", "act", "print", "use_slip", "impersonate", "register_key", "again")


@dataclass(frozen=True)
class Power:
    """What people can do, read from the books: what must never grow."""

    grants: frozenset[tuple[str, ...]]
    able: frozenset[str]
    records: frozenset[tuple[str, ...]]
    keys: dict[str, int]
    permitted: frozenset[str]
    settled: frozenset[tuple[str, ...]]

    def exceeds(self, before: Power) -> list[str]:
        """Return what is there that was not there before."""
        more = [
            name
            for name in ("grants", "able", "records", "permitted", "settled")
            if not getattr(self, name) <= getattr(before, name)
        ]
        more += [uid for uid, count in self.keys.items() if count > before.keys.get(uid, 0)]
        return more


def power(central: Central) -> Power:
    with central.books() as database:

        def rows(query: str) -> frozenset[tuple[str, ...]]:
            return frozenset(database.execute(query).fetchall())

        keys = "(SELECT count(*) FROM keys WHERE keys.uid = users.uid AND revoked_at = '')"
        return Power(
            grants=rows("SELECT uid, role, valid_from, valid_until FROM roles"),
            able=frozenset(uid for (uid,) in rows("SELECT uid FROM users WHERE suspended = '' AND removed = 0")),
            records=rows("SELECT uid, unit, user_id, person, mobile, email, position, batch_satang_max FROM users"),
            keys=dict(database.execute(f"SELECT uid, key_permits + {keys} FROM users").fetchall()),  # noqa: S608
            permitted=frozenset(one for (one,) in rows("SELECT device FROM workstations WHERE state = 'permitted'")),
            settled=rows("SELECT agency, CAST(version AS TEXT) FROM policies")
            | rows("SELECT agency, req_id FROM templates")
            | rows("SELECT application_id, status FROM applications")
            | rows("SELECT uid, period FROM reviews")
            | rows("SELECT unit, company_id FROM units"),
        )


@dataclass
class Plot:
    """The people who collude, and what they have in hand."""

    central: Central
    people: dict[str, Administrator]
    victims: list[str]
    dice: random.Random
    proposals: list[Json] = field(default_factory=list)
    slips: list[str] = field(default_factory=list)
    secrets: list[Json] = field(default_factory=list)
    sent: list[Json] = field(default_factory=list)
    inside: set[str] = field(default_factory=set)

    def somebody(self) -> Administrator:
        """Return one of them who is or can come in; those who administer come more often."""
        admins = [name for name in self.people if name.startswith(PARENT)]
        while True:
            actor = self.people[self.dice.choice([*self.people, *admins * 4])]
            if actor.company_id + actor.user_id in self.inside or actor.sign_in().status == 201:
                self.inside.add(actor.company_id + actor.user_id)
                return actor

    def send(self, actor: Administrator, command: Json) -> Answer:
        self.sent.append(command)
        answer = actor.send(command)
        if answer.status in (200, 201) and answer.json.get("slip_id"):
            self.slips.append(answer.json["slip_id"])
        return answer

    def subject(self) -> str:
        return self.dice.choice(self.victims)

    def propose(self, actor: Administrator) -> None:
        kind = self.dice.choice(PROPOSALS)
        subject, change = self.change(kind)
        proposal = actor.proposal(kind, subject, change, subject_version=self.version(kind, subject), agency="2101")
        if self.send(actor, actor.propose_body(proposal)).status == 201:
            self.proposals.append(proposal)

    def change(self, kind: str) -> tuple[str, Json]:
        """Return a change that gives: a new user, more rights, fewer signatures, another workstation."""
        more = [grant(self.dice.choice(ROLES))]
        new = record(f"U{self.dice.randrange(10**8):08d}", self.dice.randrange(10**11), grants=more)
        uid = self.subject()
        policy = {"rules": [], "password_days": "0", "workstations": "open", "review_months": "0"}
        permit = {"unit": "2101000001", "name": f"เครื่อง {self.dice.randrange(1000)}"}
        account = {"account": f"006{self.dice.randrange(10**7):07d}", "name": "บัญชี", "purpose": "budget"}
        unit = {"unit": f"2101{self.dice.randrange(10**6):06d}", "name": "ก", "branch": "ก", "address": "ก"}
        return {
            "user.add": (str(uuid.UUID(int=self.dice.getrandbits(128))), new),
            "user.change": (uid, self.stored(uid) | {"grants": more}),
            "policy.change": ("2101", policy),
            "template.change": ("2101", template(office=f"กรม {self.dice.randrange(1000)}")),
            "workstation.permit": ("2101000001", permit),
            "review": ("2101", {"period": "2570-1", "uids": [uid]}),
            "unit.apply": ("2101", {**unit, "accounts": [account]}),
        }.get(kind, (uid, {}))

    def stored(self, uid: str) -> Json:
        with self.central.books() as database:
            columns = ("unit", "user_id", "person", "name_th", "name_en", "position", "mobile", "email")
            row = database.execute(f"SELECT {', '.join(columns)} FROM users WHERE uid = ?", (uid,)).fetchone()  # noqa: S608
        found = dict(zip(columns, row, strict=True))
        return {**found, "person_id": found.pop("person"), "batch_satang_max": "0"}

    def version(self, kind: str, subject: str) -> str:
        if kind == "template.change":
            return "0"
        with self.central.books() as database:
            user = database.execute("SELECT version FROM users WHERE uid = ?", (subject,)).fetchone()
            policy = database.execute("SELECT max(version) FROM policies WHERE agency = ?", (subject,)).fetchone()
        return str((user or (None,))[0] or (policy or (None,))[0] or 0)

    def settle(self, actor: Administrator) -> None:
        """Approve what was proposed, under one's own name or the absent administrator's."""
        if not self.proposals:
            return
        proposal = self.dice.choice(self.proposals)
        sig = self.dice.choice([actor, *self.people.values()]).sign("ADM1", canonical(proposal))
        hashes = actor.decision_over(proposal, "")["decision"]
        forged = {"auth_uid": self.subject()} if self.dice.random() < 0.3 else {}
        said = hashes | {"proposal_sig_sha256": sha256(sig.encode())} | forged
        label = self.dice.choice(["ADM2", "ADM2", "ADM1", "ACT"])
        command = actor.command("settle", {"decision": said, "decision_sig": actor.sign(label, canonical(said))})
        assert self.send(actor, command).status not in (200, 201)

    def recall(self, actor: Administrator) -> None:
        if self.proposals:
            actor.recall(self.dice.choice(self.proposals)["req_id"])

    def impersonate(self, actor: Administrator) -> None:
        """Reset somebody, print the slip and use it."""
        self.act(actor, "reset_password")
        self.print(actor)
        self.use_slip(actor)

    def act(self, actor: Administrator, kind: str = "") -> None:
        kind = kind or self.dice.choice(ACTS)
        subject = self.subject()
        if kind == "revoke_key":
            subject = self.dice.choice(list(self.people.values())).kid
        if kind == "revoke_workstation":
            subject = self.dice.choice(list(self.people.values())).device
        challenge = actor.ask("POST", "/v1/challenges", {"password": actor.password})
        if challenge.status == 201:
            body = actor.act_body(kind, subject, challenge=challenge.json["challenge"], agency="2101")
            self.send(actor, body)

    def print(self, actor: Administrator) -> None:
        if self.slips:
            answer = actor.print_slip(self.dice.choice(self.slips))
            if answer.status == 201:
                self.secrets.append(answer.json)

    def use_slip(self, _actor: Administrator) -> None:
        """Sign in as somebody else with the slip that was printed: good for nothing without the telephone."""
        if not self.secrets:
            return
        slip = self.dice.choice(self.secrets)
        thief = Clerk(self.central, slip["company_id"], slip["user_id"], password=slip["secret"])
        if thief.sign_in().status == 201:
            guess = {"current": slip["secret"], "new": "เรือลำเล็กแล่นช้า-99"}
            for code in ("", f"{self.dice.randrange(10**6):06d}"):
                assert thief.ask("PUT", "/v1/password", {**guess, "activation": code}).status != 204
            assert thief.register_key().status != 201
        assert thief.ask("GET", "/v1/unit").status != 200
        thief.wire.close()

    def register_key(self, actor: Administrator) -> None:
        actor.key = Ed25519PrivateKey.generate()
        actor.register_key()

    def again(self, actor: Administrator) -> None:
        """Send what somebody sent once more, as oneself."""
        if self.sent:
            command = self.dice.choice(self.sent)
            mine = {"session_epoch": str(actor.session["session_epoch"]), "device": actor.device}
            self.send(actor, self.dice.choice([command, {**command, **mine, "cmd_id": str(uuid.uuid4())}]))


@dataclass
class Ministry:
    """A central system at a known state, and everybody signed in."""

    central: Central
    everybody: dict[str, Administrator]
    start: Power

    def back(self) -> None:
        """Put everything back to the beginning."""
        assert self.central.operate("POST", SNAPSHOT).status == 200


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    with running(tmp_path_factory.mktemp("alone")) as central:
        everybody = {}
        for company_id, user_id in ((PARENT, "ADMIN1"), (PARENT, "ADMIN2"), *PEOPLE):
            everybody[f"{company_id}/{user_id}"] = Administrator.at_work(central, company_id, user_id)
        assert central.operate("PUT", SNAPSHOT).status == 204
        yield Ministry(central, everybody, power(central))


@pytest.mark.parametrize("alone", ["ADMIN1", "ADMIN2"])
@settings(max_examples=25 if WHOLE else 10, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.sampled_from(STEPS), min_size=3, max_size=14), seed=st.integers(0, 2**32))
def test_whatever_one_administrator_does_with_everybodys_help_gives_nobody_anything(
    ministry: Ministry, alone: str, steps: list[str], seed: int
) -> None:
    ministry.back()
    absent = {"ADMIN1": f"{PARENT}/ADMIN2", "ADMIN2": f"{PARENT}/ADMIN1"}[alone]
    keys = {name: one.key for name, one in ministry.everybody.items()}
    people = {name: one for name, one in ministry.everybody.items() if name != absent}
    victims = [one.uid for one in ministry.everybody.values()]
    plot = Plot(ministry.central, people, victims, random.Random(seed))  # noqa: S311
    could = power(ministry.central)
    assert could == ministry.start
    try:
        for step in steps:
            getattr(plot, step)(plot.somebody())
            can = power(ministry.central)
            assert can.exceeds(could) == []
            could = can
    finally:
        for name, key in keys.items():
            ministry.everybody[name].key = key


def test_what_the_model_watches_does_grow_when_both_agree(ministry: Ministry) -> None:
    """The canary: a watch that sees nothing would never fail."""
    ministry.back()
    pair = Pair.of(ministry.everybody[f"{PARENT}/ADMIN1"], ministry.everybody[f"{PARENT}/ADMIN2"])
    for one in (pair.one, pair.two):
        assert one.sign_in().status == 201
    start = power(ministry.central)
    user = pair.one.user("MAKER01", UNIT)
    pair.agree("key.permit", user["uid"], subject_version=user["version"])
    assert power(ministry.central).exceeds(start) == [user["uid"]]
    pair.change("MAKER01", UNIT, grants=[grant("auditor")])
    pair.agree("workstation.permit", "2101000001", {"unit": "2101000001", "name": "เครื่องใหม่"})
    policy = {"rules": [], "password_days": "0", "workstations": "code", "review_months": "0"}
    pair.agree("policy.change", "2101", policy, subject_version="1")
    uid, _ = pair.add(user_id="CANARY", number=77)
    assert set(power(ministry.central).exceeds(start)) == {
        "grants",
        "able",
        "records",
        "permitted",
        "settled",
        uid,
        user["uid"],
    }
