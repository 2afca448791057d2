"""Papers about access, told from the agency as it is at this moment: the review list and the handover pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import access_content as content
from app.documents.pdf import access_review, application_forms, handover
from app.documents.pdf.access_content import AccessPaper, access_digest
from app.documents.pdf.content import Office, Printing
from app.documents.pdf.rendering import Pdf
from app.domain.access.company import UserState
from app.domain.access.permissions import Action
from app.domain.access.proposal import ProposalKind, ProposalStatus, Review
from app.domain.access.user import Role
from app.domain.disbursement.record import short_reference
from app.domain.values.dates import instant
from app.domain.values.errors import Refused
from app.services import stationery
from app.services.documents import DocumentKeeping, MadeDocument, version_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from app.domain.access.company import CompanyUser, OpenBatch
    from app.domain.access.grants import Grant
    from app.domain.access.proposal import AgencyView, Proposal, UnitApplication
    from app.i18n import Language
    from app.services.administration import Administration
    from app.services.desk import Desk

_MADE, _TO_DECIDE = "made", "to_decide"
_SIGNED = (ProposalStatus.APPROVED, ProposalStatus.PENDING)


class AccessPapers(DocumentKeeping):
    """Makes papers about access for one signed-in administrator or the agency's auditor; everything is asked anew."""

    def __init__(self, desk: Desk, administration: Administration) -> None:
        super().__init__(desk)
        self._administration = administration

    def review(self, language: Language) -> MadeDocument:
        """Make the list of all users with their rights for the period running, those not reviewed first.

        Raises `Refused` ``review_not_held`` where the policy has no reviews, and what `Administration.view` raises.
        """
        view = self._administration.view()
        if not view.review_period:
            raise Refused("review_not_held")
        users = sorted(
            (user for user in view.users if user.state is not UserState.REMOVED),
            key=lambda user: (user.reviewed == view.review_period, user.company_id, user.record.user_id),
        )
        paper = content.AccessReview(
            office=self._office(view, self._desk.actor.unit, _reviewed_at(view)),
            period=view.review_period,
            users=tuple(_reviewed(user, view, language) for user in users),
            signers=tuple(_signers(view, language)),
            printing=self._printing(language),
        )
        name = f"access-review-{view.review_period}-{language}.pdf"
        return self._made(AccessPaper.REVIEW, view.agency, name, access_review.write(paper, language), paper)

    def handover(self, uid: str, language: Language) -> MadeDocument:
        """Make the pack of what a person has: rights, unfinished work, keys and workstations.

        Raises `Refused` ``subject_unknown`` for nobody, and what `Administration.user` raises.
        """
        view, detail = self._administration.view(), self._administration.user(uid)
        user = detail.user
        keys = [key for key in view.keys if key.uid == uid]
        devices = {key.device for key in keys}
        paper = content.Handover(
            office=self._office(view, user.record.unit),
            company_id=user.company_id,
            user_id=user.record.user_id,
            name=user.record.name(language),
            position=user.record.position,
            rights=_rights(user.record.grants, view, language),
            batches=(*_batches(detail.open_batches, _MADE), *_batches(detail.to_decide, _TO_DECIDE)),
            keys=tuple(
                content.HandoverKey(key.kid, key.device_name, key.registered_at, key.revoked_at) for key in keys
            ),
            workstations=tuple(
                content.HandoverWorkstation(each.name, each.state.value, _at(each.last_seen_at))
                for each in view.workstations
                if each.device_id in devices or each.enrolled_by == uid
            ),
            printing=self._printing(language),
        )
        name = f"handover-{user.company_id}-{user.record.user_id}-{language}.pdf"
        return self._made(AccessPaper.HANDOVER, uid, name, handover.write(paper, language), paper)

    def unit_form(self, application_id: str, language: Language) -> MadeDocument:
        """Make the form of a unit's application, with the two administrators who sent it.

        Raises `Refused` ``subject_unknown`` for no such application, and what `Administration.view` raises.
        """
        view = self._administration.view()
        application = next((each for each in view.applications if each.application_id == application_id), None)
        if application is None or application.form is None:
            raise Refused("subject_unknown")
        form = application.form
        sent = next((each for each in view.proposals if _sends(each, form)), None)
        paper = content.UnitForm(
            office=self._office(view, self._desk.actor.unit, sent.settled_at if sent else None),
            application_id=application.application_id,
            applied_at=instant(application.at),
            unit=form.unit,
            unit_name=form.name,
            branch=form.branch,
            address=form.address,
            order_no=sent.order_no if sent else "",
            accounts=tuple(content.FormAccount(each.account, each.name, each.purpose.value) for each in form.accounts),
            asked_by=view.person_name(sent.maker_uid, language) if sent else "",
            approved_by=view.person_name(sent.decided_by, language) if sent else "",
            printing=self._printing(language),
        )
        name = f"unit-application-{form.unit}-{language}.pdf"
        pdf = application_forms.write_unit(paper, language, self._desk.banks)
        return self._made(AccessPaper.UNIT_FORM, form.unit, name, pdf, paper)

    def _made(self, kind: AccessPaper, about: str, name: str, pdf: bytes, paper: content.Paper) -> MadeDocument:
        digest = access_digest(kind, paper)
        facts = {"document": kind.value, "digest": digest, **stationery.facts(paper.office)}
        self._desk.note(Action.MAKE_DOCUMENT, about, facts)
        return MadeDocument(kind, about, name, pdf, digest, Pdf(pdf), version_of(paper.office))

    def _office(self, view: AgencyView, code: str, at: datetime | None = None) -> Office:
        unit, bears = view.unit(code), stationery.borne(self._desk, at)
        name, simulated = unit.name if unit else code, self._desk.simulated
        return Office(view.agency_name, name, code, simulated=simulated, stationery=bears)

    def _printing(self, language: Language) -> Printing:
        return Printing(self._desk.actor.person.name(language), instant(self._desk.now()))


