"""The parts of an agency's application that are typed: the agency itself, and each administrator-to-be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.access.enrolment import AgencyApplication, Applicant, agency_faults, applicant_faults
from app.domain.values.texts import cleaned
from app.ui.fields import CheckField, TextField, row_of
from app.ui.surfaces import Column, Notice
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.access.record_rules import Fault
    from app.ui.fields import Field


LENGTH_MAX = 20
"""Of numbers as people write them, with dashes and blanks."""


def complain_all(fields: Mapping[str, Field], faults: Mapping[str, Fault]) -> bool:
    """Show each fault under its field, move to the first; say whether there was none."""
    for name, field in fields.items():
        fault = faults.get(name)
        field.complain("")
        if fault is not None:
            code, facts = fault
            own = f"enrolment.fault.{code}"
            field.complain(own if i18n.has(own) else f"errors.{code}", **facts)
    wrong = next((field for name, field in fields.items() if name in faults), None)
    if wrong is not None:
        wrong.take_keyboard()
    return wrong is None


class AgencyForm(QWidget):
    """The agency that applies, and what it applies for."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, TextField] = {
            "agency": TextField("enrolment.agency", hint="enrolment.agency_hint", required=True, length_max=4),
            "name": TextField("enrolment.name", required=True),
            "address": TextField("enrolment.address", required=True),
            "order_no": TextField("enrolment.order_no", hint="enrolment.order_no_hint", required=True),
        }
        self.package = CheckField("enrolment.package")
        self.package.setChecked(True)
        column = Column(self, spacing=SPACE.l)
        column.add(Label("enrolment.agency_why", role="quiet", wrap=True))
        column.addLayout(row_of(self.fields["agency"], self.fields["order_no"]))
        column.add(self.fields["name"], self.fields["address"], self.package)
        column.add(Label("enrolment.package_why", role="small", wrap=True))
        column.addStretch(1)
        self.setFocusProxy(self.fields["agency"])

    def read(self, admin_1: Applicant, admin_2: Applicant) -> AgencyApplication:
        """Return the application as it is typed."""
        typed = {name: cleaned(field.text()) for name, field in self.fields.items()}
        return AgencyApplication(**typed, gfmis_package=self.package.isChecked(), admin_1=admin_1, admin_2=admin_2)

    def check(self) -> bool:
        """Show what is wrong; say whether nothing is."""
        return complain_all(self.fields, agency_faults(self.read(Applicant(), Applicant())))


class ApplicantForm(QWidget):
    """One administrator-to-be; ``part`` is ``admin_1`` or ``admin_2``."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self.fields: dict[str, TextField] = {
            "name_th": TextField("enrolment.name_th", required=True),
            "name_en": TextField("enrolment.name_en", required=True),
            "position": TextField("enrolment.position", required=True),
            "person_id": TextField(
                "enrolment.person_id", hint="enrolment.person_id_hint", required=True, length_max=LENGTH_MAX
            ),
            "mobile": TextField("enrolment.mobile", hint="enrolment.mobile_hint", length_max=LENGTH_MAX),
            "email": TextField("enrolment.email"),
        }
        notice = Notice(tone="accent", icon="info")
        notice.say(f"enrolment.{part}", f"enrolment.{part}_why")
        column = Column(self, spacing=SPACE.l)
        column.add(notice)
        for left, right in (("name_th", "name_en"), ("position", "person_id"), ("mobile", "email")):
            column.addLayout(row_of(self.fields[left], self.fields[right]))
        column.addStretch(1)
        self.setFocusProxy(self.fields["name_th"])

    def read(self) -> Applicant:
        """Return the person as typed; digits without blanks and dashes."""
        typed = {name: cleaned(field.text()) for name, field in self.fields.items()}
        for name in ("person_id", "mobile"):
            typed[name] = typed[name].replace("-", "").replace(" ", "")
        return Applicant(**typed)

    def check(self, other: Applicant | None = None) -> bool:
        """Show what is wrong; ``other`` is who must be somebody else. Say whether nothing is wrong."""
        return complain_all(self.fields, applicant_faults(self.read(), other))
