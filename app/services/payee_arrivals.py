"""The register rebuilt from the log: each event about payees becomes its effect, in the commit of the event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.payees import holds
from app.domain.payees.news import PayeesAside, PayeesChecked, PayeesProposed, PayeesRecalled, PayeesSettled
from app.domain.values.dates import parse_instant
from app.domain.values.errors import Tampered
from app.store import payee_tasks, payees

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.access.keys import PublicKey
    from app.domain.disbursement.outcome import LogEvent
    from app.domain.payees.news import PayeeNews
    from app.store.unit_of_work import Writing


def apply_payee_news(tx: Writing, told: PayeeNews, event: LogEvent, keys: Mapping[str, PublicKey]) -> None:
    """Verify the signatures of news about payees and write what it says.

    Raises `Tampered` ``payees_signature_wrong``, and ``payees_unknown_change`` for what does not follow.
    """
    if not holds(told, keys):
        raise Tampered("payees_signature_wrong", seq=event.seq)
    at = parse_instant(event.at)
    match told:
        case PayeesProposed():
            payees.put_proposed(tx, told, at, event.seq)
        case PayeesSettled():
            payees.put_settled(tx, told, at)
        case PayeesRecalled():
            payees.put_recalled(tx, told, at)
        case PayeesAside():
            payee_tasks.put_aside(tx, told, at)
        case PayeesChecked():
            payees.put_checked(tx, told, at, event.seq)
