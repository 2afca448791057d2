"""Saying no: a code of the wire with its facts, and the HTTP status that carries it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.wire.access import Problem
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from app.wire.breach import Breach

_R = Refusal
_CONTENT = 422
"""Everything that is wrong in the content."""

_STATUS: dict[Refusal, int] = {
    _R.TOO_MANY_REQUESTS: 429,
    _R.TOO_SLOW: 408,
    _R.BODY_ENCODED: 415,
    _R.UNAVAILABLE: 503,
    _R.MAINTENANCE: 503,
    _R.CLIENT_TOO_OLD: 426,
    _R.SESSION_ENDED: 401,
    _R.PASSWORD_WRONG: 401,
    _R.ACTIVATION_WRONG: 401,
    _R.SESSION_HELD: 409,
    _R.SESSION_ELSEWHERE: 409,
    _R.NOT_CANONICAL: 400,
    _R.TOO_LARGE: 413,
    _R.NOT_FOUND: 404,
    _R.SUBJECT_UNKNOWN: 404,
    _R.PAYEE_UNKNOWN: 404,
    **dict.fromkeys(
        (
            _R.USER_LOCKED,
            _R.USER_SUSPENDED,
            _R.RIGHTS_ENDED,
            _R.SLIP_EXPIRED,
            _R.WORKSTATION_UNKNOWN,
            _R.WORKSTATION_CODE_WRONG,
            _R.WORKSTATION_REVOKED,
            _R.DEVICE_PROOF_WRONG,
            _R.PASSWORD_MUST_CHANGE,
            _R.ROLE_MISSING,
            _R.OTHER_UNIT,
            _R.KEY_UNKNOWN,
            _R.KEY_REVOKED,
            _R.SIGNATURE_WRONG,
            _R.DEVICE_WRONG,
            _R.DEVICE_SAME_AS_MAKER,
            _R.MAKER_CANNOT_APPROVE,
            _R.NOT_THE_MAKER,
            _R.CHALLENGE_WRONG,
            _R.KEY_NOT_PERMITTED,
            _R.NOT_YOUR_TURN,
            _R.MAKER_SUSPENDED,
            _R.SIGNER_SUSPENDED,
            _R.MAKER_REMOVED,
            _R.MAKER_KEY_REVOKED,
            _R.SIGNER_REMOVED,
            _R.PROPOSER_CANNOT_APPROVE,
            _R.NOT_THE_PROPOSER,
            _R.ADMIN_BY_BANK_ONLY,
            _R.OWN_ACCOUNT,
            _R.OWN_MATTER,
        ),
        403,
    ),
    **dict.fromkeys(
        (
            _R.SESSION_STALE,
            _R.STATUS_FORBIDS,
            _R.EDITION_CHANGED,
            _R.ALREADY_SIGNED,
            _R.ANCHOR_REWOUND,
            _R.DRILL_NOT_ALONE,
            _R.PROPOSAL_PENDING,
            _R.SUBJECT_CHANGED,
            _R.SLIP_PRINTED,
            _R.CANCEL_TOO_LATE,
            _R.CUT_OFF_PASSED,
            _R.PAYEE_CHANGED,
            _R.ROUTE_CHANGED,
            _R.BILL_TOUCHED,
            _R.RECEIPT_STANDS,
            _R.REMITTED,
        ),
        409,
    ),
}


def codes_of() -> dict[int, set[str]]:
    """Return the codes that each status may carry."""
    found: dict[int, set[str]] = {}
    for refusal in Refusal:
        found.setdefault(_STATUS.get(refusal, _CONTENT), set()).add(refusal.value)
    return found


NOT_STORED = frozenset(
    {
        _R.TOO_MANY_REQUESTS,
        _R.TOO_SLOW,
        _R.BODY_ENCODED,
        _R.UNAVAILABLE,
        _R.MAINTENANCE,
        _R.CLIENT_TOO_OLD,
        _R.SESSION_ENDED,
        _R.WORKSTATION_REVOKED,
        _R.PASSWORD_MUST_CHANGE,
        _R.TOO_LARGE,
    }
)
"""Refusals of the hop, not of the command: nothing is remembered and the same command may come again."""


class Refused(Exception):
    """A rule said no; the transaction around it leaves no effect."""

    def __init__(self, refusal: Refusal, **facts: str) -> None:
        super().__init__(refusal)
        self.refusal = refusal
        self.facts = facts

    @property
    def status(self) -> int:
        """The HTTP status; 422 for everything that is wrong in the content."""
        return _STATUS.get(self.refusal, _CONTENT)

    def problem(self) -> Problem:
        """Return the body that goes over the wire."""
        return Problem(code=self.refusal.value, facts=self.facts)


def unreadable(breach: Breach) -> Refused:
    """Return the refusal of bytes that break their schema, with the place, for whoever writes a client."""
    return Refused(Refusal.NOT_CANONICAL, path=breach.path, why=breach.sentence)


def wrong(field: str, line: str = "") -> Refused:
    """Return the refusal of a field that cannot be what it says; ``line`` is the number of its line or entry."""
    return Refused(Refusal.FIELD_WRONG, field=field, line=line)


def demand_fields(*fields: tuple[str, bool]) -> None:
    """Refuse the first field that is not sound."""
    for name, sound in fields:
        if not sound:
            raise wrong(name)
