"""A central system that lacks one check: ``python -m tests.helpers.weakened_central CHECK ...``.

In a process of its own, it proves that the authority matrix looks: each of these holes must show in it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.simulator import __main__ as central
from app.simulator import operator_routes, sessions, signed_words
from app.simulator.administration import acts, agency, proposals
from app.simulator.disbursement import batches, call, decision, evidence, intake
from app.simulator.payees import changes, papers
from app.simulator.payees.tables import papers as kept
from app.simulator.refusals import Refused
from app.simulator.tables import units, users
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Row


def _nothing(*_asked: object, **_named: object) -> None:
    return None


def _any_unit(connection: Connection, _signed: object, op_id: str) -> batches.Batch:
    batch = batches.find(connection, op_id)
    if batch is None:
        raise Refused(Refusal.NOT_FOUND, op_id=op_id)
    return batch


def _telling(connection: Connection, signed: sessions.Signed, op_id: str) -> batches.Batch:
    """Refuse another unit's batch as it must be, but for one fact too many."""
    batch = _any_unit(connection, signed, op_id)
    if batch.unit != signed.unit:
        raise Refused(Refusal.NOT_FOUND, op_id=op_id, unit=batch.unit)
    return batch


def _any_agency(connection: Connection, _agency: str, uid: str) -> Row[Any]:
    joined = select(users).join(units, units.c.unit == users.c.unit).where(users.c.uid == uid)
    found = connection.execute(joined).one_or_none()
    if found is None:
        raise Refused(Refusal.SUBJECT_UNKNOWN)
    return found


def _any_paper(connection: Connection, _signed: object, sha256: str) -> papers.Paper:
    row = connection.execute(select(kept.c.media, kept.c.bytes).where(kept.c.sha256 == sha256)).first()
    if row is None:
        raise Refused(Refusal.NOT_FOUND)
    return papers.Paper(row.media, row.bytes)


def _any_signature() -> None:
    for owner in (intake, evidence, signed_words):
        setattr(owner, "verify", lambda *_asked: True)  # noqa: B010 - mypy knows it as the function


def _leave_out(name: str, *owners: object) -> None:
    for owner in owners:
        setattr(owner, name, _nothing)


WITHOUT: dict[str, Callable[[], None]] = {
    "rights": lambda: _leave_out("demand", sessions.Signed),
    "units": lambda: setattr(batches, "of_unit", _any_unit),
    "papers": lambda: setattr(papers, "read", _any_paper),
    "silence": lambda: setattr(batches, "of_unit", _telling),
    "agencies": lambda: setattr(agency, "user_of", _any_agency),
    "own-passwords": lambda: setattr(sessions, "authenticate_ready", sessions.authenticate),
    "session-epochs": lambda: _leave_out("demand_envelope", call.Call),
    "two-persons": lambda: _leave_out("demand_other_person", decision, changes),
    "signatures": _any_signature,
    "challenges": lambda: _leave_out("spend_challenge", decision, proposals, acts, changes),
    "operators": lambda: _leave_out("demand_operator", operator_routes),
}


if __name__ == "__main__":
    WITHOUT[sys.argv.pop(1)]()
    sys.exit(central.main())
