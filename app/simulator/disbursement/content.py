"""What is inside a batch that was handed in: every check that needs nothing but the bytes themselves."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from app.simulator import fields
from app.simulator.calendar import fiscal_year
from app.simulator.clock import is_moment
from app.simulator.disbursement.terms import is_code
from app.simulator.refusals import Refused
from app.wire.api import ATTACHMENTS_MAX, FILE_BYTES_MAX, LINES_MAX, MEMO_CHARS_MAX
from app.wire.codec import all_plain, encode
from app.wire.codes import Refusal
from app.wire.disbursement import PAYMENT, PROMPTPAY, lines_root

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.wire.disbursement import Attachment, Line, Payment, Submit

ByField = dict[str, list[str]]
"""What lines say, by field and in their order: looking at one field after the other costs a third."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A submit after examination: what its lines say, the bytes the maker signed, and the first fault, if any."""

    command: Submit
    said: ByField
    payment_bytes: bytes
    fault: Refused | None

    def demand_sound(self) -> None:
        """Refuse what the examination found."""
        if self.fault is not None:
            raise self.fault


def examine(command: Submit) -> Examined:
    """Examine head and lines; takes no lock, so that big batches do not make others wait."""
    fault, said = None, _by_field(command.lines)
    try:
        demand_same_lines(command.payment, command.lines)
        _demand_head(command.payment)
        if not _are_sound(command.payment, said):
            _demand_each(command.payment, command.lines)
    except Refused as found:
        fault = found
    return Examined(command, said, encode(command.payment), fault)


def _by_field(lines: tuple[Line, ...]) -> ByField:
    return {
        "n": [line.n for line in lines],
        "bank": [line.bank for line in lines],
        "acct": [line.acct for line in lines],
        "name": [line.name for line in lines],
        "satang": [line.satang for line in lines],
        "payee_id": [line.payee_id for line in lines],
        "payee_rev": [line.payee_rev for line in lines],
        "person_id": [line.person_id for line in lines],
        "mobile": [line.mobile for line in lines],
        "email": [line.email for line in lines],
        "ref": [line.ref for line in lines],
        "origin": [line.origin for line in lines],
    }


def demand_same_lines(payment: Payment, lines: tuple[Line, ...]) -> None:
    """Refuse lines that are not, one by one and in order, those of the signed head (T-08)."""
    if not lines:
        raise Refused(Refusal.LINES_NONE)
    if len(lines) > LINES_MAX:
        raise Refused(Refusal.LINES_TOO_MANY, lines_max=str(LINES_MAX))
    if payment.lines_count != str(len(lines)):
        raise Refused(Refusal.LINES_COUNT_WRONG, found=str(len(lines)))
    if payment.lines_root != lines_root(lines):
        raise Refused(Refusal.LINES_ROOT_WRONG)
    satang = [line.satang for line in lines]
    if not fields.are_satang(satang):
        raise _wrong("satang", next(line.n for line in lines if not fields.is_satang(line.satang)))
    total = sum(map(int, satang))
    if payment.total_satang != str(total) or not fields.is_satang(payment.total_satang):
        raise Refused(Refusal.TOTAL_WRONG, found=str(total))


def _demand_head(payment: Payment) -> None:
    for name, sound in _HEAD_CHECKS:
        if not sound(getattr(payment, name)):
            raise _wrong(name, "")
    day = fields.read_day(payment.value_date)
    if day is None or payment.fy != fiscal_year(day):
        raise _wrong("fy", "")


def _are_sound(payment: Payment, said: ByField) -> bool:
    """Say whether all lines stand every check of `_demand_each`, a field at a time; no says nothing yet."""
    count, names, accts = len(said["n"]), said["name"], said["acct"]
    if said["n"] != list(map(str, range(1, count + 1))):
        return False
    if "" in names or max(map(len, names)) > fields.NAME_CHARS_MAX or not all_plain(names):
        return False
    for name, may_be_empty, sound in _LINE_CHECKS:
        values = set(said[name]) if name != "name" else set()
        if ("" in values and not may_be_empty) or not all(sound(value) for value in values if value):
            return False
    if not fields.are_places(said["bank"], accts):
        return False
    if payment.dup_ack or len(set(accts)) == count:
        return True
    # Joined, since very many small tuples would have the collector walk over everything again and again.
    twins = zip(*(said[name] for name in _TWINS_SHARE), strict=True)
    return len(set(map("\x1f".join, twins))) == count


