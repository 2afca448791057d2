"""Which lines an authorizer must look at before approving: the graver marks, and a sample nobody foresees (AP-8)."""

from __future__ import annotations

import hashlib
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from app.simulator.refusals import Refused
from app.wire.api import MUST_OPEN_MAX, SAMPLE_FROM_LINES, SAMPLE_LINES_MAX
from app.wire.codes import GRAVE_RISKS, Refusal, RiskRule

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from app.simulator.disbursement.batches import Batch
    from app.wire.disbursement import Authorization, RiskMark

_SAMPLE_OF = 20
_TOLD_MAX = 50


def must_open(batch: Batch, uid: str, marks: Sequence[RiskMark], declined: Collection[str]) -> tuple[str, ...]:
    """Return the lines that this person must open: marked ones, then the sample; declined ones never.

    The graver rules take turns, and the sample keeps its places: many marks of one rule hide nothing. The sample is
    drawn with the batch's salt, which is made when it is handed in and told to nobody: neither a maker nor an
    authorizer can shape a batch so that a line is left out.
    """
    size = _sample_size(batch)
    by_rule = [
        [mark.n for mark in marks if mark.rule == rule and mark.n not in declined]
        for rule in RiskRule
        if rule in GRAVE_RISKS
    ]
    turns = chain.from_iterable(zip_longest(*by_rule, fillvalue=""))
    named = list(dict.fromkeys(n for n in turns if n))[: MUST_OPEN_MAX - size]
    return (*named, *_sample(batch, uid, {*named, *declined}, size))


def demand_opened(authorization: Authorization, wanted: Sequence[str]) -> None:
    """Refuse an approval of somebody who has not looked at every line that had to be."""
    opened = set(authorization.opened)
    missing = [n for n in wanted if n not in opened]
    if missing:
        raise Refused(Refusal.LINES_UNOPENED, lines=",".join(missing[:_TOLD_MAX]))


def _sample_size(batch: Batch) -> int:
    small = batch.lines_count < SAMPLE_FROM_LINES
    return 0 if small else min(max(1, batch.lines_count // _SAMPLE_OF), SAMPLE_LINES_MAX)


def _sample(batch: Batch, uid: str, besides: Collection[str], count: int) -> list[str]:
    seed = f"{batch.salt}/{batch.payment_sig}/{uid}/".encode()
    numbers = (str(n) for n in range(1, batch.lines_count + 1))
    drawn = sorted((hashlib.sha256(seed + n.encode()).digest(), n) for n in numbers if n not in besides)
    return [n for _, n in drawn[:count]]
