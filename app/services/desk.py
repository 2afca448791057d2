"""What a signed-in person works with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.central.disbursement import Signer, public_key_id
from app.domain.access.user import Actor
from app.store import reference

if TYPE_CHECKING:
    from app.central.access import Session
    from app.central.client import Central
    from app.domain.access.user import Unit
    from app.store.unit_of_work import Store
    from app.system.clock import Clock
    from app.system.vault import Device, Enrolment


class Desk:
    """A person at a workstation, with the unit's store, the central system and the key that signs.

    ``online`` is False after a sign-in without the central system, and when a session has ended: then everything but
    speaking with it works, and `SignIn.resume` makes it True again. Screens never see this; services do.
    """

    def __init__(
        self, enrolment: Enrolment, device: Device, store: Store, central: Central, clock: Clock, bank_key: str
    ) -> None:
        self.company_id = enrolment.company_id
        self.agency_name = enrolment.agency_name
        self.unit_name = enrolment.unit_name
        self.actor = Actor(enrolment.person, enrolment.agency, enrolment.unit, device.id)
        self.store = store
        self.central = central
        self.clock = clock
        self.bank_key = bank_key
        self.online = False
        self.last_sign_in_at = ""
        self.last_sign_in_device = ""
        self.signer = Signer(
            uid=enrolment.person.uid,
            kid=public_key_id(enrolment.key),
            key=enrolment.key,
            agency=enrolment.agency,
            unit=enrolment.unit,
            device=device.id,
            session_epoch="",
        )

    def join(self, session: Session) -> None:
        """Take over a session: its epoch goes into every command from here on, its roles count at once."""
        self.signer = replace(self.signer, session_epoch=session.epoch)
        self.actor = replace(self.actor, person=session.person)
        self.last_sign_in_at = session.last_sign_in_at
        self.last_sign_in_device = session.last_sign_in_device
        self.online = True

    @property
    def unit(self) -> Unit | None:
        """The unit as the central system last told it; None before the first time."""
        with self.store.read() as rd:
            return reference.unit(rd)
