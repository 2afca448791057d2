"""The register as the lines of a batch look it up, by account and name or by citizen id, and what it says of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

from app.domain.disbursement.issues import Issue, Severity
from app.domain.disbursement.transfer import Field
from app.domain.values.identifiers import BankTitle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.domain.values.identifiers import BankTable


class RegisteredPayee(NamedTuple):
    """As much of an approved payee as lines are compared with."""

    payee_id: str
    version: int
    name: str
    bank: str
    acct: str
    acct_name: str
    person_id: str
    until: str
    merged_into: str
    changed_on: str

    def bears(self, name: str) -> bool:
        """Say whether this is a name of the payee or of the account."""
        return bool(name) and name in (self.name, self.acct_name)

    @property
    def last_day(self) -> date | str:
        """The last day on which the payee could be paid; a dash for one who was merged."""
        return date.fromisoformat(self.until) if self.until else "–"

    def ended(self, day: date) -> bool:
        """Say whether the payee may not be paid on ``day``."""
        return bool(self.merged_into) or (bool(self.until) and self.until < day.isoformat())


class PayableLine(Protocol):
    """A line as far as the register is concerned; `app.domain.disbursement.lines.Line` is one."""

    @property
    def row(self) -> int:
        """Its number."""
        ...

    @property
    def bank(self) -> str:
        """Bank code."""
        ...

    @property
    def account(self) -> str:
        """Account number."""
        ...

    @property
    def name(self) -> str:
        """Payee."""
        ...

    @property
    def person_id(self) -> str:
        """Citizen or tax id, or ''."""
        ...


@dataclass(frozen=True, slots=True)
class Link:
    """The register's payee of a line; ``code`` is what is wrong between both, '' for nothing.

    Codes: ``not_registered`` (then ``payee`` is None), ``name_differs``, ``account_changed``, ``payee_ended``. Only a
    link without a code may be signed.
    """

    payee: RegisteredPayee | None
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def signed(self) -> tuple[str, str]:
        """Id and version as they go into the signed line, both '' where the line does not rest on the register."""
        return (self.payee.payee_id, str(self.payee.version)) if self.payee and not self.code else ("", "")


_NOBODY = Link(None, "not_registered")


class Register:
    """The approved payees in memory: 20,000 of them are indexed in a tenth of a second."""

    def __init__(self, payees: Iterable[RegisteredPayee]) -> None:
        self._by_account: dict[tuple[str, str], list[RegisteredPayee]] = {}
        self._by_person: dict[str, RegisteredPayee] = {}
        self._by_id: dict[str, RegisteredPayee] = {}
        for payee in payees:
            self._by_id[payee.payee_id] = payee
            self._by_account.setdefault((payee.bank, payee.acct), []).append(payee)
            known = self._by_person.get(payee.person_id)
            if payee.person_id and (known is None or known.merged_into):
                self._by_person[payee.person_id] = payee

    def __len__(self) -> int:
        return len(self._by_id)

    def find(self, payee_id: str) -> RegisteredPayee | None:
        """Return the payee with this id, ended or not."""
        return self._by_id.get(payee_id)

    def person(self, person_id: str) -> RegisteredPayee | None:
        """Return the payee with this citizen or tax id, a living one before one that was merged."""
        return self._by_person.get(person_id) if person_id else None

    def at(self, bank: str, account: str) -> list[RegisteredPayee]:
        """Return everybody who is registered with an account, ended or not."""
        return self._by_account.get((bank, account), [])

    def link(self, line: PayableLine, day: date) -> Link:
        """Find the payee of a line that is to be paid on ``day``, by account and name, else by the person's id."""
        at_account = self.at(line.bank, line.account)
        living = [payee for payee in at_account if not payee.ended(day)]
        named = [payee for payee in living if payee.bears(line.name)]
        if named:
            return Link(named[0])
        person = self.person(line.person_id)
        if person is not None and person not in at_account:
            return _elsewhere(person, day)
        ended = next((payee for payee in at_account if payee.ended(day) and payee.bears(line.name)), None)
        if ended is not None:
            return Link(ended, "payee_ended", {"day": ended.last_day, "name": ended.name})
        if living:
            return Link(living[0], "name_differs", {"registered_name": living[0].acct_name or living[0].name})
        if at_account:
            return Link(at_account[0], "payee_ended", {"day": at_account[0].last_day, "name": at_account[0].name})
        return _NOBODY


def _elsewhere(person: RegisteredPayee, day: date) -> Link:
    """Tell of a person whose registered account is another one."""
    if person.ended(day):
        return Link(person, "payee_ended", {"day": person.last_day, "name": person.name})
    return Link(person, "account_changed", {"bank": person.bank, "account": person.acct, "name": person.name})


_FIELDS = {
    "not_registered": Field.ACCOUNT,
    "name_differs": Field.NAME,
    "account_changed": Field.ACCOUNT,
    "payee_ended": Field.NAME,
}
_BLOCKING = frozenset({"payee_ended"})


def issues(
    register: Register, lines: Iterable[PayableLine], day: date, banks: BankTable, *, required: bool
) -> list[Issue]:
    """Return what the register says against lines: nothing while it is empty and not ``required``.

    Lines that cannot be paid at all yet (no account) are left to the rules of their cells.
    """
    if not len(register) and not required:
        return []
    found: list[Issue] = []
    for line in lines:
        if not line.account or not line.bank:
            continue
        link = register.link(line, day)
        if link.code:
            blocks = required or link.code in _BLOCKING
            severity = Severity.ERROR if blocks else Severity.WARNING
            found.append(Issue(line.row, _FIELDS[link.code], link.code, severity, _facts(link, banks)))
    return found


def _facts(link: Link, banks: BankTable) -> dict[str, object]:
    """Return the facts of a link as people read them: a bank by its name."""
    return {name: BankTitle(banks, str(fact)) if name == "bank" else fact for name, fact in link.facts.items()}
