"""What a drill leaves when it is given up or begun again is put away, so that nothing of it waits for anybody.

Only what this person and their partners made since the drill began is touched; what was paid stays paid.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

import msgspec

from app.simulator.faults.routes import FaultsArmed
from app.simulator.scenarios import collecting, operating, paying
from app.simulator.scenarios.noticing import typed
from app.simulator.scenarios.player import problem_of
from app.simulator.scenarios.stage import BATCH, DAY, PAYMENT, RECALL, REMITTANCE, mark_of
from app.wire import api
from app.wire.closing import DAY_ORDER
from app.wire.codes import BatchState
from app.wire.collections import CollectionState
from app.wire.recalls import RecallState
from app.wire.remittances import RemittanceState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from app.simulator.scenarios.stage import Stage
    from app.simulator.scenarios.story import Story

REASON = "เริ่มแบบฝึกใหม่"
_SECOND, _LEFT = "authorizer", "left"
_UNDECIDED = (BatchState.SUBMITTED, BatchState.IN_APPROVAL)


class _Act(Protocol):
    def play(self, stage: Stage) -> None: ...


class _Made(msgspec.Struct):
    req_id: str
    maker_uid: str


def tidy(stage: Stage, user_id: str, uid: str, others: Collection[str]) -> list[str]:
    """Put away what is left of the drill that was played on the stage; return what could not be.

    The person is called ``user_id``; ``others`` is what the script calls everybody else.
    """
    tried = [problem_of(partial(_disarm, stage, user_id)), problem_of(partial(_listen, stage))]
    story = stage.story
    acts = [*_batches(stage, story, uid, others), *_payments(stage, story), *_remittances(story, stage, uid)]
    acts += [*_recalls(story, stage, uid), *_days(story, stage, uid)]
    return [problem for problem in (*tried, *map(problem_of, acts)) if problem]


def _listen(stage: Stage) -> None:
    stage.listen()


def _disarm(stage: Stage, user_id: str) -> None:
    for one in stage.wire.shown(api.OPERATOR_FAULTS, FaultsArmed).faults:
        if one.note == mark_of(user_id):
            stage.wire.operate("DELETE", f"{api.OPERATOR_FAULTS}/{one.fault_id}")


def _batches(stage: Stage, story: Story, uid: str, others: Collection[str]) -> Iterator[Callable[[], None]]:
    for op_id, head in story.heads.items():
        if story.batches.get(op_id) not in _UNDECIDED:
            continue
        if head.maker_uid == uid:
            yield _called(stage, BATCH, op_id, paying.Return(who=_SECOND, batch=_LEFT, reason=REASON))
        elif stage.is_called(BATCH, op_id):
            yield partial(_take_back, stage, op_id, head.maker_uid, others)


def _take_back(stage: Stage, op_id: str, maker_uid: str, others: Collection[str]) -> None:
    maker = next((name for name in others if stage.person(name).session.uid == maker_uid), "")
    for how in ("withdraw", "cancel"):
        _called(stage, BATCH, op_id, paying.TakeBack(who=maker, batch=_LEFT, how=how, reason=REASON))()


def _payments(stage: Stage, story: Story) -> Iterator[Callable[[], None]]:
    for payment_id, one in story.payments.items():
        if not stage.is_called(PAYMENT, payment_id):
            continue
        if one.open_req_id:
            back = collecting.DecideOrder(who=_SECOND, payment=_LEFT, decision=paying.SEND_BACK, reason=REASON)
            yield _called(stage, PAYMENT, payment_id, back)
        if one.state == CollectionState.QUEUED:
            yield _called(stage, PAYMENT, payment_id, operating.Reverse(payment=_LEFT, reason=REASON))


def _remittances(story: Story, stage: Stage, uid: str) -> Iterator[Callable[[], None]]:
    for req_id, one in story.remittances.items():
        if (one.maker_uid, one.state) == (uid, RemittanceState.PROPOSED):
            back = collecting.ApproveRemittance(who=_SECOND, remittance=_LEFT, decision=paying.SEND_BACK, reason=REASON)
            yield _called(stage, REMITTANCE, req_id, back)


def _recalls(story: Story, stage: Stage, uid: str) -> Iterator[Callable[[], None]]:
    for recall_id, one in story.recalls.items():
        if one.maker_uid != uid:
            continue
        if one.state == RecallState.RETURN_PROPOSED:
            back = paying.DecideReturn(who=_SECOND, recall=_LEFT, decision=paying.SEND_BACK, reason=REASON)
            yield _called(stage, RECALL, recall_id, back)
        elif one.state == RecallState.OPEN:
            yield _called(stage, RECALL, recall_id, operating.BankAnswers(recall=_LEFT, answer="refused"))


def _days(story: Story, stage: Stage, uid: str) -> Iterator[Callable[[], None]]:
    for content, _ in story.orders.values():
        made = msgspec.json.decode(content, type=_Made)
        if typed(content) == DAY_ORDER and made.maker_uid == uid and made.req_id not in story.settled:
            back = collecting.ApproveDay(who=_SECOND, decision=paying.SEND_BACK, reason=REASON)
            yield _called(stage, DAY, made.req_id, back, "")


def _called(stage: Stage, kind: str, found: str, act: _Act, name: str = _LEFT) -> Callable[[], None]:
    """Return the act as it is done to something that is called so meanwhile."""

    def done() -> None:
        stage.call(kind, name, found)
        act.play(stage)

    return done
