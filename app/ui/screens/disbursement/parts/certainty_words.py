"""How sure one may be of a line's account, in words: one chip beside the line, and what it rests on in its card."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from app import i18n
from app.domain.payees.certainty import CODES, Footing
from app.domain.payees.payee import NameMatch, Verification
from app.domain.values.identifiers import formatted_account
from app.ui import account_states
from app.ui.cells import Cell
from app.ui.screens.disbursement.parts import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.payees.certainty import Certainty, KnownPayee
    from app.domain.payees.payee import NameCheck
    from app.ui.screens.disbursement.parts.ports import Desk
    from app.ui.theme import Tone

_LOOKS: dict[Footing, tuple[Tone, str]] = {
    Footing.OTHER_ACCOUNT: ("refused", "circle-x"),
    Footing.FORMER_ACCOUNT: ("refused", "history"),
    Footing.ENDED: ("refused", "ban"),
    Footing.NAME_DIFFERS: ("unknown", "user"),
    Footing.NOT_REGISTERED: ("plain", "circle-dashed"),
    Footing.UNNAMED: ("unknown", "circle-question-mark"),
}
_MATCHES: dict[NameMatch, tuple[Tone, str]] = {
    NameMatch.MATCH: ("done", "circle-check"),
    NameMatch.CLOSE: ("waiting", "triangle-alert"),
    NameMatch.NONE: ("refused", "circle-x"),
    NameMatch.UNKNOWN: ("unknown", "circle-question-mark"),
}


class Told(NamedTuple):
    """One thing that vouches for an account, or fails to; ``tone`` colours the icon alone."""

    icon: str
    tone: Tone
    words: str


def name(code: str) -> str:
    """Return what a state is called, one of `app.domain.payees.certainty.CODES`."""
    return i18n.text(f"register.state.{code}" if code in set(Verification) else f"certainty.state.{code}")


def counted(found: Iterable[Certainty]) -> str:
    """Return how many lines are in which state, the least sure first: ``ไม่อยู่ในทะเบียน 3 · เคยจ่ายแล้ว 297``."""
    count = Counter(each.code for each in found)
    return " · ".join(f"{name(code)} {count[code]:,}" for code in CODES if count[code])


def chip(found: Certainty, desk: Desk) -> Cell:
    """Return the chip of a line; its hint says what it rests on."""
    hint = "\n".join(told.words for told in evidence(found, desk))
    if found.footing is Footing.REGISTERED:
        return account_states.chip(found.verified, hint)
    tone, icon = _LOOKS[found.footing]
    return Cell(name(found.code), tone=tone, icon=icon, chip=True, hint=hint)


def evidence(found: Certainty, desk: Desk) -> list[Told]:
    """Return what the register and earlier payments say of a line: what is wrong first, then what vouches for it."""
    told = [] if found.footing is Footing.REGISTERED else [_wrong(found, desk)]
    if found.footing is Footing.REGISTERED:
        told += [_form(found, desk), _check(found.check)]
    told.append(_paid(found))
    if found.record_changed and found.payee is not None:
        facts = {"signed": found.signed_rev, "present": found.payee.version}
        told.append(Told("pencil", "waiting", i18n.text("certainty.record_changed", **facts)))
    return told


def _wrong(found: Certainty, desk: Desk) -> Told:
    tone, icon = _LOOKS[found.footing]
    payee = found.payee
    facts = {"name": payee.record.holder, "account": _account(payee, desk)} if payee else {}
    key = f"certainty.why.{found.footing}"
    if found.footing is Footing.ENDED and payee is not None:
        key = "certainty.why.merged" if payee.merged_into else key
        facts["day"] = words.day(date.fromisoformat(payee.record.until)) if payee.record.until else words.DASH
    if found.footing is Footing.FORMER_ACCOUNT and found.since is not None:
        facts["day"] = words.moment(found.since)
    return Told(icon, tone, i18n.text(key, **facts))


def _form(found: Certainty, desk: Desk) -> Told:
    if found.form is None:
        return Told("circle-dashed", "plain", i18n.text("certainty.form_none"))
    who = desk.unit.person_name(found.form.uid, i18n.language())
    return Told("file-check", "done", i18n.text("certainty.form", who=who, at=words.moment(found.form.at)))


def _check(check: NameCheck | None) -> Told:
    if check is None:
        return Told("circle-dashed", "plain", i18n.text("certainty.check_none"))
    tone, icon = _MATCHES[check.match]
    facts = {"at": words.moment(check.at), "ours": check.name, "theirs": check.bank_name or words.DASH}
    return Told(icon, tone, i18n.text("certainty.check", match=i18n.text(f"register.match.{check.match}"), **facts))


def _paid(found: Certainty) -> Told:
    if found.paid is None:
        return Told("circle-dashed", "plain", i18n.text("certainty.paid_none"))
    facts = {"day": words.moment(found.paid.first_at), "count": f"{found.paid.count:,}"}
    return Told("badge-check", "done", i18n.text("certainty.paid", **facts))


def _account(payee: KnownPayee, desk: Desk) -> str:
    record = payee.record
    return f"{words.bank(desk.banks, record.bank)} {formatted_account(record.acct, desk.banks.find(record.bank))}"
