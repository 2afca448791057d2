"""Who may do what, written by hand from document 002 and the plan: the answer expected to every request.

Nothing here comes from the product. To look an answer up, go down the precedence: the first rule that speaks decides.

1. What is open to everybody, and what is the operator's alone.
2. Whether somebody is signed in, and in what condition they are (`SIGN_IN`, `NO_SESSION`, `OWN_PASSWORD`).
3. A command of an earlier session or of another workstation is refused whatever it says.
4. The right (`MAY`): one that has ended or has not begun is none.
5. The signing key, where something is signed (`SIGNED`, `KEY`); then, for acts, the right to this very act (`ACTS_BY`).
6. What it is about: whose it is, and in which state (`authority_tables`).

`ok` means that it had its effect, or showed what it shows; everything else is the code of the refusal.
"""

from __future__ import annotations

from tests.simulator.authority_tables import (
    ABOUT,
    ACTED_ELSE,
    ACTED_USER,
    BATCH_OF,
    BATCH_STATES,
    BILL_OF,
    BILL_STATES,
    BY_LEFT,
    CHANGE_OF,
    COLLEAGUE,
    DAY_OF,
    OK,
    ORDER_OF,
    OTHER_AGENCY,
    OWN,
    PAYMENT_OF,
    PAYMENT_STATES,
    PROPOSAL_OF,
    PROPOSED_ELSE,
    PROPOSED_USER,
    RECALL_OF,
    RECALL_STATES,
    RECEIPT_OF,
    REMITTANCE_OF,
    REQUEST_OF,
    REQUEST_STATES,
    RETURNED_CHANGE_OF,
    SAME_PERSON,
    SETTLED_OF,
    SETTLED_STATES,
    SIMPLE,
    UNKNOWN,
)

UNIT_ROLES = ("maker_payment", "maker_collection", "maker_remittance", "authorizer", "unit_auditor")
PARENT_ROLES = ("admin_1", "admin_2", "agency_auditor")
ROLES = UNIT_ROLES + PARENT_ROLES
NOBODY = "nobody"

READY = "ready"
MUST_CHANGE = "must change the password"
ENDED = "signed in anew elsewhere"
LEASE_OUT = "lease run out"
SUSPENDED = "suspended"
SUSPENDED_BY_ONE = "suspended by one administrator"
REMOVED = "removed"
WORKSTATION_REVOKED = "workstation revoked"
RIGHT_ENDED = "right ended yesterday"
RIGHT_TO_COME = "right begins tomorrow"
LOCKED = "locked by wrong passwords"
STALE = "session epoch of an earlier session"
ELSEWHERE = "at another workstation than the session's"
KEY_REVOKED = "signing key revoked"
OTHERS_KEY = "with a colleague's key"
NOT_ASKED_AGAIN = "with a colleague's challenge"
CONDITIONS = (
    READY,
    MUST_CHANGE,
    ENDED,
    LEASE_OUT,
    SUSPENDED,
    SUSPENDED_BY_ONE,
    REMOVED,
    WORKSTATION_REVOKED,
    RIGHT_ENDED,
    RIGHT_TO_COME,
    LOCKED,
    STALE,
    ELSEWHERE,
    KEY_REVOKED,
    OTHERS_KEY,
    NOT_ASKED_AGAIN,
)
NO_TOKEN, MADE_UP_TOKEN, OPERATORS_TOKEN = "no token", "a made-up token", "the operator's token"

# 1. Open to everybody; the operator's alone.

OPEN = ("health", "readiness", "about", "practice rules", "contract", "test vectors", "apply")

