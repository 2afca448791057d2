"""Who may do what, written by hand from document 002 and the plan: the answer expected to every request.

Nothing here comes from the product. To look an answer up, go down the precedence: the first rule that speaks decides.

1. What is open to everybody, and what is the operator's alone.
2. Whether somebody is signed in, and in what condition they are (`SIGN_IN`, `NO_SESSION`, `REVOKED`, `OWN_PASSWORD`).
3. A command of an earlier session is refused whatever it says.
4. The right (`MAY`): a right that has ended is none.
5. The signing key, where something is signed (`SIGNED`); then, for acts, the right to this very act (`ACTS_BY`).
6. What it is about: whose it is, and in which state (the tables below).

`ok` means that it had its effect, or showed what it shows; everything else is the code of the refusal.
"""

from __future__ import annotations

OK = "ok"

UNIT_ROLES = ("maker_payment", "maker_collection", "maker_remittance", "authorizer", "unit_auditor")
PARENT_ROLES = ("admin_1", "admin_2", "agency_auditor")
ROLES = UNIT_ROLES + PARENT_ROLES
NOBODY = "nobody"

READY = "ready"
MUST_CHANGE = "must change the password"
STALE = "session epoch of an earlier session"
ENDED = "session ended"
SUSPENDED = "suspended"
REMOVED = "removed"
RIGHT_ENDED = "right ended yesterday"
WORKSTATION_REVOKED = "workstation revoked"
KEY_REVOKED = "signing key revoked"
NOT_ASKED_AGAIN = "password not asked again"
CONDITIONS = (
    READY,
    MUST_CHANGE,
    STALE,
    ENDED,
    SUSPENDED,
    REMOVED,
    RIGHT_ENDED,
    WORKSTATION_REVOKED,
    KEY_REVOKED,
    NOT_ASKED_AGAIN,
)
NO_TOKEN, MADE_UP_TOKEN, OPERATORS_TOKEN = "no token", "a made-up token", "the operator's token"

# 1. Open to everybody; the operator's alone.

OPEN = ("health", "about", "practice rules", "apply")

OPERATORS = (
    ("GET", "clock"),
    ("PUT", "clock"),
    ("POST", "clock/advance"),
    ("GET", "faults"),
    ("POST", "faults"),
    ("DELETE", "faults"),
    ("GET", "ledger"),
    ("GET", "notices"),
    ("GET", "batches/ID"),
    ("GET", "held"),
    ("POST", "held/ID/release"),
    ("POST", "held/ID/reject"),
    ("POST", "unlock"),
    ("GET", "door"),
    ("PUT", "door"),
    ("GET", "applications"),
    ("POST", "applications/ID/approve"),
    ("POST", "applications/ID/decline"),
    ("GET", "administrators"),
    ("POST", "administrators/reset"),
    ("POST", "administrators/unlock"),
    ("POST", "slips/ID"),
    ("GET", "person-notices"),
    ("POST", "deposits"),
    ("POST", "audit-anchors"),
    ("PUT", "snapshots/ID"),
    ("POST", "snapshots/ID"),
)

# 2. In what condition somebody is.

NO_SESSION = (ENDED, SUSPENDED, REMOVED)  # session_ended
OWN_PASSWORD = ("keep session", "sign out", "change password")  # all that is left before an own password is set
SIGN_IN = {
    READY: OK,
    MUST_CHANGE: OK,
    STALE: OK,
    ENDED: OK,
    SUSPENDED: "user_suspended",
    REMOVED: "password_wrong",
    RIGHT_ENDED: "rights_ended",
    WORKSTATION_REVOKED: "workstation_revoked",
    KEY_REVOKED: OK,
    NOT_ASKED_AGAIN: OK,
}

# 4. Rights.

