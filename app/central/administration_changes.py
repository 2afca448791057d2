"""What a proposal would change: from the domain's words to the wire's, and back from signed text."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, assert_never

import msgspec

from app.central.signed_orders import signed_text
from app.central.verification import whole
from app.domain.access.company import UserRecord
from app.domain.access.grants import Grant
from app.domain.access.policy import PERSON, REQUIRED, Policy, PolicyRule, WorkstationRule
from app.domain.access.proposal import (
    CHANGES,
    AccountPurpose,
    Change,
    ProposalKind,
    Review,
    UnitAccount,
    UnitApplication,
    WorkstationPermit,
)
from app.domain.access.template import Template, TemplateSigner
from app.domain.access.user import Role
from app.domain.values.money import Money
from app.wire import administration as wire
from app.wire import codec

if TYPE_CHECKING:
    from app.wire.codec import Message


def change_text(change: Change | None) -> str:
    """Return the canonical text of a change as it goes into a proposal.

    Raises `Refused` ``field_wrong`` (fact ``field``) for a text that may not be signed.
    """
    return codec.encode(_message(change)).decode()


def differing(before: Change | None, after: Change) -> tuple[str, str]:
    """Return both sides of a change as texts that hold only the keys that differ; '' for a side that is nothing."""
    old: dict[str, Any] = msgspec.json.decode(change_text(before)) if before is not None else {}
    new: dict[str, Any] = msgspec.json.decode(change_text(after))
    names = [name for name in new if old.get(name) != new[name]]
    return plain_text({name: old[name] for name in names if name in old}), plain_text(
        {name: new[name] for name in names}
    )


def plain_text(values: dict[str, Any]) -> str:
    """Return values as one line of JSON in the order of their names, '' for none."""
    return msgspec.json.encode(values, order="sorted").decode() if values else ""


def read_change(kind: ProposalKind, text: str) -> Change | None:
    """Return what the text of a proposal of this kind says; raise ``ValueError`` for anything else."""
    data = text.encode()
    wanted = CHANGES.get(kind)
    if wanted is UserRecord:
        return read_record(codec.decode(data, wire.UserRecord))
    if wanted is Policy:
        return read_policy(codec.decode(data, wire.Policy))
    if wanted is Template:
        return read_template(codec.decode(data, wire.Template))
    if wanted is WorkstationPermit:
        permit = codec.decode(data, wire.WorkstationPermit)
        return WorkstationPermit(permit.unit, permit.name)
    if wanted is Review:
        review = codec.decode(data, wire.Review)
        return Review(review.period, review.uids)
    if wanted is UnitApplication:
        return read_application(data)
    codec.decode(data, wire.Nothing)
    return None


def read_subject(text: str) -> Change:
    """Return what canonical text says of a user, a policy ..., whichever it is; raise ``ValueError`` for none of them.

    The kinds have no common set of keys, so that a text is read in one way only.
    """
    for kind in CHANGES:
        with suppress(codec.NotCanonical):
            found = read_change(kind, text)
            if found is not None:
                return found
    raise ValueError("not a subject of ours")


def read_record(record: wire.UserRecord) -> UserRecord:
    """Return a user's record; raise ``ValueError`` for a role, date or sum that is none."""
    return UserRecord(
        unit=record.unit,
        user_id=record.user_id,
        person_id=record.person_id,
        name_th=record.name_th,
        name_en=record.name_en,
        position=record.position,
        mobile=record.mobile,
        email=record.email,
        batch_max=Money(whole(record.batch_satang_max)),
        grants=tuple(
            Grant(Role(each.role), date.fromisoformat(each.valid_from), _day(each.valid_until), each.order_no,
                  each.substitute_for)
            for each in record.grants
        ),
    )  # fmt: skip


