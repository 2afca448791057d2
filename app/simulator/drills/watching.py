"""Whether a clerk has done a step: what they handed in since the drill began, and how things stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.scenarios.collecting import IssueBill, Remit
from app.simulator.scenarios.differing import Difference, hold
from app.simulator.scenarios.paying import CallBack, SubmitBatch
from app.simulator.scenarios.stage import BATCH, BILL, RECALL, REMITTANCE, satang

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.simulator.scenarios.script import Step
    from app.simulator.scenarios.stage import Stage
    from app.simulator.scenarios.story import Story


def is_done(step: Step, stage: Stage, uid: str) -> bool:
    """Say whether the person has done a step; what it names is called so from here on."""
    named = next(_new(step, stage, uid), None) if _names(step) else ("", "", "")
    if named is None:
        return False
    kind, name, found = named
    if kind:
        stage.call(kind, name, found)
    if step.watch is None:
        return True
    try:
        for what, expected, there in step.watch.pairs(stage):
            hold(there, expected, what)
    except Difference:
        return False
    return True


def _names(step: Step) -> bool:
    return isinstance(step.do, SubmitBatch | IssueBill | Remit | CallBack)


def _new(step: Step, stage: Stage, uid: str) -> Iterator[tuple[str, str, str]]:
    """Yield what the person made that fits the step and has no name in the drill yet."""
    kind, name, made = _made(step, stage.listen(), uid)
    return ((kind, name, found) for found, fits in made if fits and not stage.is_called(kind, found))


def _made(step: Step, story: Story, uid: str) -> tuple[str, str, list[tuple[str, bool]]]:
    """Return what the step makes, its name in the script, and all of that kind by id, each fitting or not."""
    act = step.do
    if isinstance(act, SubmitBatch):
        heads, total = story.heads.items(), (sum(satang(one.baht) for one in act.payees), len(act.payees))
        found = [
            (op_id, (int(head.total_satang), int(head.lines_count), head.maker_uid) == (*total, uid))
            for op_id, head in heads
        ]
        return BATCH, act.batch, found
    if isinstance(act, IssueBill):
        drafts, asked = story.drafts.items(), satang(act.baht)
        found = [(name, (int(one.satang), story.makers.get(name)) == (asked, uid)) for name, one in drafts]
        return BILL, act.bill, found
    if isinstance(act, Remit):
        return REMITTANCE, act.remittance, [(name, one.maker_uid == uid) for name, one in story.remittances.items()]
    if isinstance(act, CallBack):
        asked, backs = satang(act.baht), story.recalls.items()
        return RECALL, act.recall, [(name, (int(one.satang), one.maker_uid) == (asked, uid)) for name, one in backs]
    return "", "", []