EVERYBODY = ROLES
MAKER, AUTHORIZER, ONE, TWO = ("maker_payment",), ("authorizer",), ("admin_1",), ("admin_2",)
EITHER = ONE + TWO
MAY = {
    "read unit": EVERYBODY,
    "read events": EVERYBODY,
    "read batch": ("maker_payment", "authorizer", "unit_auditor", "agency_auditor"),
    "read agency": ("admin_1", "admin_2", "agency_auditor"),
    "read user": ("admin_1", "admin_2", "agency_auditor"),
    "print slip": TWO,
    "submit": MAKER,
    "resubmit": MAKER,
    "withdraw": MAKER,
    "cancel": MAKER,
    "approve": AUTHORIZER,
    "return": AUTHORIZER,
    "recall proposal": ONE,
    "approve proposal": TWO,
    "return proposal": TWO,
    "propose": ONE,
    "act": EITHER,
}
PROPOSALS = (
    "user.add",
    "user.change",
    "user.suspend",
    "user.resume",
    "user.remove",
    "key.permit",
    "policy.change",
    "workstation.permit",
    "review",
    "unit.apply",
)
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

MOVES = ("withdraw", "cancel", "recall proposal")  # commands that carry no signature of their own
SIGNED = ("submit", "resubmit", "approve", "return", "approve proposal", "return proposal", "propose", "act")
COMMANDS = MOVES + SIGNED
ASKED_AGAIN_LAST = ("approve", "return", "approve proposal", "return proposal")  # looked at when all else is right


def table(text: str) -> dict[str, dict[str, str]]:
    """Read a table: columns are two spaces apart, ``.`` stands for ``status_forbids``."""
    head, *rows = ([cell.strip() for cell in line.split("  ") if cell.strip()] for line in text.strip().splitlines())
    return {row[0]: dict(zip(head[1:], (_word(cell) for cell in row[1:]), strict=True)) for row in rows}


def _word(cell: str) -> str:
    return "status_forbids" if cell == "." else cell


# 6. What it is about. First whose it is; where that says "by state", the state decides.

OWN, SAME_PERSON, COLLEAGUE = "own", "made under another name", "a colleague's"
OTHER_UNIT, OTHER_AGENCY, UNKNOWN = "another unit's", "another agency's", "unknown"
FOREIGN = (OTHER_UNIT, OTHER_AGENCY, UNKNOWN)
"""What must look alike: nobody learns whether something exists that is not theirs."""

BATCH_OF = table("""
whose                    read batch  approve               return                withdraw       cancel         resubmit
own                      ok          maker_cannot_approve  maker_cannot_approve  by state       by state       by state
made under another name  ok          maker_cannot_approve  maker_cannot_approve  not_the_maker  not_the_maker  not_the_maker
a colleague's            ok          by state              by state              not_the_maker  not_the_maker  not_the_maker
another unit's           not_found   not_found             not_found             not_found      not_found      field_wrong
another agency's         not_found   not_found             not_found             not_found      not_found      field_wrong
unknown                  not_found   not_found             not_found             not_found      not_found      edition_changed
""")  # noqa: E501
"""Handing in an edition is the one place where a foreign batch differs from none: its name is taken for everybody."""

BATCH_STATES = table("""
state                    approve         return          withdraw  cancel  resubmit
submitted                ok              ok              ok        .       ok
in_approval              ok              ok              .         .       ok
signed by oneself        already_signed  already_signed  .         .       ok
approved                 .               .               .         .       .
released                 .               .               .         .       .
settled                  .               .               .         .       .
partly_settled           .               .               .         .       .
refused                  .               .               .         .       .
returned                 .               .               .         ok      ok
withdrawn                .               .               .         ok      ok
cancelled                .               .               .         .       .
""")

PROPOSAL_OF = table("""
whose                    approve proposal         return proposal          recall proposal
own                      proposer_cannot_approve  proposer_cannot_approve  ok
made under another name  proposer_cannot_approve  proposer_cannot_approve  not_the_proposer
a colleague's            ok                       ok                       not_the_proposer
another agency's         not_found                not_found                not_found
unknown                  not_found                not_found                not_found
""")
"""Of a proposal that is pending; one of the agency in another state is `status_forbids`, whoever made it."""

