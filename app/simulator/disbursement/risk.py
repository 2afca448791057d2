"""What an authorizer should know of lines before they are paid: rules that a line fits, with their data (DU-2 to DU-7).

Explained, never scored. The history is what this unit paid, or is about to pay, at the central system; the register of
payees says whose an account is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import median_low
from typing import TYPE_CHECKING

from app.simulator.disbursement import known
from app.simulator.fields import read_day
from app.wire.api import RISK_CHANGED_DAYS, RISK_JUMP_TIMES, RISK_RECENT_DAYS, RISK_SPLIT_DAYS
from app.wire.codes import LineState, RiskRule
from app.wire.disbursement import RiskMark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from app.simulator.disbursement.batches import Batch
    from app.simulator.disbursement.known import Known, Past, Payee
    from app.wire.disbursement import Line

_JUMP_PAYMENTS_MIN = 3
_SETTLED = LineState.SETTLED.value
Facts = dict[str, str]


@dataclass(frozen=True, slots=True)
class _About:
    """A line with what is known of its account; ``before`` are the batch's earlier lines to it."""

    line: Line
    satang: int
    past: Sequence[Past]
    payees: Sequence[Payee]
    before: Sequence[Line]
    all_here: Sequence[Line]
    of: Known

    @property
    def registered(self) -> Payee | None:
        """The payee of the register whom the line names, or whose account this is."""
        named = (payee for payee in self.payees if payee.payee_id == self.line.payee_id)
        living = (payee for payee in self.payees if not payee.ended(self.of.day))
        return next(named, None) or next(living, None)


def marks(connection: Connection, batch: Batch, lines: Sequence[Line]) -> list[RiskMark]:
    """Return every rule that a line fits, in line order."""
    return list(_marks(known.of_batch(connection, batch, lines), lines))


def _marks(of: Known, lines: Sequence[Line]) -> Iterator[RiskMark]:
    here: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        here[line.bank, line.acct].append(line)
    seen: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        place = (line.bank, line.acct)
        about = _About(
            line, int(line.satang), of.past.get(place, ()), of.payees.get(place, ()), seen[place], here[place], of
        )
        for rule, look in _RULES:
            facts = look(about)
            if facts is not None:
                yield RiskMark(line.n, rule.value, facts)
        seen[place].append(line)


def _repeated(about: _About) -> Facts | None:
    twin = next((line.n for line in about.before if line.satang == about.line.satang), "")
    return {"other_line": twin} if twin else None


def _paid_recently(about: _About) -> Facts | None:
    since = _days_before(about.of.day, RISK_RECENT_DAYS)
    for past in about.past:
        if past.satang == about.satang and past.kind == about.of.kind and past.day >= since:
            return {"op_id": past.op_id, "doc_no": past.doc_no, "day": past.day, "status": past.status}
    return None


def _new_payee(about: _About) -> Facts | None:
    return None if any(past.status == _SETTLED for past in about.past) else {}


def _account_changed(about: _About) -> Facts | None:
    payee = about.registered
    changed = payee.changed_on if payee is not None else ""
    return {"day": changed} if changed and changed >= _days_before(about.of.day, RISK_CHANGED_DAYS) else None


def _amount_jump(about: _About) -> Facts | None:
    paid = [past.satang for past in about.past if past.status == _SETTLED]
    if len(paid) < _JUMP_PAYMENTS_MIN:
        return None
    usual = median_low(paid)
    if about.satang <= RISK_JUMP_TIMES * usual:
        return None
    return {"usual_satang": str(usual), "times": str(about.satang // usual)}


def _shared_account(about: _About) -> Facts | None:
    own = {_plain(about.line.name)}
    living = [payee for payee in about.payees if not payee.ended(about.of.day)]
    names = [line.name for line in about.all_here] + [past.name for past in about.past]
    if len(living) > 1:
        names += [payee.name for payee in living]
    for payee in living:  # a payee's two names, own and of the account, are one person's
        both = {_plain(payee.name), _plain(payee.acct_name)}
        own |= both if own & both else set()
    other = next((name for name in names if _plain(name) not in own), "")
    return {"other_name": other} if other else None


def _own_account(about: _About) -> Facts | None:
    for sign in known.signs_of(about.line, about.payees):
        if sign in about.of.people:
            insider = about.of.people[sign]
            return {"uid": insider.uid, "role": insider.role}
    return None


def _split_purchase(about: _About) -> Facts | None:
    if not about.of.line_below:
        return None
    since = _days_before(about.of.day, RISK_SPLIT_DAYS)
    past = [one for one in about.past if one.kind == about.of.kind and one.day >= since]
    total = sum(int(line.satang) for line in about.all_here) + sum(one.satang for one in past)
    count = len(about.all_here) + len(past)
    if count == 1 or total < about.of.line_below:
        return None
    first = min((one.day for one in past), default=about.of.day)
    return {"satang": str(total), "count": str(count), "since": min(first, about.of.day)}


def _not_registered(about: _About) -> Facts | None:
    return None if about.line.payee_id else {}


def _payee_ended(about: _About) -> Facts | None:
    payee = about.registered
    if payee is None and about.payees:  # nobody lives at this account any more
        payee = about.payees[0]
    ended = payee.ended(about.of.day) if payee is not None else ""
    return {"day": ended} if ended else None


def _name_differs(about: _About) -> Facts | None:
    payee = about.registered
    if payee is None or _plain(about.line.name) in (_plain(payee.name), _plain(payee.acct_name)):
        return None
    return {"registered_name": payee.name}


def _contact_differs(about: _About) -> Facts | None:
    """Say where a notice would go (the telephone comes before the letter) that the register does not know of."""
    payee, told = about.registered, about.line.mobile or about.line.email
    known_at = payee.reached_at() if payee is not None and told else ()
    if not known_at or told.casefold() in {address.casefold() for address in known_at}:
        return None
    return {"told": told, "registered": known_at[0]}


_RULES = (
    (RiskRule.REPEATED_IN_BATCH, _repeated),
    (RiskRule.PAID_RECENTLY, _paid_recently),
    (RiskRule.NEW_PAYEE, _new_payee),
    (RiskRule.ACCOUNT_CHANGED, _account_changed),
    (RiskRule.AMOUNT_JUMP, _amount_jump),
    (RiskRule.SHARED_ACCOUNT, _shared_account),
    (RiskRule.OWN_ACCOUNT, _own_account),
    (RiskRule.SPLIT_PURCHASE, _split_purchase),
    (RiskRule.NOT_REGISTERED, _not_registered),
    (RiskRule.PAYEE_ENDED, _payee_ended),
    (RiskRule.NAME_DIFFERS, _name_differs),
    (RiskRule.CONTACT_DIFFERS, _contact_differs),
)


def _plain(name: str) -> str:
    return " ".join(name.split())


def _days_before(day: str, count: int) -> str:
    read = read_day(day)
    return (read - timedelta(days=count)).isoformat() if read is not None else day
