"""What the papers about access say, as plain data: slips, forms for the bank, the review list, the handover pack.

Instants are as `dates.instant` writes them, days are ISO, '' stands for none. A slip has no hash on it: whoever
holds the hash could try secrets against it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import msgspec

from app.documents.pdf.content import office_told

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from app.documents.pdf.content import Office, Printing

SlipKind = Literal["first", "reset", "workstation"]
ResetWhy = Literal["locked", "forgotten"]


class AccessPaper(StrEnum):
    """The papers about access that carry a hash, as their codes name them."""

    AGENCY_FORM = "agency_form"
    UNIT_FORM = "unit_form"
    RESET_FORM = "reset_form"
    REVIEW = "access_review"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class Slip:
    """A secret for one person, printed once; ``device_name`` is the workstation that a code is for."""

    kind: SlipKind
    agency_name: str
    company_id: str
    unit: str
    unit_name: str
    user_id: str
    name: str
    position: str
    device_name: str
    secret: str = field(repr=False)
    made_at: str
    expires_at: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class Applicant:
    """An administrator-to-be."""

    name_th: str
    name_en: str
    position: str
    person_id: str
    mobile: str
    email: str


@dataclass(frozen=True, slots=True)
class AgencyForm:
    """A parent agency's application: the service and perhaps the GFMIS package, with both administrators."""

    office: Office
    application_id: str
    applied_at: str
    address: str
    order_no: str
    gfmis_package: bool
    admin_1: Applicant
    admin_2: Applicant
    printing: Printing


@dataclass(frozen=True, slots=True)
class FormAccount:
    """An account of the unit at the bank of the service; ``purpose``: ``budget``, ``receiving``, ``off_budget``."""

    account: str
    name: str
    purpose: str


@dataclass(frozen=True, slots=True)
class UnitForm:
    """A unit's application, sent by both administrators of its agency; ``office`` is the agency's."""

    office: Office
    application_id: str
    applied_at: str
    unit: str
    unit_name: str
    branch: str
    address: str
    order_no: str
    accounts: tuple[FormAccount, ...]
    asked_by: str
    approved_by: str
    printing: Printing


@dataclass(frozen=True, slots=True)
class ResetForm:
    """An administrator asks the branch for a new password (document 002: only the bank may give one).

    What is not known at the sign-in window is left '' and becomes a line to write on.
    """

    office: Office
    agency_name: str
    company_id: str
    user_id: str
    name: str
    position: str
    why: ResetWhy
    printing: Printing


@dataclass(frozen=True, slots=True)
class Right:
    """A role with its days; ``until`` '' without end, ``substitute_for`` the name of whose place is taken."""

    role: str
    since: str
    until: str
    order_no: str
    substitute_for: str


@dataclass(frozen=True, slots=True)
class ReviewedUser:
    """A user on the review list. ``state`` as the administrators see it; ``result``: ``kept`` or ``open``."""

    user_id: str
    name: str
    unit_name: str
    rights: tuple[Right, ...]
    state: str
    last_sign_in_at: str
    result: str


@dataclass(frozen=True, slots=True)
class ReviewSigner:
    """Who answers for the review: ``role`` is ``admin_1`` or ``admin_2``, ``at`` '' until they have signed."""

    role: str
    name: str
    at: str


@dataclass(frozen=True, slots=True)
class AccessReview:
    """All users of an agency with their rights, for one period such as ``2570-1``."""

    office: Office
    period: str
    users: tuple[ReviewedUser, ...]
    signers: tuple[ReviewSigner, ...]
    printing: Printing


@dataclass(frozen=True, slots=True)
class HandoverBatch:
    """Work in progress: ``part`` is ``made`` or ``to_decide``."""

    reference: str
    document_no: str
    status: str
    total_satang: int
    at: str
    part: str


@dataclass(frozen=True, slots=True)
class HandoverKey:
    """A signing key of the person: its name, the workstation, since when, and until when or ''."""

    kid: str
    device_name: str
    registered_at: str
    revoked_at: str


@dataclass(frozen=True, slots=True)
class HandoverWorkstation:
    """A workstation the person works at."""

    name: str
    state: str
    last_seen_at: str


@dataclass(frozen=True, slots=True)
class Handover:
    """What a person leaves behind: rights, unfinished work, keys and workstations, to be taken over and signed."""

    office: Office
    company_id: str
    user_id: str
    name: str
    position: str
    rights: tuple[Right, ...]
    batches: tuple[HandoverBatch, ...]
    keys: tuple[HandoverKey, ...]
    workstations: tuple[HandoverWorkstation, ...]
    printing: Printing


Paper = AgencyForm | UnitForm | ResetForm | AccessReview | Handover


def access_digest(kind: StrEnum, content: DataclassInstance) -> str:
    """Return the SHA-256 of what a paper shows, in no language, without who printed it when."""
    held = {each.name: getattr(content, each.name) for each in fields(content)}
    facts = {key: value for key, value in held.items() if key not in ("office", "printing")}
    form = {"document": kind.value, **office_told(held["office"]), **facts}
    return hashlib.sha256(msgspec.json.encode(form, order="sorted")).hexdigest()
