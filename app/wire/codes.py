"""The closed vocabularies of the wire."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a company user may be."""

    MAKER_PAYMENT = "maker_payment"
    MAKER_COLLECTION = "maker_collection"
    MAKER_REMITTANCE = "maker_remittance"
    AUTHORIZER = "authorizer"
    ADMIN_1 = "admin_1"
    ADMIN_2 = "admin_2"
    AUDITOR = "auditor"


class BatchState(StrEnum):
    """Where a batch stands at the central system."""

    SUBMITTED = "submitted"
    IN_APPROVAL = "in_approval"
    APPROVED = "approved"
    RELEASED = "released"
    SETTLED = "settled"
    PARTLY_SETTLED = "partly_settled"
    REFUSED = "refused"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class LineState(StrEnum):
    """What has become of a line."""

    PENDING = "pending"
    SETTLED = "settled"
    REJECTED = "rejected"
    RETURNED = "returned"
    VOIDED = "voided"
    DECLINED = "declined"  # by an authorizer, while the rest of the batch went on


class Stage(StrEnum):
    """What has just become of a batch or of some of its lines (SIM-11), in the order in which it usually happens."""

    RECEIVED = "received"
    VALIDATED = "validated"
    SIGNED = "signed"
    RETURNED_TO_MAKER = "returned_to_maker"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    APPROVED = "approved"
    WAITING_RELEASE = "waiting_release"  # for a person
    LET_GO = "let_go"
    WAITING_CUT_OFF = "waiting_cut_off"  # for its time; reason: the moment
    HELD = "held"  # on the day it was to be paid; reason: what was wrong
    EXECUTING = "executing"
    LINES_DECLINED = "lines_declined"
    LINES_HELD = "lines_held"  # by the payees' bank; reason: the moment it goes on
    LINES_UNANSWERED = "lines_unanswered"
    LINES_LET_GO = "lines_let_go"  # by the bank's staff before their time; reason: theirs
    LINES_REFUSED = "lines_refused"  # likewise
    LINES_SETTLED = "lines_settled"
    LINES_REJECTED = "lines_rejected"
    LINES_RETURNED = "lines_returned"
    SETTLED = "settled"
    PARTLY_SETTLED = "partly_settled"
    REFUSED = "refused"


class Cause(StrEnum):
    """Who or what brought something about."""

    PERSON = "person"
    CLOCK = "clock"
    RULE = "rule"
    OPERATOR = "operator"
    PAYEES_BANK = "payees_bank"
    BANK = "bank"  # its own checks


class Kind(StrEnum):
    """The kinds of document 002; `app.wire.access.PaymentKind` is a row of the table of these and later ones."""

    WELFARE = "welfare"
    LOAN = "loan"
    PURCHASE = "purchase"


PURCHASE_SATANG_BELOW = 500_000


class Decision(StrEnum):
    """An authorizer's words; a release is asked for only where the agency's policy has it."""

    APPROVE = "approve"
    RETURN = "return"
    RELEASE = "release"


class LineReason(StrEnum):
    """Why an authorizer returns or declines a line, or a maker ends it."""

    PAYEE = "payee"  # wrong person
    ACCOUNT = "account"
    AMOUNT = "amount"
    DUPLICATE = "duplicate"
    PAPER = "paper"  # evidence is missing or does not fit
    ENTITLEMENT = "entitlement"  # not entitled, or not any more
    OTHER_WAY = "other_way"  # paid otherwise
    OTHER = "other"


class RiskRule(StrEnum):
    """What is looked for in lines before they are paid (DU-2 to DU-7); each says its data."""

    REPEATED_IN_BATCH = "repeated_in_batch"  # facts: other_line
    PAID_RECENTLY = "paid_recently"  # facts: op_id, doc_no, day, status; same payee, amount and kind, in flight too
    NEW_PAYEE = "new_payee"  # the unit never paid this account
    ACCOUNT_CHANGED = "account_changed"  # facts: day; within RISK_CHANGED_DAYS
    AMOUNT_JUMP = "amount_jump"  # facts: usual_satang, times
    SHARED_ACCOUNT = "shared_account"  # facts: other_name; one account, two names
    OWN_ACCOUNT = "own_account"  # facts: uid, role: maker or authorizer; that authorizer cannot approve
    SPLIT_PURCHASE = "split_purchase"  # facts: satang, count, since; together at or over the limit of the kind
    NOT_REGISTERED = "not_registered"
    PAYEE_ENDED = "payee_ended"  # facts: day
    NAME_DIFFERS = "name_differs"  # facts: registered_name
    CONTACT_DIFFERS = "contact_differs"  # facts: told, registered; the payee would be told elsewhere