OPERATORS = (
    ("GET", "clock"),
    ("PUT", "clock"),
    ("POST", "clock/advance"),
    ("GET", "faults"),
    ("POST", "faults"),
    ("DELETE", "faults"),
    ("DELETE", "faults/ID"),
    ("GET", "faults/struck"),
    ("GET", "faults/plans"),
    ("POST", "faults/plans"),
    ("POST", "faults/plans/ID"),
    ("GET", "faults/scenarios"),
    ("PUT", "faults/scenarios/ID"),
    ("DELETE", "faults/scenarios/ID"),
    ("GET", "ledger"),
    ("GET", "notices"),
    ("GET", "batches/ID"),
    ("GET", "held"),
    ("POST", "held/ID/release"),
    ("POST", "held/ID/reject"),
    ("GET", "held-lines"),
    ("POST", "held-lines/ID/ID/release"),
    ("POST", "held-lines/ID/ID/reject"),
    ("POST", "unlock"),
    ("GET", "contract"),
    ("DELETE", "contract"),
    ("GET", "door"),
    ("PUT", "door"),
    ("GET", "applications"),
    ("POST", "applications/ID/approve"),
    ("POST", "applications/ID/decline"),
    ("GET", "administrators"),
    ("POST", "administrators/reset"),
    ("POST", "administrators/appoint"),
    ("POST", "administrators/unlock"),
    ("POST", "administrators/workstation"),
    ("GET", "slips"),
    ("POST", "slips/ID"),
    ("GET", "person-notices"),
    ("POST", "deposits"),
    ("GET", "receiving"),
    ("POST", "receiving"),
    ("GET", "revenue-types"),
    ("PUT", "revenue-types"),
    ("GET", "collections"),
    ("POST", "collections"),
    ("POST", "collections/mix"),
    ("GET", "collections/bills/ID/ID"),
    ("POST", "collections/ID/reverse"),
    ("POST", "cross-bank-files"),
    ("GET", "recalls"),
    ("POST", "recalls/ID"),
    ("GET", "kinds"),
    ("PUT", "kinds"),
    ("GET", "services"),
    ("PUT", "services"),
    ("GET", "draws"),
    ("POST", "draws"),
    ("GET", "portal/requests"),
    ("POST", "portal/requests"),
    ("POST", "portal/requests/ID"),
    ("GET", "portal/reports"),
    ("GET", "postings"),
    ("GET", "remittance-kinds"),
    ("PUT", "remittance-kinds"),
    ("GET", "treasury-offices"),
    ("PUT", "treasury-offices"),
    ("GET", "deposit-accounts"),
    ("PUT", "deposit-accounts"),
    ("GET", "remittances"),
    ("POST", "remittances/ID"),
    ("GET", "gfmis/entries"),
    ("PUT", "gfmis/entries"),
    ("GET", "gfmis/periods"),
    ("PUT", "gfmis/periods"),
    ("GET", "gfmis/trial-balance"),
    ("GET", "account-movements"),
    ("POST", "audit-anchors"),
    ("GET", "rules"),
    ("PUT", "rules"),
    ("POST", "rules/check"),
    ("GET", "rules/ID"),
    ("POST", "rules/ID/back"),
    ("GET", "gate"),
    ("PUT", "gate"),
    ("GET", "calendar"),
    ("PUT", "calendar"),
    ("POST", "calendar/check"),
    ("GET", "calendar/ID/back"),
    ("POST", "calendar/ID/back"),
    ("POST", "services/check"),
    ("PUT", "practice-partners"),
    ("PUT", "snapshots/ID"),
    ("POST", "snapshots/ID"),
    ("GET", "recording"),
    ("PUT", "recording"),
    ("GET", "recording/ID/entries"),
    ("POST", "recording/step"),
    ("GET", "digest"),
)

PAGES = (
    ("GET", "/pages/ID/ID"),
    ("GET", "/"),
    ("GET", "/services/ID"),
    ("POST", "/services/ID"),
    ("GET", "/requests"),
    ("GET", "/requests/bill"),
    ("GET", "/requests/mend"),
    ("POST", "/requests/mend"),
    ("GET", "/requests/document"),
    ("GET", "/bill"),
    ("GET", "/pay"),
    ("POST", "/pay"),
    ("GET", "/paid"),
    ("GET", "/developer"),
)
"""The citizen's pages: whoever asks is nobody there, signed in or not (`tests.simulator.pages`)."""