def read_policy(policy: wire.Policy) -> Policy:
    """Return an agency's policy; raise ``ValueError`` for a number or word that is none."""
    return Policy(
        rules=tuple(
            PolicyRule(
                rule.unit, rule.kind, rule.account, Money(whole(rule.above_satang)), whole(rule.signatures), rule.stages
            )
            for rule in policy.rules
        ),
        password_days=whole(policy.password_days),
        workstations=WorkstationRule(policy.workstations),
        review_months=whole(policy.review_months),
        payees=_one_of(policy.payees, REQUIRED),
        release=_one_of(policy.release, PERSON),
    )


def read_template(template: wire.Template) -> Template:
    """Return what an agency's papers bear."""
    return Template(
        emblem=template.emblem,
        office=template.office,
        address=template.address,
        header_note=template.header_note,
        footer_note=template.footer_note,
        signers=tuple(TemplateSigner(each.caption, each.name, each.position) for each in template.signers),
    )


def read_application(data: bytes) -> UnitApplication:
    """Return a unit's application; raise ``ValueError`` for anything else."""
    said = codec.decode(data, wire.UnitApplication)
    accounts = tuple(UnitAccount(each.account, each.name, AccountPurpose(each.purpose)) for each in said.accounts)
    return UnitApplication(said.unit, said.name, said.branch, said.address, accounts)


def _message(change: Change | None) -> Message:
    match change:
        case None:
            return wire.Nothing()
        case UserRecord():
            return _record(change)
        case Policy():
            return _policy(change)
        case Template():
            return _template(change)
        case WorkstationPermit():
            return wire.WorkstationPermit(unit=change.unit, name=signed_text("name", change.name))
        case Review():
            return wire.Review(period=change.period, uids=change.uids)
        case UnitApplication():
            return _application(change)
        case _:
            assert_never(change)


def _record(record: UserRecord) -> wire.UserRecord:
    return wire.UserRecord(
        unit=record.unit,
        user_id=record.user_id,
        person_id=record.person_id,
        name_th=signed_text("name_th", record.name_th),
        name_en=signed_text("name_en", record.name_en),
        position=signed_text("position", record.position),
        mobile=record.mobile,
        email=record.email,
        batch_satang_max=str(record.batch_max.satang),
        grants=tuple(
            wire.Grant(
                role=grant.role.value,
                valid_from=grant.valid_from.isoformat(),
                valid_until=grant.valid_until.isoformat() if grant.valid_until else "",
                order_no=signed_text("order_no", grant.order_no),
                substitute_for=grant.substitute_for,
            )
            for grant in record.grants
        ),
    )


def _policy(policy: Policy) -> wire.Policy:
    return wire.Policy(
        rules=tuple(
            wire.PolicyRule(
                unit=rule.unit,
                kind=rule.kind,
                account=rule.account,
                above_satang=str(rule.above.satang),
                signatures=str(rule.signatures),
                stages=rule.stages,
            )
            for rule in policy.rules
        ),
        password_days=str(policy.password_days),
        workstations=policy.workstations.value,
        review_months=str(policy.review_months),
        payees=policy.payees,
        release=policy.release,
    )


def _template(template: Template) -> wire.Template:
    return wire.Template(
        emblem=template.emblem,
        office=signed_text("office", template.office),
        address=signed_text("address", template.address),
        header_note=signed_text("header_note", template.header_note),
        footer_note=signed_text("footer_note", template.footer_note),
        signers=tuple(
            wire.TemplateSigner(
                caption=signed_text("caption", each.caption),
                name=signed_text("name", each.name),
                position=signed_text("position", each.position),
            )
            for each in template.signers
        ),
    )


def _application(form: UnitApplication) -> wire.UnitApplication:
    return wire.UnitApplication(
        unit=form.unit,
        name=signed_text("name", form.name),
        branch=signed_text("branch", form.branch),
        address=signed_text("address", form.address),
        accounts=tuple(
            wire.UnitAccount(account=each.account, name=signed_text("name", each.name), purpose=each.purpose.value)
            for each in form.accounts
        ),
    )


def _one_of(text: str, word: str) -> str:
    """Return a setting that is said or not; raise ``ValueError`` for anything else."""
    if text not in ("", word):
        raise ValueError(text)
    return text


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