PROPOSED_USER = table("""
subject                        user.change          user.suspend         user.resume          user.remove          key.permit
user                           ok                   ok                   .                    ok                   ok
user of another unit           ok                   ok                   .                    ok                   ok
suspended                      ok                   .                    ok                   ok                   ok
suspended by oneself           ok                   ok                   ok                   ok                   ok
suspended by the other         ok                   ok                   ok                   ok                   ok
one with a pending proposal    proposal_pending     proposal_pending     .                    proposal_pending     proposal_pending
removed                        subject_unknown      subject_unknown      subject_unknown      subject_unknown      subject_unknown
an administrator               admin_by_bank_only   admin_by_bank_only   admin_by_bank_only   admin_by_bank_only   admin_by_bank_only
oneself                        admin_by_bank_only   admin_by_bank_only   admin_by_bank_only   admin_by_bank_only   admin_by_bank_only
another agency's               subject_unknown      subject_unknown      subject_unknown      subject_unknown      subject_unknown
another agency's admin         subject_unknown      subject_unknown      subject_unknown      subject_unknown      subject_unknown
unknown                        subject_unknown      subject_unknown      subject_unknown      subject_unknown      subject_unknown
""")  # noqa: E501

PROPOSED_ELSE = {
    "user.add": {
        "in a unit of the agency": OK,
        "an auditor of the agency itself": OK,
        "a maker of the agency itself": "field_wrong",
        "in another agency's unit": "field_wrong",
        "in no unit": "field_wrong",
        "with an administrator's right": "admin_by_bank_only",
        "maker and authorizer at once": "rights_conflict",
        "an authorizer's second name as maker": "rights_conflict",
        "a user name that is taken": "user_id_taken",
        "in another agency's name": "other_unit",
    },
    "policy.change": {
        "of the agency": OK,
        "of another agency": "field_wrong",
        "about another agency's unit": "field_wrong",
        "with another agency's person": "field_wrong",
        "that nobody could meet": "policy_unmeetable",
    },
    "workstation.permit": {
        "in a unit of the agency": OK,
        "in another agency's unit": "subject_unknown",
        "in no unit": "subject_unknown",
    },
    "review": {
        "of people of the agency": OK,
        "of another agency": "field_wrong",
        "of another agency's person": "subject_unknown",
        "of an unknown person": "subject_unknown",
    },
    "unit.apply": {
        "a unit under the agency": OK,
        "a unit under another agency": "field_wrong",
        "with another agency's account": "field_wrong",
    },
}

ACTED_USER = table("""
subject                 suspend_now         confirm_suspension       unlock              reset_password      end_session
user                    ok                  .                        ok                  ok                  ok
user of another unit    ok                  .                        ok                  ok                  ok
suspended               .                   .                        ok                  ok                  ok
suspended by oneself    .                   proposer_cannot_approve  ok                  ok                  ok
suspended by the other  .                   ok                       ok                  ok                  ok
removed                 subject_unknown     subject_unknown          subject_unknown     subject_unknown     subject_unknown
an administrator        admin_by_bank_only  admin_by_bank_only       admin_by_bank_only  admin_by_bank_only  admin_by_bank_only
oneself                 admin_by_bank_only  admin_by_bank_only       admin_by_bank_only  admin_by_bank_only  admin_by_bank_only
another agency's        subject_unknown     subject_unknown          subject_unknown     subject_unknown     subject_unknown
another agency's admin  subject_unknown     subject_unknown          subject_unknown     subject_unknown     subject_unknown
unknown                 subject_unknown     subject_unknown          subject_unknown     subject_unknown     subject_unknown
""")  # noqa: E501

ACTED_ELSE = {
    "revoke_workstation": {
        "in use": OK,
        "revoked": "status_forbids",
        "another agency's": "subject_unknown",
        "unknown": "subject_unknown",
        "in another agency's name": "other_unit",
    },
    "revoke_key": {
        "a user's": OK,
        "revoked": "status_forbids",
        "an administrator's": "admin_by_bank_only",
        "another agency's": "subject_unknown",
        "unknown": "subject_unknown",
    },
}

