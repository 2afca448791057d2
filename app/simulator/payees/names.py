"""What the simulated bank says of names and accounts, by rules; asked for by command, answered by event (PR-5)."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING

import msgspec

import resources
from app.simulator import log
from app.simulator.clock import local_date
from app.simulator.payees import changes, register
from app.simulator.refusals import Refused
from app.simulator.storage import keep_number, numbers
from app.wire.access import PracticeRule
from app.wire.api import NAME_CHECKS_MAX
from app.wire.codes import Refusal, Role
from app.wire.payees import PAYEES_CHECKED, NameChecked, NameMatch, PayeeRecord, PayeesChecked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.simulator.disbursement.call import Call
    from app.wire.payees import CheckNames, PayeesDone

A_DAY_MAX = 3_000
"""So many names a unit may ask for in a day: a register can be checked, the bank's customers cannot be listed."""
CHECKED = "checked"
LETTERS_MAX = 2
"""So many letters may be wrong, left out or too many in a name that is close."""
_LETTERS_EACH = 4
"""And no more than one in so many, so that short names are not all alike."""


class NameRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: every condition that is not '' must hold. Without ``answer``, names are compared with ``bank_name``."""

    id: str
    bank: str = ""
    account: str = ""
    account_ends: str = ""
    name_contains: str = ""
    name: str = ""
    answer: NameMatch | None = None
    bank_name: str = ""
    trigger_th: str = ""
    trigger_en: str = ""
    effect_th: str = ""
    effect_en: str = ""

    def fits(self, bank: str, account: str, name: str) -> bool:
        """Say whether the rule is about this account and name."""
        return (
            self.bank in ("", bank)
            and self.account in ("", account)
            and account.endswith(self.account_ends)
            and self.name_contains in name
            and (not self.name or bare(self.name) == bare(name))
        )


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    titles: tuple[str, ...]
    rule: tuple[NameRule, ...]


@cache
def _file() -> _File:
    source = resources.path("simulator", "names.toml")
    return msgspec.convert(tomllib.loads(source.read_text("utf-8")), _File)


def practice() -> tuple[PracticeRule, ...]:
    """Return the rules as clerks are told about them."""
    return tuple(
        PracticeRule(f"names:{rule.id}", rule.trigger_th, rule.trigger_en, rule.effect_th, rule.effect_en)
        for rule in _file().rule
        if rule.trigger_th
    )


def answer(bank: str, account: str, name: str) -> tuple[NameMatch, str]:
    """Return what the bank says and the name as it has it, or ''; where no rule fits, the name is the account's."""
    rule = next((rule for rule in _file().rule if rule.fits(bank, account, name)), None)
    if rule is None:
        return NameMatch.MATCH, name
    match = rule.answer or compare(name, rule.bank_name)
    told = match in (NameMatch.MATCH, NameMatch.CLOSE)  # of a stranger's account nothing is told
    return match, (rule.bank_name or name) if told else ""


def compare(asked: str, known: str) -> NameMatch:
    """Hold two names against each other without their titles and blanks."""
    one, other = bare(asked), bare(known)
    if one == other:
        return NameMatch.MATCH
    near = _distance(one, other) <= min(LETTERS_MAX, len(other) // _LETTERS_EACH)
    return NameMatch.CLOSE if near else NameMatch.NONE


def bare(name: str) -> str:
    """Return a name without titles and blanks, in small letters."""
    left = "".join(name.split()).lower()
    while title := next((title for title in _file().titles if left.startswith(title) and left != title), ""):
        left = left.removeprefix(title)
    return left


def _distance(one: str, other: str) -> int:
    """Return how many letters must be changed, put in or left out to make one text of the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, row = row, [at]
        for to, wanted in enumerate(other, 1):
            row.append(min(above[to] + 1, row[-1] + 1, above[to - 1] + (letter != wanted)))
    return row[-1]


def check(call: Call, cmd_id: str, command: CheckNames) -> PayeesDone:
    """Ask the bank for the names of approved payees, or of those of an unsettled change, and tell the unit."""
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_PAYMENT, Role.AUTHORIZER)
    asked = command.payee_ids
    if len(set(asked)) != len(asked) or not (asked or command.req_id):
        raise Refused(Refusal.FIELD_WRONG, field="payee_ids", line="")
    records = _of_change(call, command) if command.req_id else _approved(call, asked)
    if len(records) > NAME_CHECKS_MAX:
        raise Refused(Refusal.FIELD_WRONG, field="payee_ids", line="")
    _count(call, len(records))
    body = PayeesChecked(command.req_id, tuple(_answered(*one) for one in records))
    owner = (call.signed.agency, call.signed.unit)
    about, author = command.req_id or cmd_id, call.author(cmd_id)
    position = log.append(call.connection, call.at, owner, PAYEES_CHECKED, about, body, author)
    return changes.done(cmd_id, call, (command.req_id, CHECKED), position)


_Asked = list[tuple[str, str, PayeeRecord]]
"""Payee, version and record; of a change the version that the payee has once it is approved."""


def _of_change(call: Call, command: CheckNames) -> _Asked:
    change = changes.signed_change(call, changes.waiting(call, command.req_id, CHECKED))
    there = {entry.payee_id: entry for entry in change.entries}
    wanted = command.payee_ids or tuple(there)
    _demand_known(wanted, there)
    return [(payee_id, str(int(there[payee_id].version) + 1), there[payee_id].record) for payee_id in wanted]


def _approved(call: Call, payee_ids: tuple[str, ...]) -> _Asked:
    there = register.of_unit(call.connection, call.signed.unit, payee_ids)
    _demand_known(payee_ids, there)
    return [
        (payee_id, str(there[payee_id].version), msgspec.json.decode(there[payee_id].record, type=PayeeRecord))
        for payee_id in payee_ids
    ]


def _demand_known(wanted: Iterable[str], there: Iterable[str]) -> None:
    known = set(there)
    for payee_id in wanted:
        if payee_id not in known:
            raise Refused(Refusal.PAYEE_UNKNOWN, payee_id=payee_id)


def _count(call: Call, names: int) -> None:
    counter = f"names:{call.signed.unit}:{local_date(call.now).isoformat()}"
    total = numbers(call.connection, (counter,)).get(counter, 0) + names
    if total > A_DAY_MAX:
        raise Refused(Refusal.DAY_LIMIT, limit=str(A_DAY_MAX))
    keep_number(call.connection, counter, total)


def _answered(payee_id: str, version: str, record: PayeeRecord) -> NameChecked:
    name = record.acct_name or record.name
    match, bank_name = answer(record.bank, record.acct, name)
    return NameChecked(payee_id, version, record.bank, record.acct, name, match.value, bank_name)