ROUTES = {
    "GET /v1/health": ("health",),
    "GET /v1/ready": ("readiness",),
    "GET /v1/about": ("about",),
    "GET /v1/practice-rules": ("practice rules",),
    "GET /v1/openapi.json": ("contract",),
    "GET /v1/vectors.json": ("test vectors",),
    "POST /v1/sessions": ("sign in",),
    "PUT /v1/sessions/current": ("keep session",),
    "DELETE /v1/sessions/current": ("sign out",),
    "PUT /v1/password": ("change password",),
    "PUT /v1/keys/{kid}": ("register key",),
    "POST /v1/challenges": ("ask challenge",),
    "PUT /v1/commands/{cmd_id}": (
        "submit",
        "resubmit",
        "approve",
        "return",
        "release",
        "withdraw",
        "cancel",
        "close lines",
        "comment",
        "propose",
        "approve proposal",
        "return proposal",
        "recall proposal",
        "act",
        "propose payees",
        "approve payees",
        "return payees",
        "recall payees",
        "put payees aside",
        "check payees",
        "open recall",
        "drop recall",
        "order return",
        "settle return",
        "send return back",
        "issue bills",
        "cancel bill",
        "mail letters",
        "order refund",
        "approve order",
        "return order",
        "recall order",
        "issue receipts",
        "print receipts",
        "answer request",
        "issue document",
        "order day",
        "approve day",
        "return day",
        "recall day",
        "order remittance",
        "approve remittance",
        "return remittance",
        "recall remittance",
        "repeat command",
    ),
    "GET /v1/commands/{cmd_id}": ("read answer",),
    "GET /v1/events": ("read events",),
    "GET /v1/batches/{op_id}": ("read batch",),
    "GET /v1/batches/{op_id}/stages": ("read stages",),
    "GET /v1/draws": ("read draws",),
    "GET /v1/unit": ("read unit",),
    "GET /v1/administration": ("read agency",),
    "GET /v1/administration/users/{uid}": ("read user",),
    "POST /v1/slips/{slip_id}": ("print slip",),
    "POST /v1/applications": ("apply",),
    "GET /v1/applications/{application_id}": ("read application",),
    "PUT /v1/audit-anchors/{device_id}": ("leave anchor",),
    "GET /v1/audit-anchors/{device_id}": ("read anchors",),
    "GET /v1/drills": ("read drills",),
    "POST /v1/drills/{drill_id}": ("begin drill",),
    "GET /v1/drills/{drill_id}": ("go on with drill",),
    "DELETE /v1/drills/{drill_id}": ("give drill up",),
    "GET /v1/drill-record": ("read practice record",),
    "GET /v1/recalls": ("read recalls",),
    "GET /v1/receiving": ("read receiving",),
    "GET /v1/days/next": ("read days",),
    "GET /v1/remittances/terms": ("read remittance terms",),
    "GET /v1/gfmis/trial-balance": ("read trial balance",),
    "GET /v1/statements": ("read statement",),
    "PUT /v1/files/{sha256}": ("leave paper",),
    "GET /v1/files/{sha256}": ("read paper",),
}
"""Everything that the central system answers to people, and what of it is asked; the operator's is above."""

# 2. In what condition somebody is.

NO_SESSION = (ENDED, LEASE_OUT, SUSPENDED, SUSPENDED_BY_ONE, REMOVED)  # session_ended
OWN_PASSWORD = ("keep session", "sign out", "change password")  # all that is left before an own password is set
WITH_PASSWORD = ("change password", "ask challenge")  # no password is looked at any more after three wrong ones
SIGN_IN = {
    SUSPENDED: "user_suspended",
    SUSPENDED_BY_ONE: "user_suspended",
    REMOVED: "password_wrong",
    RIGHT_ENDED: "rights_ended",
    RIGHT_TO_COME: "rights_ended",
    LOCKED: "user_locked",
    WORKSTATION_REVOKED: "workstation_revoked",
}
"""Who may not come in with the right password; everybody else may."""

