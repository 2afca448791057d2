"""The register of payees (ทะเบียนคุม): a maker proposes, a second person settles, and only then is an account paid.

Document 002: own staff are paid to the salary account or another that the head permits; others to the account that they
declared on the form. The register is the unit's; it travels in the unit's log. All values are strings, '' is none.
"""

from __future__ import annotations

from enum import StrEnum

from app.wire.codec import Message
from app.wire.forms import Day, Moment, Number, Sha256, Signature, Uuid
from app.wire.orders import Command, Decided, Made

PAYEE_CHANGE = "khlang.payees/1"
PAYEE_DECISION = "khlang.payees-decision/1"
PROPOSE_PAYEES = "khlang.propose-payees/1"
SETTLE_PAYEES = "khlang.settle-payees/1"
RECALL_PAYEES = "khlang.recall-payees/1"
PUT_PAYEES_ASIDE = "khlang.put-payees-aside/1"
CHECK_NAMES = "khlang.check-names/1"


class PersonType(StrEnum):
    """Who is paid."""

    STAFF = "staff"  # own officials and employees
    OTHER_AGENCY = "other_agency"  # personnel of another agency
    OUTSIDE = "outside"  # a natural person
    JURISTIC = "juristic"  # a company or an office, by its tax id


class AccountKind(StrEnum):
    """By what right this account is the one."""

    SALARY = "salary"  # staff only
    PERMITTED = "permitted"  # staff only: by the head's permission, with number and date
    DECLARED = "declared"  # everybody else: as the form says


class NameMatch(StrEnum):
    """What the bank says of name and account."""

    MATCH = "match"
    CLOSE = "close"
    NONE = "none"
    UNKNOWN = "unknown"  # no such account, or that bank does not tell


class PayeeRecord(Message, frozen=True):
    """A payee. ``bank`` and ``acct`` as in `app.wire.disbursement.Line`; ``acct_name`` is the name of the account.

    ``form_sha256`` is the scan of the signed form (`app.wire.api.FILES`), ``form_date`` its date. ``until`` is the last
    day on which the payee may be paid (left office), '' without end.
    """

    person_type: str
    person_id: str
    name: str
    office: str
    bank: str
    acct: str
    acct_name: str
    account_kind: str
    permission_no: str
    permission_date: Day
    mobile: str
    email: str
    form_sha256: Sha256
    form_date: Day
    until: str


class PayeeEntry(Message, frozen=True):
    """One payee of a change: the whole record as it shall be. ``version`` is the one seen, ``0`` for a new payee.

    ``merged_into`` ends this payee in favour of another; both histories stay, and its record is as it was.
    """

    payee_id: str
    version: Number
    record: PayeeRecord
    merged_into: str


class PayeeChange(Made, frozen=True):
    """What the maker signs, label PAY1: up to `PAYEES_PER_CHANGE_MAX` entries, each payee once.

    ``source_sha256`` is the hash of the imported register, or ''.
    """

    req_id: Uuid
    agency: str
    unit: str
    reason: str
    source_sha256: Sha256
    entries: tuple[PayeeEntry, ...]


class PayeeDecision(Decided, frozen=True):
    """What the second person signs, label PAY2; ``decision`` is ``approve`` or ``return`` (with a reason).

    ``left_out`` names payees that go back while the others are approved; ``forms_seen`` those whose scan was compared
    with the fields.
    """

    req_id: Uuid
    change_sha256: Sha256
    change_sig_sha256: Sha256
    left_out: tuple[str, ...]
    forms_seen: tuple[str, ...]


class ProposePayees(Command, frozen=True):
    """Command of a payment maker."""

    change: PayeeChange
    change_sig: Signature


class SettlePayees(Command, frozen=True):
    """Command of an authorizer of the unit, another person than the maker."""

    decision: PayeeDecision
    decision_sig: Signature


class RecallPayees(Command, frozen=True):
    """Command of the maker: takes an unsettled change back."""

    req_id: Uuid
    reason: str


class PutPayeesAside(Command, frozen=True):
    """Command of the maker: what went back of a settled change, wholly or in part, is not waited for any more.

    Nothing of the register changes, and the same payees may be proposed again.
    """

    req_id: Uuid
    reason: str


class CheckNames(Command, frozen=True):
    """Command: ask the bank whether names and accounts belong together; the answer comes as an event.

    Approved payees by id, or, with ``req_id``, those of an unsettled change.
    """

    req_id: Uuid
    payee_ids: tuple[str, ...]


class PayeesDone(Message, frozen=True):
    """Answer to the five commands; ``id`` is the change's, '' for names of approved payees."""

    cmd_id: Uuid
    id: str
    status: str
    at: Moment
    log: str
    seq: Number
    leaf: Sha256


PAYEES_PROPOSED = "payees.proposed"
PAYEES_SETTLED = "payees.settled"
PAYEES_RECALLED = "payees.recalled"
PAYEES_ASIDE = "payees.aside"
PAYEES_CHECKED = "payees.checked"


class PayeesProposed(Message, frozen=True):
    """Event: a change waits. ``change`` is its canonical text."""

    req_id: Uuid
    change: str
    change_sig: Signature


class PayeesSettled(Message, frozen=True):
    """Event: approved (then the entries that are not ``left_out`` hold, each version one higher) or returned."""

    req_id: Uuid
    status: str
    change: str
    change_sig: Signature
    decision: str
    decision_sig: Signature


class PayeesRecalled(Message, frozen=True):
    """Event: taken back by its maker."""

    req_id: Uuid
    reason: str


class PayeesAside(Message, frozen=True):
    """Event: the maker put aside what went back of a change."""

    req_id: Uuid
    reason: str


class NameChecked(Message, frozen=True):
    """One answer of the bank: ``match`` is a `NameMatch`, ``bank_name`` the name as the bank has it, or ''.

    ``version`` has this account; of an unsettled change it is the one that the payee will have. ``name`` is what was
    asked for: the name of the account, or the payee's where there is none.
    """

    payee_id: str
    version: Number
    bank: str
    acct: str
    name: str
    match: str
    bank_name: str


class PayeesChecked(Message, frozen=True):
    """Event: what the bank said of names; ``req_id`` where they were those of an unsettled change."""

    req_id: Uuid
    answers: tuple[NameChecked, ...]
