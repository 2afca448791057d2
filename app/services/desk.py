"""What a signed-in person works with."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.central.disbursement import public_key_id
from app.central.signed_orders import Signer
from app.domain.access.permissions import Action
from app.domain.access.user import Actor
from app.domain.values.errors import Broken
from app.services.audit_anchoring import AuditAnchoring
from app.store import reference
from app.system import reference_data

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from app.central.access import About, Session
    from app.central.client import Central
    from app.domain.access.user import Unit
    from app.domain.values.calendar import BusinessCalendar
    from app.store.unit_of_work import Store
    from app.system.clock import Clock
    from app.system.vault import Device, Enrolment

SIMULATOR = "simulator"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store was ``told`` last, counted: the unit, None before the first time, and its days."""

    told: int
    unit: Unit | None
    calendar: BusinessCalendar


class Desk:
    """A person at a workstation, with the unit's store, the central system and the key that signs.

    ``online`` is False after a sign-in without the central system, and when a session has ended: then everything but
    speaking with it works, and `SignIn.resume` makes it True again. ``locked_out`` is True once the central system has
    taken this workstation out of use, at ``locked_out_at``: the store is closed, and `SignIn` says when it opens again.
    ``about`` is who the central system is, as it said itself the last time. The paying screens see its narrow side
    only, `app.ui.screens.disbursement.parts.ports.Desk`.
    """

    def __init__(
        self,
        enrolment: Enrolment,
        device: Device,
        store: Store,
        central: Central,
        clock: Clock,
        about: About,
        revoked: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.enrolment = enrolment
        self.company_id = enrolment.company_id
        self.agency_name = enrolment.agency_name
        self.unit_name = enrolment.unit_name
        self.actor = Actor(enrolment.person, enrolment.agency, enrolment.unit, device.id)
        self.store = store
        self.central = central
        self.clock = clock
        self.about = about
        self.banks = reference_data.banks()
        self.anchoring = AuditAnchoring(store, central, device.id)
        self.online = False
        self.locked_out, self.locked_out_at = False, ""
        self.practising = False  # with a store of its own, at a simulator only
        self.present: frozenset[str] = frozenset()  # uids of colleagues with a session, as told last
        self.unread_draws: tuple[str, ...] = ()  # documents of draws that made no sense when they were told last
        self._revoked = revoked
        self.last_sign_in_at = ""
        self.last_sign_in_device = ""
        self.password_expires_at: str | None = None  # until a session says so; '' is never
        self.signer = Signer(
            uid=enrolment.person.uid,
            kid=public_key_id(enrolment.key),
            key=enrolment.key,
            agency=enrolment.agency,
            unit=enrolment.unit,
            device=device.id,
            session_epoch="",
        )
        self._told = 0  # how often the store was told of the unit
        self._known: _Known | None = None
        self._joining = threading.Lock()
        # One at a time, however many hold this desk: the same command sent twice at once would be settled twice.
        self.sending, self.hearing = threading.RLock(), threading.RLock()

    @property
    def simulated(self) -> bool:
        """True when the central system says that it moves no real money."""
        return self.about.identity == SIMULATOR

    @property
    def unit(self) -> Unit:
        """The unit as the central system last told it; raise `Broken` ``unit_unknown`` before it ever did."""
        unit = self._looked_up().unit
        if unit is None:
            raise Broken("unit_unknown")
        return unit

    @property
    def calendar(self) -> BusinessCalendar:
        """The days on which banks and offices work, with those that the central system told otherwise."""
        return self._looked_up().calendar

    def unit_told(self) -> None:
        """Look the unit up anew, and its days: the store has just been told of it."""
        self._told += 1

    def _looked_up(self) -> _Known:
        # Counted before the store is read: what another thread tells it meanwhile is looked up next time.
        told, known = self._told, self._known
        if known is None or known.told != told or known.unit is None:
            with self.store.read() as rd:
                unit = reference.unit(rd)
            days = unit.changed_days if unit is not None else ()
            known = self._known = _Known(told, unit, reference_data.calendar().changed(days))
        return known

    def now(self) -> datetime:
        """Return the central system's time as well as it is known."""
        return self.clock.now()

    def note(self, action: Action, about: str, facts: Mapping[str, str] | None = None) -> None:
        """Write into the audit trail that something was done which changes nothing else."""
        with self.store.write(self.actor, action, about, facts):
            pass

    def lock_out(self, at: str) -> None:
        """Close the store because this workstation was taken out of use ``at``; what is kept in it stays there.

        Remembered first, so that the next start finds it closed whatever happens here.
        """
        self._revoked(at)
        self.locked_out, self.locked_out_at, self.online = True, at, False
        try:
            self.note(Action.SIGN_OUT, self.actor.person.uid, {"reason": "workstation_revoked"})
        except Broken as problem:  # closed already, or a disk that is full: closed it is either way
            _log.warning("not written down: %s", problem.code)
        self.store.close()

    def join(self, session: Session) -> None:
        """Take over a session: its epoch goes into every command from here on, its roles count at once."""
        with self._joining:
            self.signer = replace(self.signer, session_epoch=session.epoch)
            self.actor = replace(self.actor, person=session.person)
            self.last_sign_in_at = session.last_sign_in_at
            self.last_sign_in_device = session.last_sign_in_device
            self.password_expires_at = session.password_expires_at
            self.online = True