def _demand_each(payment: Payment, lines: tuple[Line, ...]) -> None:
    """Refuse the first fault of the first line that has one."""
    seen: dict[tuple[str, ...], str] = {}
    for number, line in enumerate(lines, 1):
        if line.n != str(number):
            raise _wrong("n", line.n)
        for value, (name, may_be_empty, sound) in zip(_checked(line), _LINE_CHECKS, strict=True):
            if not (sound(value) if value else may_be_empty):
                raise _wrong(name, line.n)
        if not fields.is_place(line.bank, line.acct):
            raise _wrong("acct", line.n)
        twin = seen.setdefault(_shared(line), line.n)
        if twin != line.n and not payment.dup_ack:
            raise Refused(Refusal.DUPLICATE_UNACKNOWLEDGED, line=line.n, other_line=twin)


def _wrong(field: str, line: str) -> Refused:
    return Refused(Refusal.FIELD_WRONG, field=field, line=line)


def _or_empty(sound: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: not text or sound(text)


def _is_day(text: str) -> bool:
    return fields.read_day(text) is not None


def _is_edition(text: str) -> bool:
    return fields.is_number(text) and text != "0"


def _are_papers(papers: tuple[Attachment, ...]) -> bool:
    """Say whether attachments are so many as may be, each once, by hash, name, kind and size."""
    hashes = {paper.sha256 for paper in papers}
    return len(papers) == len(hashes) <= ATTACHMENTS_MAX and all(
        fields.is_sha256(paper.sha256)
        and fields.is_file_name(paper.name)
        and paper.media in _MEDIA
        and fields.is_number(paper.size)
        and 0 < int(paper.size) <= FILE_BYTES_MAX
        for paper in papers
    )


_MEDIA = ("application/pdf", "image/png", "image/jpeg")
_HEAD_CHECKS: tuple[tuple[str, Callable[[Any], bool]], ...] = (
    ("typ", PAYMENT.__eq__),
    ("op_id", fields.is_uuid),
    ("rev", _is_edition),
    ("kind", is_code),
    ("sub_kind", _or_empty(is_code)),
    ("service", _or_empty(is_code)),
    ("basis_no", fields.is_text),
    ("basis_date", _or_empty(_is_day)),
    ("draw_satang", _or_empty(fields.is_satang)),
    ("residue_reason", fields.is_text),
    ("follows", _or_empty(fields.is_uuid)),
    ("attachments", _are_papers),
    ("debit_acct", fields.is_account),
    ("value_date", _is_day),
    ("doc_no", fields.is_text),
    ("doc_date", _or_empty(_is_day)),
    ("purpose", lambda text: bool(text) and fields.is_text(text)),
    ("memo", lambda text: fields.is_text(text, MEMO_CHARS_MAX)),
    ("file_sha256", _or_empty(fields.is_sha256)),
    ("dup_ack", fields.is_text),
    ("made_at", is_moment),
    ("ckpt_size", fields.is_number),
    ("ckpt_root", _or_empty(fields.is_sha256)),
)
"""Agency, unit, maker and workstation are held against the session, not against a form."""

_LINE_CHECKS: tuple[tuple[str, bool, Callable[[str], bool]], ...] = (
    ("bank", False, frozenset((*fields.bank_codes(), PROMPTPAY)).__contains__),
    ("name", False, fields.is_name),
    ("payee_id", True, fields.is_text),
    ("payee_rev", True, fields.is_text),
    ("person_id", True, fields.is_person_id),
    ("mobile", True, fields.is_mobile),
    ("email", True, fields.is_email),
    ("ref", True, fields.is_text),
    ("origin", True, fields.is_text),
)
"""Field, whether it may be empty, and what it must be otherwise."""

_checked = attrgetter(*(name for name, *_ in _LINE_CHECKS))
_TWINS_SHARE = ("bank", "acct", "satang", "name")
_shared: Callable[[Line], tuple[str, ...]] = attrgetter(*_TWINS_SHARE)
