"""The approval policy in words: rules as sentences, who signs in which order."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from app import i18n
from app.domain.disbursement.batch import Kind
from app.domain.values.money import SATANG_PER_BAHT, Money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.access.policy import PolicyRule, WorkstationRule
    from app.domain.access.proposal import AgencyView


def baht(money: Money) -> str:
    """Return ``1,000,000`` for whole baht, ``1,000,000.50`` for others."""
    return money.format() if money.satang % SATANG_PER_BAHT else f"{money.satang // SATANG_PER_BAHT:,}"


def kind_choices(view: AgencyView) -> list[tuple[str, str]]:
    """Return every kind of payment of the table as a choice; those of the catalogue where no table was told."""
    codes = dict.fromkeys(row.kind for row in view.kinds) or [kind.value for kind in Kind]
    return [(code, f"={_kind(code, view)}") for code in codes]


def _kind(code: str, view: AgencyView) -> str:
    named = [row for row in view.kinds if (row.kind, row.sub_kind) == (code, "")]
    if named:
        return named[-1].name(i18n.language())
    return i18n.text(f"terms.kind.{code}") if i18n.has(f"terms.kind.{code}") else code


def condition(rule: PolicyRule, view: AgencyView) -> str:
    """Return of which batches a rule speaks: ``จ่ายสวัสดิการ มากกว่า 1,000,000 บาท ทุกหน่วย``."""
    unit = view.unit(rule.unit)
    facts = {
        "kind": i18n.text("policy.of_kind", kind=_kind(rule.kind, view)) if rule.kind else i18n.text("policy.any_kind"),
        "above": i18n.text("policy.above", amount=baht(rule.above))
        if rule.above.satang
        else i18n.text("policy.any_sum"),
        "where": unit.name if unit else rule.unit or i18n.text("policy.any_unit"),
    }
    if rule.account:
        return i18n.text("policy.when_account", account=rule.account, **facts)
    return i18n.text("policy.when", **facts)


def order(stages: Sequence[Sequence[str]], view: AgencyView) -> str:
    """Return who signs first, second ...: ``1) สมชาย หรือ มาลี  2) วิภา``; that anybody may, where no order is set."""
    if not stages:
        return i18n.text("policy.any_order")
    return "  ".join(
        i18n.text("policy.stage", number=number, names=_names(stage, view)) for number, stage in enumerate(stages, 1)
    )


def sentence(rule: PolicyRule, view: AgencyView) -> str:
    """Return a rule as one sentence."""
    key = "policy.sentence_order" if rule.stages else "policy.sentence"
    count = signatures(rule.signatures)
    return i18n.text(key, when=condition(rule, view), signatures=count, order=order(rule.stages, view))


def signatures(count: int) -> str:
    """Return how many signatures."""
    return i18n.text("policy.one_signature" if count == 1 else "policy.many_signatures", count=count)


def password_days(count: int) -> str:
    """Return when passwords expire."""
    return i18n.text("policy.days", count=count) if count else i18n.text("policy.never")


def workstations(rule: WorkstationRule) -> str:
    """Return how a workstation that is not known yet is taken into use."""
    return i18n.text(f"policy.workstations.{rule}")


def review_months(count: int) -> str:
    """Return how often rights are reviewed."""
    return i18n.text("policy.months", count=count) if count else i18n.text("policy.not_held")


def payees(rule: str) -> str:
    """Return who may be paid."""
    return i18n.text("policy.payees.required" if rule else "policy.payees.open")


def release(rule: str) -> str:
    """Return when an approved batch goes to the bank."""
    return i18n.text("policy.release.person" if rule else "policy.release.auto")


def _names(uids: Sequence[str], view: AgencyView) -> str:
    names = [view.person_name(uid, i18n.language()) for uid in uids]
    return reduce(lambda one, other: i18n.text("policy.or", one=one, other=other), names) if names else ""
