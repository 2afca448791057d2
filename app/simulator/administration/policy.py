"""The policy of an agency: versioned, the newest in force, asked when a batch is handed in (AP-3, AP-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
from sqlalchemy import bindparam, insert, select

from app.simulator import fields
from app.simulator.administration import agency
from app.simulator.administration.grants import holders
from app.simulator.administration.matters import Effect, Subject, read_change
from app.simulator.administration.tables import policies
from app.simulator.clock import local_date
from app.simulator.disbursement import terms
from app.simulator.refusals import Refused, demand_fields, wrong
from app.simulator.tables import accounts, units, users
from app.wire.administration import Policy, PolicyRule
from app.wire.codec import encode
from app.wire.codes import Refusal, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from app.simulator.disbursement.call import Call
    from app.wire.administration import Proposal
    from app.wire.disbursement import Payment

OPEN, CODE = "open", "code"
"""How workstations are taken into use: at the first sign-in, or with a one-time code."""
REQUIRED = "required"
"""Every line names the payee register."""
BY_PERSON = "person"
"""An authorizer who neither made nor signed a batch releases it."""
REVIEW_MONTHS = "12"
RULES_MAX = 100
SIGNATURES_MAX = 5
PASSWORD_DAYS_MAX = 3_650
REVIEW_MONTHS_MAX = 12
STAGE_PEOPLE_MAX = 50
_NAME = "policy"
_NEWEST = (
    select(policies).where(policies.c.agency == bindparam("of_agency")).order_by(policies.c.version.desc()).limit(1)
)


def begin(connection: Connection, of_agency: str, workstations: str, at: str) -> None:
    """Give a new agency its first policy: each unit's own number of signatures, passwords that do not expire."""
    _add(connection, of_agency, 1, Policy((), "0", workstations, REVIEW_MONTHS), at)


def in_force(connection: Connection, of_agency: str) -> tuple[int, Policy]:
    """Return the newest version and what it says."""
    row = connection.execute(_NEWEST, {"of_agency": of_agency}).one()
    return row.version, msgspec.json.decode(row.policy, type=Policy)


class Demanded(NamedTuple):
    """How many must sign, and the people of each stage; no stages: anybody, in any order.

    ``together`` is the sum of batches of one draw that asks for more than the batch's own would, 0 where its own does.
    """

    signatures: int
    stages: tuple[tuple[str, ...], ...] = ()
    together: int = 0


def demanded(
    connection: Connection, of: tuple[str, str], payment: Payment, own: int, others: Mapping[str, int]
) -> Demanded:
    """Return what a batch demands; several batches of one draw never demand less than one over their sum.

    ``of``: agency and unit; ``own`` is the unit's number, for batches that no rule matches; ``others`` is what other
    batches take of the same draw, in satang by kind. A rule about one kind puts together what is of that kind.
    """
    of_agency, unit = of
    _, policy = in_force(connection, of_agency)
    reaching = [rule for rule in policy.rules if _reaches(rule, unit, payment)]
    total, every = int(payment.total_satang), sum(others.values())
    sums = [(rule, total + (others.get(rule.kind, 0) if rule.kind else every)) for rule in reaching]
    alone = _strictest([(rule, total) for rule in reaching], own)._replace(together=0)
    whole = _strictest(sums, own)
    asks_more = whole[:2] != alone[:2] and _strictness(whole) >= _strictness(alone)
    return whole if asks_more else alone


def _strictest(sums: Sequence[tuple[PolicyRule, int]], own: int) -> Demanded:
    """Return what the strictest rule demands that the sum beside it is in the band of."""
    matching = [
        Demanded(int(rule.signatures), rule.stages, satang) for rule, satang in sums if satang > int(rule.above_satang)
    ]
    return max(matching, key=_strictness, default=Demanded(own))


def _strictness(demanded: Demanded) -> tuple[int, bool]:
    return demanded.signatures, bool(demanded.stages)


def _reaches(rule: PolicyRule, unit: str, payment: Payment) -> bool:
    wanted = ((rule.unit, unit), (rule.kind, payment.kind), (rule.account, payment.debit_acct))
    return all(one in ("", other) for one, other in wanted)


class PolicyChange:
    """Another policy, for batches that are handed in from now on."""

    def look(self, call: Call, proposal: Proposal) -> Subject:
        """Refuse a policy that is not sound, or that the people there are could not meet."""
        policy = read_change(proposal, Policy)
        of_agency = call.signed.agency
        if proposal.subject != of_agency:
            raise wrong("subject")
        _demand_sound(policy)
        for at, rule in enumerate(policy.rules):
            _demand_rule(call.connection, of_agency, rule)
            if not _can_be_met(call.connection, of_agency, rule, local_date(call.now)):
                raise Refused(Refusal.POLICY_UNMEETABLE, rule=str(at + 1))
        if policy.release == BY_PERSON:
            _demand_releasers(call.connection, of_agency, policy, local_date(call.now))
        version, before = in_force(call.connection, of_agency)
        return Subject(_NAME, _NAME, "", version, encode(before).decode())

    def carry_out(self, call: Call, proposal: Proposal) -> Effect:
        """Put it in force."""
        version, _ = in_force(call.connection, call.signed.agency)
        _add(call.connection, call.signed.agency, version + 1, read_change(proposal, Policy), call.at)
        return Effect(proposal.change)


