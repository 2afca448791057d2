"""What the central system says of a batch beyond what was signed: its marks, what must be opened, what is declined.

Nobody signed for it: it can only add to what is looked at. What was declined is read from the signed decisions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.disbursement.follow_up import LINE_REASONS, LineReason
from app.domain.disbursement.review import Remark, Word
from app.domain.values.errors import Tampered
from app.wire import codec
from app.wire import disbursement as wire

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.central.verification import VerifiedBatch


@dataclass(frozen=True, slots=True)
class ToldMark:
    """A mark of the central system; a rule that nobody here knows keeps its code."""

    number: int
    rule: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Declined:
    """A line that an authorizer declined before, with who and why."""

    remark: Remark
    uid: str


@dataclass(frozen=True, slots=True)
class Guidance:
    """The central system's marks, the lines that it wants opened, and what signed decisions declined."""

    marks: tuple[ToldMark, ...] = ()
    must_open: tuple[int, ...] = ()
    declined: tuple[Declined, ...] = ()


def guidance(content: wire.BatchContent, verified: VerifiedBatch) -> Guidance:
    """Return what is said of a verified batch; raise `Tampered` ``content_unreadable`` for lines it does not have."""
    numbers = {str(line.number): line.number for line in verified.lines}
    declined = tuple(_declined(verified))
    try:
        if {str(each.remark.number) for each in declined} != set(content.declined):
            raise Tampered("content_unreadable")
        return Guidance(
            tuple(ToldMark(numbers[mark.n], mark.rule, mark.facts) for mark in content.marks),
            tuple(numbers[n] for n in content.must_open),
            declined,
        )
    except KeyError as problem:
        raise Tampered("content_unreadable") from problem


def decision_of(authorization: bytes) -> wire.Authorization:
    """Return what an authorization says; its bytes were checked before."""
    return codec.decode(authorization, wire.Authorization)


def remarks_of(said: wire.Authorization) -> list[Remark]:
    """Return what a decision says of single lines; a reason that nobody here knows is told in words."""
    return [_remark(line) for line in said.lines]


def was_released(authorizations: Iterable[tuple[bytes, str]]) -> bool:
    """Say whether one of these decisions released the batch."""
    return any(decision_of(text).decision == Word.RELEASE for text, _ in authorizations)


def _declined(verified: VerifiedBatch) -> Iterable[Declined]:
    for text, _ in verified.authorizations:
        said = decision_of(text)
        if said.decision == Word.APPROVE:
            yield from (Declined(remark, said.auth_uid) for remark in remarks_of(said))


def _remark(line: wire.LineRemark) -> Remark:
    known = line.code in LINE_REASONS
    text = line.text if known else f"{line.code} {line.text}".strip()
    return Remark(int(line.n), LineReason(line.code) if known else LineReason.OTHER, text)