ABOUT = {
    "read user": {
        "user": OK,
        "user of another unit": OK,
        "removed": OK,
        "an administrator": OK,
        "oneself": OK,
        "another agency's": "subject_unknown",
        "another agency's admin": "subject_unknown",
        "unknown": "subject_unknown",
    },
    "print slip": {
        "a user's": OK,
        "a workstation's": OK,
        "printed": "slip_printed",
        "void": "slip_expired",
        "an administrator's": "not_found",
        "another agency's": "not_found",
        "unknown": "not_found",
    },
    # The command that was refused then with field_wrong is said again; others' commands are as unknown as none.
    "read answer": {
        "own": "field_wrong",
        "a colleague's": "not_found",
        "another agency's": "not_found",
        "unknown": "not_found",
    },
    "repeat command": {
        "own": "command_id_reused",
        "a colleague's": "command_id_reused",
        "another agency's": "field_wrong",
        "unknown": "field_wrong",
    },
    "read anchors": {"here": OK, "a colleague's": "device_wrong", "unknown": "device_wrong"},
    "leave anchor": {"here": OK, "a colleague's": "device_wrong", "unknown": "device_wrong"},
    "read application": {"with its code": OK, "without a code": "not_found", "unknown": "not_found"},
    "submit": {"for the own unit": OK, "for another unit": "other_unit", "as a colleague": "not_the_maker"},
}
"""`repeat command`: the same name with other bytes. Names are an agency's own: another agency's says nothing."""

SIMPLE = {
    "keep session": OK,
    "sign out": OK,
    "change password": "password_too_short",
    "register key": OK,
    "ask challenge": OK,
    "read unit": OK,
    "read events": OK,
    "read agency": OK,
}
"""`change password` is asked with the right password and a new one that is too short: so far whoever may comes."""


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
        return SIGN_IN[condition]
    return _of_the_person(role, condition, kind) or _of_the_thing(role, condition, (kind, what), (whose, state))


def _of_the_person(role: str, condition: str, kind: str) -> str:
    """Return why somebody is refused whatever it is about, or ''."""
    holds = "" if condition == RIGHT_ENDED else role
    for refused, code in (
        (condition in NO_SESSION, "session_ended"),
        (condition == WORKSTATION_REVOKED, "workstation_revoked"),
        (condition == MUST_CHANGE and kind not in OWN_PASSWORD, "password_must_change"),
        (condition == STALE and kind in COMMANDS, "session_stale"),
        (holds not in MAY.get(kind, (holds,)), "role_missing"),
    ):
        if refused:
            return code
    return ""


def _of_the_thing(role: str, condition: str, what: tuple[str, str], of: tuple[str, str]) -> str:
    kind, (whose, _) = what[0], of
    if kind == "register key" and condition == KEY_REVOKED:
        return "key_revoked"
    if whose in ("in another agency's name", "for another unit", "as a colleague"):
        return _answer(what, of)
    if kind in SIGNED and condition == KEY_REVOKED:
        return "key_revoked"
    if kind == "act" and role not in ACTS_BY[what[1]]:
        return "role_missing"
    answer = _answer(what, of)
    unasked = condition == NOT_ASKED_AGAIN
    if unasked and (kind == "act" or (kind in ASKED_AGAIN_LAST and answer == OK)):
        return "challenge_wrong"
    return answer


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
    answer = BATCH_OF[whose][kind]
    return BATCH_STATES[state][kind] if answer == "by state" else answer


SUCCESS = {
    "apply": 201,
    "sign in": 201,
    "register key": 201,
    "ask challenge": 201,
    "print slip": 201,
    "sign out": 204,
    "leave anchor": 204,
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
    "already_signed": 409,
    "proposal_pending": 409,
    "slip_printed": 409,
    "field_wrong": 422,
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
