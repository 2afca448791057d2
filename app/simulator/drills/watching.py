"""Whether a clerk has done a step: what they handed in since the drill began, and how things stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.simulator.scenarios.collecting import CloseDay, IssueBill, Match, Remit
from app.simulator.scenarios.differing import Difference, hold
from app.simulator.scenarios.noticing import orders_about, typed
from app.simulator.scenarios.paying import CallBack, SubmitBatch
from app.simulator.scenarios.stage import BATCH, BILL, DAY, PAYMENT, RECALL, REMITTANCE, Wrong, satang
from app.wire.closing import DAY_ORDER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.simulator.scenarios.script import Mistake, Step
    from app.simulator.scenarios.stage import Stage
    from app.simulator.scenarios.story import Story


class _DayMade(msgspec.Struct):
    req_id: str
    maker_uid: str


def is_done(step: Step, stage: Stage, uid: str) -> bool:
    """Say whether the person has done a step; what it names is called so from here on."""
    return _is_made(step, stage, uid) and _holds(step, stage)


def mistakes(known: Sequence[Mistake], stage: Stage, uid: str) -> set[int]:
    """Return the numbers of the mistakes that are seen now; what has no name yet is not seen."""
    return {n for n, one in enumerate(known) if _is_seen(one, stage, uid)}


def _is_seen(mistake: Mistake, stage: Stage, uid: str) -> bool:
    try:
        return mistake.seen.is_seen(stage, uid)
    except Wrong:
        return False


def _holds(step: Step, stage: Stage) -> bool:
    if step.watch is None:
        return True
    try:
        for what, expected, there in step.watch.pairs(stage):
            hold(there, expected, what)
    except Difference:
        return False
    return True


def _is_made(step: Step, stage: Stage, uid: str) -> bool:
    """Look for what the step makes; a step that makes nothing of its own is told by what it watches."""
    act, story = step.do, stage.listen()
    if isinstance(act, SubmitBatch) and f"{BATCH}/{act.batch}" in stage.names:
        return _fits(act, stage, stage.called(BATCH, act.batch), uid)
    if isinstance(act, Match):
        bill = stage.called(BILL, act.bill)
        ordered = orders_about(stage, stage.called(PAYMENT, act.payment), uid)
        return any((one.act, one.bill_id, int(one.satang)) == ("match", bill, satang(act.baht)) for one in ordered)
    if not isinstance(act, SubmitBatch | IssueBill | Remit | CallBack | CloseDay):
        return True
    kind, name, made = _made(act, stage, story, uid)
    found = next((one for one, fits in made if fits and not stage.is_called(kind, one)), None)
    if found is not None:
        stage.call(kind, name, found)
    return found is not None


def _made(
    act: SubmitBatch | IssueBill | Remit | CallBack | CloseDay, stage: Stage, story: Story, uid: str
) -> tuple[str, str, list[tuple[str, bool]]]:
    """Return what the step makes, its name in the script, and all of that kind by id, each fitting or not."""
    if isinstance(act, SubmitBatch):
        return BATCH, act.batch, [(op_id, _fits(act, stage, op_id, uid)) for op_id in story.heads]
    if isinstance(act, IssueBill):
        drafts, asked = story.drafts.items(), satang(act.baht)
        found = [(name, (int(one.satang), story.makers.get(name)) == (asked, uid)) for name, one in drafts]
        return BILL, act.bill, found
    if isinstance(act, Remit):
        return REMITTANCE, act.remittance, [(name, one.maker_uid == uid) for name, one in story.remittances.items()]
    if isinstance(act, CloseDay):
        orders = [content for content, _ in story.orders.values() if typed(content) == DAY_ORDER]
        days = [msgspec.json.decode(content, type=_DayMade) for content in orders]
        return DAY, "", [(one.req_id, one.maker_uid == uid and one.req_id not in story.settled) for one in days]
    op_id, asked = stage.called(BATCH, act.batch), satang(act.baht)
    wanted = (asked, uid, op_id, act.line)
    backs = story.recalls.items()
    return RECALL, act.recall, [(name, (int(o.satang), o.maker_uid, o.op_id, int(o.n)) == wanted) for name, o in backs]


def _fits(act: SubmitBatch, stage: Stage, op_id: str, uid: str) -> bool:
    """Say whether a batch is what the step asks for: whose it is, how much and how many; accounts where they matter."""
    head = stage.listen().heads[op_id]
    asked = (sum(satang(one.baht) for one in act.payees), len(act.payees), uid)
    if (int(head.total_satang), int(head.lines_count), head.maker_uid) != asked:
        return False
    named = sorted((one.account, str(satang(one.baht))) for one in act.payees if one.account)
    if not named:
        return True
    return sorted((line.acct, line.satang) for line in stage.lines(op_id)) == named