def _add(connection: Connection, of_agency: str, version: int, policy: Policy, at: str) -> None:
    text = encode(policy).decode()
    connection.execute(insert(policies).values(agency=of_agency, version=version, policy=text, at=at))


def _demand_sound(policy: Policy) -> None:
    demand_fields(
        ("rules", len(policy.rules) <= RULES_MAX),
        ("password_days", _is_count(policy.password_days, PASSWORD_DAYS_MAX)),
        ("workstations", policy.workstations in (OPEN, CODE)),
        ("review_months", _is_count(policy.review_months, REVIEW_MONTHS_MAX)),
        ("payees", policy.payees in ("", REQUIRED)),
        ("release", policy.release in ("", BY_PERSON)),
    )


def _demand_rule(connection: Connection, of_agency: str, rule: PolicyRule) -> None:
    paying = agency.paying_units(connection, of_agency)
    demand_fields(
        ("unit", rule.unit in ("", *paying)),
        ("kind", rule.kind in ("", *(row.kind for row in terms.kinds_of(connection)))),
        ("account", not rule.account or _owner(connection, rule.account) in ([rule.unit] if rule.unit else paying)),
        ("above_satang", rule.above_satang == "0" or fields.is_satang(rule.above_satang)),
        ("signatures", rule.signatures != "0" and _is_count(rule.signatures, SIGNATURES_MAX)),
    )
    if rule.stages and len(rule.stages) != int(rule.signatures):
        raise wrong("stages")
    if any(not 0 < len(stage) <= STAGE_PEOPLE_MAX for stage in rule.stages):
        raise wrong("stages")
    named = {uid for stage in rule.stages for uid in stage}
    if len(named) != len(_known(connection, paying, named)):
        raise wrong("stages")


def _demand_releasers(connection: Connection, of_agency: str, policy: Policy, day: date) -> None:
    """Refuse where nobody would be left to release what so many have signed."""
    mine = select(units.c.unit, units.c.signatures_needed).where(units.c.agency == of_agency, units.c.parent == 0)
    for row in connection.execute(mine).all():
        people = len(set(_authorizers(connection, row.unit, day).values()))
        if people <= int(row.signatures_needed):
            raise Refused(Refusal.POLICY_UNMEETABLE, unit=row.unit)
        for at, rule in enumerate(policy.rules, 1):
            of_unit = _owner(connection, rule.account) if rule.account else rule.unit
            if of_unit in ("", row.unit) and people <= int(rule.signatures):
                raise Refused(Refusal.POLICY_UNMEETABLE, rule=str(at))


def _can_be_met(connection: Connection, of_agency: str, rule: PolicyRule, day: date) -> bool:
    """Say whether every unit that the rule covers has so many different people who can authorize, one a stage."""
    covered = [rule.unit] if rule.unit else agency.paying_units(connection, of_agency)
    if rule.account:
        covered = [_owner(connection, rule.account)]
    return all(_unit_can_meet(_authorizers(connection, unit, day), rule) for unit in covered)


def met(connection: Connection, of_agency: str, day: date) -> set[str]:
    """Return what the people there are can meet: rules in force by their places from 1, units by their own number."""
    _, policy = in_force(connection, of_agency)
    named = {str(at): rule for at, rule in enumerate(policy.rules, 1)}
    every = {rule.unit for rule in policy.rules if (rule.kind, rule.account, rule.above_satang) == ("", "", "0")}
    mine = select(units.c.unit, units.c.signatures_needed).where(units.c.agency == of_agency, units.c.parent == 0)
    for row in connection.execute(mine).all():
        if every.isdisjoint(("", row.unit)):
            named[row.unit] = PolicyRule(row.unit, "", "", "0", str(row.signatures_needed), ())
    return {name for name, rule in named.items() if _can_be_met(connection, of_agency, rule, day)}


def _unit_can_meet(person_of: dict[str, str], rule: PolicyRule) -> bool:
    if not rule.stages:
        return len(set(person_of.values())) >= int(rule.signatures)
    of_stage = [{person_of[uid] for uid in stage if uid in person_of} for stage in rule.stages]
    seated: dict[str, int] = {}
    return all(_seat(at, of_stage, seated, set()) for at in range(len(of_stage)))


def _seat(stage: int, of_stage: list[set[str]], seated: dict[str, int], asked: set[str]) -> bool:
    """Find a person of their own for a stage, moving those who sit elsewhere where that makes room."""
    for person in sorted(of_stage[stage] - asked):
        asked.add(person)
        if person not in seated or _seat(seated[person], of_stage, seated, asked):
            seated[person] = stage
            return True
    return False


def _authorizers(connection: Connection, unit: str, day: date) -> dict[str, str]:
    """Return who can authorize in a unit, and which human being that is."""
    able = holders(connection, unit, day, Role.AUTHORIZER)
    rows = connection.execute(select(users.c.uid, users.c.person).where(users.c.uid.in_(able)))
    return {row.uid: row.person for row in rows}


def _known(connection: Connection, of_units: list[str], uids: set[str]) -> list[str]:
    mine = (users.c.unit.in_(of_units), users.c.uid.in_(uids), users.c.removed == 0)
    return list(connection.execute(select(users.c.uid).where(*mine)).scalars())


def _owner(connection: Connection, account: str) -> str:
    found: str | None = connection.scalar(select(accounts.c.unit).where(accounts.c.account == account))
    return found or ""


def _is_count(text: str, most: int) -> bool:
    return fields.is_number(text) and int(text) <= most
