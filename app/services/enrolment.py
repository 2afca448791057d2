"""For whoever has no name here yet, or is kept out: applying for the service, and the form for the branch."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from app import i18n
from app.documents.pdf import access_content, application_forms
from app.documents.pdf.content import Office, Printing
from app.domain.access.enrolment import Received
from app.domain.values.dates import instant
from app.services.desk import SIMULATOR
from app.system import files

if TYPE_CHECKING:
    from pathlib import Path

    from app.domain.access.enrolment import AgencyApplication, Applicant
    from app.domain.access.proposal import Application
    from app.i18n import Language
    from app.services.sign_in import SignIn
    from app.system.clock import Clock
    from app.system.vault import Vault

APPLICATION_PIN = "application"
_AGENCY = slice(4, 8)
"""Where a Company ID (``GMIS210100``) names the agency."""


class Enrolment:
    """Asks the central system outside any session; every method may take seconds."""

    def __init__(self, sign_in: SignIn, vault: Vault, clock: Clock) -> None:
        self._sign_in = sign_in
        self._vault = vault
        self._clock = clock

    def apply(self, form: AgencyApplication) -> Received:
        """Send an agency's application; its number and code are remembered at this workstation.

        Raises `Refused` ``field_wrong`` (fact ``field``), `Unreachable`; after that it is not known whether the bank
        has it.
        """
        with self._sign_in.met() as (central, _):
            received = central.enrolment.apply(form, instant(self._clock.now()))
        self._vault.pin(APPLICATION_PIN, json.dumps(asdict(received)))
        return received

    def remembered(self) -> Received | None:
        """Return the application that was sent from this workstation last, None before the first."""
        pinned = self._vault.pinned(APPLICATION_PIN)
        return Received(**json.loads(pinned)) if pinned else None

    def ask(self, application_id: str, code: str) -> Application:
        """Ask what became of an application; raise `Refused` ``application_unknown``, `Unreachable`."""
        with self._sign_in.met() as (central, _):
            return central.enrolment.ask(application_id.strip(), code.strip())

    def write_agency_form(
        self, path: Path, form: AgencyApplication, received: Received | None, language: Language
    ) -> None:
        """Write the application as a PDF to be signed and brought to the bank; raise `Broken` ``file_unwritable``."""
        paper = access_content.AgencyForm(
            office=self._office(form.name, form.agency, language),
            application_id=received.application_id if received else "",
            applied_at=received.at if received else "",
            address=form.address,
            order_no=form.order_no,
            gfmis_package=form.gfmis_package,
            admin_1=_on_paper(form.admin_1),
            admin_2=_on_paper(form.admin_2),
            printing=Printing(form.admin_1.name_th, instant(self._clock.now())),
        )
        files.replace(path, application_forms.write_agency(paper, language))

    def write_branch_form(self, path: Path, company_id: str, user_id: str, language: Language) -> None:
        """Write an administrator's request for a new password, with what the sign-in window knows.

        Raises `Unreachable` where nobody says whose bank it is, `Broken` ``file_unwritable``.
        """
        company_id, user_id = company_id.upper(), user_id.upper()
        agency = i18n.words(language, "access_papers.reset_form.agency", company=company_id)
        paper = access_content.ResetForm(
            office=self._office(agency, company_id[_AGENCY], language),
            agency_name="",
            company_id=company_id,
            user_id=user_id,
            name="",
            position="",
            why="locked",
            printing=Printing(user_id, instant(self._clock.now())),
        )
        files.replace(path, application_forms.write_reset(paper, language))

    def _office(self, agency_name: str, agency: str, language: Language) -> Office:
        unit = i18n.words(language, "access_papers.head_office")
        simulated = self._sign_in.about().identity == SIMULATOR
        return Office(agency_name, unit, f"{agency}000000", simulated=simulated)


def _on_paper(applicant: Applicant) -> access_content.Applicant:
    return access_content.Applicant(
        name_th=applicant.name_th,
        name_en=applicant.name_en,
        position=applicant.position,
        person_id=applicant.person_id,
        mobile=applicant.mobile,
        email=applicant.email,
    )