# 4. Rights.

EVERYBODY = ROLES
MAKER, AUTHORIZER, ONE, TWO = ("maker_payment",), ("authorizer",), ("admin_1",), ("admin_2",)
EITHER = ONE + TWO
COLLECTOR = ("maker_collection",)
MAKERS = ("maker_payment", "maker_collection", "maker_remittance")
MAY = {
    "read unit": EVERYBODY,
    "read drills": EVERYBODY,
    "begin drill": EVERYBODY,
    "go on with drill": EVERYBODY,
    "give drill up": EVERYBODY,
    "read practice record": EVERYBODY,
    "read events": EVERYBODY,
    "read batch": ("maker_payment", "authorizer", "unit_auditor", "agency_auditor"),
    "read stages": ("maker_payment", "authorizer", "unit_auditor", "agency_auditor"),
    "read recalls": ("maker_payment", "authorizer", "unit_auditor", "agency_auditor"),
    "open recall": MAKER,
    "drop recall": MAKER,
    "order return": MAKER,
    "settle return": AUTHORIZER,
    "send return back": AUTHORIZER,
    "read draws": (*MAKERS, "authorizer", "unit_auditor", "agency_auditor"),
    "read agency": ("admin_1", "admin_2", "agency_auditor"),
    "read user": ("admin_1", "admin_2", "agency_auditor"),
    "print slip": TWO,
    "submit": MAKER,
    "resubmit": MAKER,
    "withdraw": MAKER,
    "cancel": MAKER,
    "approve": AUTHORIZER,
    "return": AUTHORIZER,
    "release": AUTHORIZER,
    "close lines": MAKER,
    "comment": MAKER + AUTHORIZER,
    "recall proposal": ONE,
    "approve proposal": TWO,
    "return proposal": TWO,
    "propose payees": MAKER,
    "recall payees": MAKER,
    "put payees aside": MAKER,
    "approve payees": AUTHORIZER,
    "return payees": AUTHORIZER,
    "check payees": MAKER + AUTHORIZER,
    "read receiving": ("maker_collection", "maker_remittance", "authorizer", "unit_auditor", "agency_auditor"),
    "read days": (*MAKERS, "authorizer", "unit_auditor", "agency_auditor"),
    "read trial balance": (*MAKERS, "authorizer", "unit_auditor", "agency_auditor"),
    "read statement": (*MAKERS, "authorizer", "unit_auditor", "agency_auditor"),
    "read remittance terms": (*MAKERS, "authorizer", "unit_auditor", "agency_auditor"),
    "order remittance": ("maker_remittance",),
    "recall remittance": ("maker_remittance", "maker_payment"),
    "approve remittance": AUTHORIZER,
    "return remittance": AUTHORIZER,
    "order day": MAKERS,
    "recall day": MAKERS,
    "approve day": AUTHORIZER,
    "return day": AUTHORIZER,
    "issue bills": COLLECTOR,
    "cancel bill": COLLECTOR,
    "mail letters": COLLECTOR,
    "order refund": COLLECTOR,
    "recall order": COLLECTOR,
    "issue receipts": COLLECTOR,
    "print receipts": COLLECTOR,
    "answer request": COLLECTOR,
    "issue document": COLLECTOR,
    "approve order": AUTHORIZER,
    "return order": AUTHORIZER,
    "leave paper": MAKER + COLLECTOR + ONE,
    "read paper": MAKER + COLLECTOR + ("authorizer", "unit_auditor", "agency_auditor", "admin_1", "admin_2"),
    "propose": ONE,
    "act": EITHER,
}
ACTS_BY = {
    "suspend_now": EITHER,
    "confirm_suspension": EITHER,
    "unlock": TWO,
    "reset_password": TWO,
    "end_session": TWO,
    "revoke_workstation": EITHER,
    "revoke_key": EITHER,
}

# 5. What is signed by a person's key, and what needs the password asked again (a challenge) as well.