def _reviewed(user: CompanyUser, view: AgencyView, language: Language) -> content.ReviewedUser:
    unit = view.unit(user.record.unit)
    return content.ReviewedUser(
        user_id=user.record.user_id,
        name=user.record.name(language),
        unit_name=unit.name if unit else user.record.unit,
        rights=_rights(user.record.grants, view, language),
        state=user.state.value,
        last_sign_in_at=_at(user.last_sign_in_at),
        result="kept" if user.reviewed == view.review_period else "open",
    )


def _rights(grants: Iterable[Grant], view: AgencyView, language: Language) -> tuple[content.Right, ...]:
    return tuple(
        content.Right(
            role=grant.role.value,
            since=grant.valid_from.isoformat(),
            until=grant.valid_until.isoformat() if grant.valid_until else "",
            order_no=grant.order_no,
            substitute_for=view.person_name(grant.substitute_for, language) if grant.substitute_for else "",
        )
        for grant in grants
    )


def _newest_review(view: AgencyView) -> Proposal | None:
    return next(filter(lambda each: _is_review(each, view.review_period), view.proposals), None)


def _reviewed_at(view: AgencyView) -> datetime | None:
    """Return when both were done with the period's review, None before."""
    newest = _newest_review(view)
    return newest.settled_at if newest and newest.status is ProposalStatus.APPROVED else None


def _signers(view: AgencyView, language: Language) -> Iterable[content.ReviewSigner]:
    """Give both administrators, each with the moment of signing the period's newest review, if they did."""
    newest = _newest_review(view)
    if newest is None:
        for role in (Role.ADMIN_1, Role.ADMIN_2):
            yield content.ReviewSigner(role.value, _holder(view, role, language), "")
        return
    approved = newest.status is ProposalStatus.APPROVED
    yield content.ReviewSigner(
        Role.ADMIN_1.value, view.person_name(newest.maker_uid, language), _at(newest.proposed_at)
    )
    decided = view.person_name(newest.decided_by, language) if approved else _holder(view, Role.ADMIN_2, language)
    yield content.ReviewSigner(Role.ADMIN_2.value, decided, _at(newest.settled_at) if approved else "")


def _is_review(proposal: Proposal, period: str) -> bool:
    change = proposal.change
    return (
        proposal.kind is ProposalKind.REVIEW
        and proposal.status in _SIGNED
        and not proposal.fault
        and isinstance(change, Review)
        and change.period == period
    )


def _sends(proposal: Proposal, form: UnitApplication) -> bool:
    approved = proposal.status is ProposalStatus.APPROVED and not proposal.fault
    return approved and proposal.kind is ProposalKind.UNIT_APPLY and proposal.change == form


def _holder(view: AgencyView, role: Role, language: Language) -> str:
    held = (user for user in view.users if any(grant.role is role for grant in user.record.grants))
    return next((user.record.name(language) for user in held), "")


def _batches(batches: Iterable[OpenBatch], part: str) -> Iterable[content.HandoverBatch]:
    for batch in batches:
        reference = short_reference(batch.op_id)
        yield content.HandoverBatch(
            reference, batch.document_no, batch.status, batch.total.satang, instant(batch.at), part
        )


def _at(moment: datetime | None) -> str:
    return instant(moment) if moment else ""