GRAVE_RISKS = frozenset(
    {
        RiskRule.PAID_RECENTLY,
        RiskRule.ACCOUNT_CHANGED,
        RiskRule.AMOUNT_JUMP,
        RiskRule.SHARED_ACCOUNT,
        RiskRule.OWN_ACCOUNT,
        RiskRule.SPLIT_PURCHASE,
        RiskRule.PAYEE_ENDED,
        RiskRule.NAME_DIFFERS,
    }
)
"""Lines with one of these must be opened before approval, up to `app.wire.api.MUST_OPEN_MAX`."""


class ReturnReason(StrEnum):
    """ISO 20022 external status reason codes that the simulator uses; a longer code is its own."""

    AC01 = "AC01"  # account number does not exist
    AC04 = "AC04"  # account closed
    AC06 = "AC06"  # account blocked
    AG01 = "AG01"  # transaction forbidden on this account
    AM02 = "AM02"  # amount not allowed
    BE01 = "BE01"  # name does not belong to the account
    FRAD = "FRAD"  # not what was signed; refused by the bank before paying
    KHFY = "KHFY"  # our own: the fiscal year of the money ended before the bank could pay
    KHREG = "KHREG"  # our own: the payee register gave up this account, name or payee after the last signature
    MD07 = "MD07"  # account holder deceased
    MS03 = "MS03"  # refused by the payee's bank without a reason
    RC01 = "RC01"  # bank code not known
    TM01 = "TM01"  # no answer in time; closed after investigation