COMMAND_TYPES = (
    "submit",
    "decide",
    "withdraw",
    "cancel",
    "close-lines",
    "comment",
    "propose",
    "settle",
    "recall-proposal",
    "act",
    "propose-payees",
    "settle-payees",
    "recall-payees",
    "put-payees-aside",
    "check-names",
    "open-recall",
    "drop-recall",
    "propose-return",
    "settle-return",
    "issue-bills",
    "cancel-bill",
    "mail-letters",
    "propose-collection",
    "settle-collection",
    "recall-collection",
    "issue-receipts",
    "print-receipts",
    "answer-request",
    "issue-document",
    "propose-day",
    "settle-day",
    "recall-day",
    "propose-remittance",
    "settle-remittance",
    "recall-remittance",
)
MOVES = (
    "withdraw",
    "cancel",
    "close lines",
    "comment",
    "recall proposal",
    "recall payees",
    "put payees aside",
    "check payees",
    "open recall",
    "drop recall",
    "cancel bill",
    "mail letters",
    "recall order",
    "issue receipts",
    "print receipts",
    "answer request",
    "issue document",
    "recall day",
    "recall remittance",
)
"""Commands that carry no signature of their own."""
SIGNED = (
    "submit",
    "resubmit",
    "approve",
    "return",
    "release",
    "approve proposal",
    "return proposal",
    "propose",
    "act",
    "propose payees",
    "approve payees",
    "return payees",
    "order return",
    "settle return",
    "send return back",
    "issue bills",
    "order refund",
    "approve order",
    "return order",
    "order day",
    "approve day",
    "return day",
    "order remittance",
    "approve remittance",
    "return remittance",
)
COMMANDS = MOVES + SIGNED
LEAVES_ALONE = ("read batch", "read stages", "read user", "comment", "check payees", "mail letters")
"""What changes nothing of what it is about, however often it has its effect."""
KEY = {KEY_REVOKED: "key_revoked", OTHERS_KEY: "key_unknown"}
UNASKED = (LOCKED, NOT_ASKED_AGAIN)  # challenge_wrong
ASKED_AGAIN_LAST = (
    "approve",
    "return",
    "approve proposal",
    "return proposal",
    "approve payees",
    "return payees",
    "settle return",
    "send return back",
    "approve order",
    "return order",
    "approve day",
    "return day",
    "approve remittance",
    "return remittance",
)
"""Looked at when all else is right."""


def expected(role: str, condition: str, request: str, whose: str = "", state: str = "") -> str:
    """Return `ok` or the code of the refusal for one request of somebody."""
    kind, _, what = request.partition(": ")
    if kind in OPEN:
        return OK
    if kind == "read application":
        return ABOUT[kind][whose]
    if kind == "operator":
        return "role_missing"
    if role == NOBODY:
        return "password_wrong" if kind == "sign in" else "session_ended"
    if kind == "sign in":
        return SIGN_IN.get(condition, OK)
    return _of_the_person(role, condition, kind) or _of_the_thing(role, condition, (kind, what), (whose, state))


def _of_the_person(role: str, condition: str, kind: str) -> str:
    """Return why somebody is refused whatever it is about, or ''."""
    holds = "" if condition in (RIGHT_ENDED, RIGHT_TO_COME) else role
    for refused, code in (
        (condition in NO_SESSION, "session_ended"),
        (condition == WORKSTATION_REVOKED, "workstation_revoked"),
        (condition == MUST_CHANGE and kind not in OWN_PASSWORD, "password_must_change"),
        (condition == LOCKED and kind in WITH_PASSWORD, "user_locked"),
        (condition == ELSEWHERE and kind in (*COMMANDS, "register key"), "device_wrong"),
        (condition == STALE and kind in COMMANDS, "session_stale"),
        (holds not in MAY.get(kind, (holds,)), "role_missing"),
    ):
        if refused:
            return code
    return ""


