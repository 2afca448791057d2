"""How sure one may be of the account that a signed line pays: how the line rests on the register, and what vouches."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.disbursement import titles
from app.domain.payees.payee import NameMatch, Verification

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from app.domain.disbursement.transfer import CreditTransfer
    from app.domain.payees.payee import NameCheck, PayeeRecord

Place = tuple[str, str]
"""Where money goes: bank and account."""


class Footing(StrEnum):
    """How a signed line rests on the register; only a ``REGISTERED`` one is as sure as its account is."""

    OTHER_ACCOUNT = "other_account"  # never approved for the payee that the line names
    FORMER_ACCOUNT = "former_account"  # approved once, and replaced since
    ENDED = "ended"  # the payee may not be paid any more, or was merged into another
    NAME_DIFFERS = "name_differs"
    NOT_REGISTERED = "not_registered"
    UNNAMED = "unnamed"  # the account is registered, but the line does not say whose record it rests on
    REGISTERED = "registered"


CODES = (*(each.value for each in Footing if each is not Footing.REGISTERED), *(each.value for each in Verification))
"""Every state of a line, the surest last."""


@dataclass(frozen=True, slots=True)
class FormCompared:
    """Who compared the signed form with the record of an account, and when."""

    uid: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PaidBefore:
    """When money reached an account for the first time, and how often it did."""

    first_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class KnownPayee:
    """A payee with what vouches for the present account; ``former`` tells since when earlier ones are not valid."""

    payee_id: str
    version: int
    record: PayeeRecord
    merged_into: str = ""
    former: Mapping[Place, datetime] = field(default_factory=dict)
    form: FormCompared | None = None
    check: NameCheck | None = None

    def bears(self, name: str) -> bool:
        """Say whether this is the name of the payee or of the account, titles aside."""
        mine = [each for each in (self.record.name, self.record.acct_name) if each]
        return name in mine or titles.bare(name) in map(titles.bare, mine)

    def payable(self, day: date) -> bool:
        """Say whether the payee may be paid on ``day``."""
        return not self.merged_into and not self.record.ended(day)


@dataclass(frozen=True, slots=True)
class Known:
    """What the log told of the payees and accounts of a batch, and of money that other batches brought there."""

    payees: Mapping[str, KnownPayee] = field(default_factory=dict)
    at: Mapping[Place, Sequence[KnownPayee]] = field(default_factory=dict)
    paid: Mapping[Place, PaidBefore] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure one may be of a line: its footing, the payee it is about, and what vouches for the account.

    ``payee`` is None for a line and account that nobody registered. ``form`` and ``check`` are only told of a
    ``REGISTERED`` line: for any other they would vouch for something else. ``signed_rev`` is the edition of the record
    that the line was signed with, '' for none. ``since`` is when a ``FORMER_ACCOUNT`` was replaced.
    """

    footing: Footing
    payee: KnownPayee | None = None
    form: FormCompared | None = None
    check: NameCheck | None = None
    paid: PaidBefore | None = None
    signed_rev: str = ""
    since: datetime | None = None

    @property
    def verified(self) -> Verification:
        """The surest that vouches for the account."""
        if self.paid is not None:
            return Verification.PAID_BEFORE
        if self.check is not None and self.check.match is NameMatch.MATCH:
            return Verification.NAME_CHECKED
        return Verification.FORM_SEEN if self.form is not None else Verification.UNVERIFIED

    @property
    def code(self) -> str:
        """The state in one word, one of `CODES`."""
        return self.verified.value if self.footing is Footing.REGISTERED else self.footing.value

    @property
    def rank(self) -> int:
        """The place of the state among `CODES`."""
        return CODES.index(self.code)

    @property
    def record_changed(self) -> bool:
        """Whether the register holds another edition of the record than the line was signed with."""
        return self.payee is not None and bool(self.signed_rev) and self.signed_rev != str(self.payee.version)


def certainty(line: CreditTransfer, day: date, known: Known) -> Certainty:
    """Return how sure one may be of a signed line that is to be paid on ``day``."""
    place = (line.bank, line.account)
    paid = known.paid.get(place)
    if not line.payee_id:
        here = known.at.get(place, ())
        named = next((each for each in here if each.bears(line.name)), here[0] if here else None)
        return Certainty(Footing.UNNAMED if named else Footing.NOT_REGISTERED, named, paid=paid)
    payee = known.payees.get(line.payee_id)
    if payee is None:
        return Certainty(Footing.NOT_REGISTERED, paid=paid, signed_rev=line.payee_rev)
    footing = _footing(line, place, day, payee)
    if footing is not Footing.REGISTERED:
        return Certainty(footing, payee, paid=paid, signed_rev=line.payee_rev, since=payee.former.get(place))
    return Certainty(footing, payee, payee.form, payee.check, paid, line.payee_rev)


def _footing(line: CreditTransfer, place: Place, day: date, payee: KnownPayee) -> Footing:
    if payee.record.account != place:
        return Footing.FORMER_ACCOUNT if place in payee.former else Footing.OTHER_ACCOUNT
    if not payee.payable(day):
        return Footing.ENDED
    return Footing.REGISTERED if payee.bears(line.name) else Footing.NAME_DIFFERS