class Refusal(StrEnum):
    """Why the central system said no. Definite unless named otherwise; the client holds a sentence for each."""

    # Not stored, nothing happened, may be tried again by itself:
    TOO_MANY_REQUESTS = "too_many_requests"  # 429
    TOO_SLOW = "too_slow"  # 408: the request took longer to arrive than anybody waits
    BODY_ENCODED = "body_encoded"  # 415: the body is not sent as it is; fact: accepted
    UNAVAILABLE = "unavailable"  # 503
    MAINTENANCE = "maintenance"  # 503; facts: until, text_th, text_en, retry_after
    CLIENT_TOO_OLD = "client_too_old"  # 426; facts: least, own
    # Session (401) and sign-in (401, 403):
    SESSION_ENDED = "session_ended"
    PASSWORD_WRONG = "password_wrong"  # noqa: S105  facts: tries_left
    USER_LOCKED = "user_locked"
    PASSWORD_MUST_CHANGE = "password_must_change"  # noqa: S105
    PASSWORD_TOO_SHORT = "password_too_short"  # noqa: S105
    PASSWORD_TOO_COMMON = "password_too_common"  # noqa: S105
    PASSWORD_REUSED = "password_reused"  # noqa: S105
    ACTIVATION_WRONG = "activation_wrong"  # facts: tries_left
    SLIP_EXPIRED = "slip_expired"
    USER_SUSPENDED = "user_suspended"  # only after the right password
    RIGHTS_ENDED = "rights_ended"  # only after the right password; facts: day
    SESSION_ELSEWHERE = "session_elsewhere"  # facts: device_name, since; may be taken over
    SESSION_HELD = "session_held"  # legacy rule; facts: until, seconds
    WORKSTATION_UNKNOWN = "workstation_unknown"  # a one-time code is wanted
    WORKSTATION_CODE_WRONG = "workstation_code_wrong"  # facts: tries_left
    WORKSTATION_REVOKED = "workstation_revoked"  # facts: agency, revoked_at; also at any call of a session
    DEVICE_PROOF_WRONG = "device_proof_wrong"
    # Form of what was sent (400, 413, 422):
    NOT_CANONICAL = "not_canonical"
    TOO_LARGE = "too_large"
    COMMAND_ID_REUSED = "command_id_reused"
    NOT_FOUND = "not_found"
    DRILL_NOT_ALONE = "drill_not_alone"  # facts: people: others who are signed in; this drill changes their time
    # The audit chain of a workstation (409); nothing is taken:
    ANCHOR_REWOUND = "anchor_rewound"  # facts: seq
    # Rules (403 who, 409 state, 422 content); stored and replayed:
    ROLE_MISSING = "role_missing"
    OTHER_UNIT = "other_unit"
    KEY_UNKNOWN = "key_unknown"
    KEY_REVOKED = "key_revoked"
    SIGNATURE_WRONG = "signature_wrong"
    SESSION_STALE = "session_stale"
    DEVICE_WRONG = "device_wrong"
    DEVICE_SAME_AS_MAKER = "device_same_as_maker"
    MAKER_CANNOT_APPROVE = "maker_cannot_approve"
    ALREADY_SIGNED = "already_signed"
    CHALLENGE_WRONG = "challenge_wrong"
    EDITION_CHANGED = "edition_changed"
    SHOWN_DIFFERS = "shown_differs"
    STATUS_FORBIDS = "status_forbids"  # facts: status, action
    NOT_THE_MAKER = "not_the_maker"
    LINES_NONE = "lines_none"
    LINES_TOO_MANY = "lines_too_many"
    LINES_ROOT_WRONG = "lines_root_wrong"
    LINES_COUNT_WRONG = "lines_count_wrong"
    TOTAL_WRONG = "total_wrong"
    FIELD_WRONG = "field_wrong"  # facts: field, line ('' for the head)
    KIND_LIMIT = "kind_limit"  # facts: line
    UNIT_ACCOUNT = "unit_account"  # facts: line; it would pay into an account of a unit or of the treasury
    BATCH_LIMIT = "batch_limit"
    ACCOUNT_UNKNOWN = "account_unknown"
    FUNDS_SHORT = "funds_short"  # facts: available_satang
    VALUE_DATE_WRONG = "value_date_wrong"
    DUPLICATE_UNACKNOWLEDGED = "duplicate_unacknowledged"  # facts: line, other_line
    DUPLICATE_DOCUMENT = "duplicate_document"  # facts: op_id
    KEY_NOT_PERMITTED = "key_not_permitted"
    PERSON_LIMIT = "person_limit"  # facts: limit_satang
    NOT_YOUR_TURN = "not_your_turn"
    MAKER_SUSPENDED = "maker_suspended"
    SIGNER_SUSPENDED = "signer_suspended"
    MAKER_REMOVED = "maker_removed"
    MAKER_KEY_REVOKED = "maker_key_revoked"
    SIGNER_REMOVED = "signer_removed"
    SUB_KIND_WRONG = "sub_kind_wrong"  # facts: kind, sub_kind; not in the table, or not on that day
    BASIS_MISSING = "basis_missing"  # facts: kind
    SERVICE_WRONG = "service_wrong"  # facts: service
    SERVICE_LIMIT = "service_limit"  # facts: service, line, min_satang, max_satang
    DRAW_DIFFERS = "draw_differs"  # facts: satang: what the treasury or the first batch said was drawn
    DRAW_EXCEEDED = "draw_exceeded"  # facts: residue_satang
    RESIDUE_UNEXPLAINED = "residue_unexplained"  # facts: residue_satang
    FOLLOW_UP_YEAR = "follow_up_year"  # facts: fy; of the failed lines: their money is not paid in another year
    FOLLOW_UP_WRONG = "follow_up_wrong"  # facts: line; not a failed line of that batch, or paid again already
    FILE_MISSING = "file_missing"  # facts: sha256
    EMBLEM_WRONG = "emblem_wrong"  # not a plain PNG of an emblem's size and pixels
    FILE_WRONG = "file_wrong"  # not a PDF, PNG or JPEG, or not the bytes of that hash
    LINES_UNOPENED = "lines_unopened"  # facts: lines
    LINES_ALL_DECLINED = "lines_all_declined"
    OWN_ACCOUNT = "own_account"  # facts: line
    CUT_OFF_PASSED = "cut_off_passed"  # facts: value_date: the next that is possible
    CANCEL_TOO_LATE = "cancel_too_late"
    # The payee register:
    PAYEE_UNKNOWN = "payee_unknown"  # facts: payee_id
    PAYEE_EXISTS = "payee_exists"  # facts: payee_id, name: another record has this citizen or tax id
    PAYEE_CHANGED = "payee_changed"  # facts: payee_id, version
    PAYEE_DIFFERS = "payee_differs"  # facts: line, field: the line is not what the register holds
    PAYEE_ENDED = "payee_ended"  # facts: line or payee_id, day
    PAYEE_UNREGISTERED = "payee_unregistered"  # facts: line; the agency's policy wants the register
    PERMISSION_MISSING = "permission_missing"  # facts: payee_id; staff paid elsewhere than to the salary account
    DAY_LIMIT = "day_limit"  # facts: limit: so many names or files a day for a unit
    # Wrong transfers:
    RECALL_TOO_MUCH = "recall_too_much"  # facts: left_satang
    ROUTE_CHANGED = "route_changed"  # facts: route: the year ended meanwhile, or the money is another kind's
    # Collections and receipts:
    RECEIVING_NONE = "receiving_none"  # the bank has opened no receiving account for the unit
    REVENUE_TYPE_WRONG = "revenue_type_wrong"  # facts: bill_id, code; not in the table, or not on that day
    FEE_DIFFERS = "fee_differs"  # facts: bill_id, fee_satang
    BILL_TOUCHED = "bill_touched"  # facts: received_satang: money came, it cannot be given up
    PAYMENT_EXCEEDED = "payment_exceeded"  # facts: left_satang: more than is left of the payment
    BILL_EXCEEDED = "bill_exceeded"  # facts: open_satang: more than the bill still asks for
    RECEIPT_STANDS = "receipt_stands"  # facts: receipt_id: it must be voided first
    RECEIPT_NOT_DUE = "receipt_not_due"  # facts: payment_id: not matched, not in the account, or receipted already
    REMITTED = "remitted"  # facts: payment_id: the money is with the treasury
    OWN_MATTER = "own_matter"  # facts: line or '': one's own bill, request or refund; another's to act on
    # Remittances and the treasury's books:
    KIND_ACCOUNT_WRONG = "kind_account_wrong"  # facts: kind, account: this kind is not sent from there
    DEPOSIT_WRONG = "deposit_wrong"  # facts: code; not in the table, not on that day, or another unit's
    OFFICE_WRONG = "office_wrong"  # facts: office; not in the table, or not on that day
    OFFICE_UNEXPLAINED = "office_unexplained"  # facts: office: the unit's own
    PART_NOT_DUE = "part_not_due"  # facts: payment_id: unmatched, without receipt, not in the account, or on its way
    PART_DIFFERS = "part_differs"  # facts: payment_id, satang: what of it is of that type
    PORTAL_REMITS = "portal_remits"  # the Portal sends the unit's collections on by itself
    NOTHING_LEFT = "nothing_left"  # facts: doc_no, residue_satang: other than what is left of the draw
    PERIOD_CLOSED = "period_closed"  # facts: fy, period: the treasury's books are closed
    # Closing the day:
    DAY_WRONG = "day_wrong"  # facts: day: the one that comes next, '' for none
    DAY_NOT_OVER = "day_not_over"  # facts: open_from
    STATEMENT_DIFFERS = "statement_differs"  # facts: account
    EXCEPTION_MISSING = "exception_missing"  # facts: kind, about: demanded, or still open
    EXCEPTION_WRONG = "exception_wrong"  # facts: exception_id: nothing of that, or not solved
    # The operator:
    RULES_WRONG = "rules_wrong"  # facts: faults (how many), 1, 2 ...: rule, field, what is wrong, what stands there
    # Administration:
    PROPOSER_CANNOT_APPROVE = "proposer_cannot_approve"
    NOT_THE_PROPOSER = "not_the_proposer"
    PROPOSAL_PENDING = "proposal_pending"  # another one about the same subject; facts: req_id
    SUBJECT_CHANGED = "subject_changed"
    SUBJECT_UNKNOWN = "subject_unknown"
    ADMIN_BY_BANK_ONLY = "admin_by_bank_only"
    RIGHTS_CONFLICT = "rights_conflict"  # facts: role, other_role, user_id
    USER_ID_TAKEN = "user_id_taken"
    POLICY_UNMEETABLE = "policy_unmeetable"  # facts: rule (or unit): needs more authorizers than there are
    SLIP_PRINTED = "slip_printed"