def _of_the_thing(role: str, condition: str, what: tuple[str, str], of: tuple[str, str]) -> str:
    kind, (whose, _) = what[0], of
    if whose in ("in another agency's name", "for another unit", "as a colleague"):
        return _answer(what, of)
    if kind in (*SIGNED, "register key") and condition in KEY:
        return KEY[condition]
    if kind == "act" and role not in ACTS_BY[what[1]]:
        return "role_missing"
    answer = _answer(what, of)
    all_else_right = answer == OK or (kind == "approve proposal" and whose in BY_LEFT.values())
    if condition in UNASKED and (kind == "act" or (kind in ASKED_AGAIN_LAST and all_else_right)):
        return "challenge_wrong"
    return answer


_BATCHES = (BATCH_OF, BATCH_STATES)
_BY_STATE: tuple[tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]], ...] = (
    (BILL_OF, BILL_STATES),
    (PAYMENT_OF, PAYMENT_STATES),
    (SETTLED_OF, SETTLED_STATES),
    (RECEIPT_OF, {}),
    (REQUEST_OF, REQUEST_STATES),
    (RECALL_OF, RECALL_STATES),
)


_BY_TWO = ((CHANGE_OF, "payees"), (ORDER_OF, "order"), (DAY_OF, "day"), (REMITTANCE_OF, "remittance"))


def _answer(what: tuple[str, str], of: tuple[str, str]) -> str:
    (kind, more), (whose, state) = what, of
    if kind in SIMPLE:
        return SIMPLE[kind]
    if kind == "act":
        return ACTED_ELSE[more][whose] if more in ACTED_ELSE else ACTED_USER[whose][more]
    if kind == "propose":
        return PROPOSED_ELSE[more][whose] if more in PROPOSED_ELSE else PROPOSED_USER[whose][more]
    if kind in ABOUT:
        return ABOUT[kind][whose]
    if kind.endswith(" proposal"):
        settled = state != "pending" and whose not in (OTHER_AGENCY, UNKNOWN)
        return "status_forbids" if settled else PROPOSAL_OF[whose][kind]
    if kind in RETURNED_CHANGE_OF[UNKNOWN]:
        waits = state != "returned" and whose in (OWN, SAME_PERSON, COLLEAGUE)
        return "status_forbids" if waits else RETURNED_CHANGE_OF[whose][kind]
    for of_all, of_pending in _BY_TWO:
        if kind.endswith(f" {of_pending}"):
            settled = state != "pending" and whose in (OWN, SAME_PERSON, COLLEAGUE)
            return "status_forbids" if settled else of_all[whose][kind]
    of_all, states = next(((one, states) for one, states in _BY_STATE if kind in one[UNKNOWN]), _BATCHES)
    answer = of_all[whose][kind]
    return states[state][kind] if answer == "by state" else answer


SUCCESS = {
    "apply": 201,
    "sign in": 201,
    "register key": 201,
    "ask challenge": 201,
    "print slip": 201,
    "sign out": 204,
    "leave anchor": 204,
    "leave paper": 204,
} | dict.fromkeys(COMMANDS, 201)
"""The HTTP status of `ok`; 200 where nothing is said."""

STATUS = {
    "session_ended": 401,
    "password_wrong": 401,
    "not_found": 404,
    "subject_unknown": 404,
    "session_stale": 409,
    "status_forbids": 409,
    "edition_changed": 409,
    "cancel_too_late": 409,
    "already_signed": 409,
    "proposal_pending": 409,
    "bill_touched": 409,
    "receipt_not_due": 422,
    "slip_printed": 409,
    "field_wrong": 422,
    "file_missing": 422,
    "follow_up_wrong": 422,
    "command_id_reused": 422,
    "rights_conflict": 422,
    "user_id_taken": 422,
    "policy_unmeetable": 422,
    "password_too_short": 422,
}
"""The HTTP status of a refusal; 403 where nothing is said."""


def status(request: str, code: str) -> int:
    """Return the HTTP status that goes with an answer."""
    if code == OK:
        return SUCCESS.get(request.partition(": ")[0], 200)
    return STATUS.get(code, 403)
