"""Money called back between two desks and a real central system; notices to payees, and each person's inbox."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from app.central.recalls import holds, read
from app.domain.messages.message import Topic
from app.domain.recalls.news import RecallChanged
from app.domain.recalls.recall import Cause, RecallState, Urgency
from app.domain.recalls.routing import Route
from app.domain.values.errors import Conflict, NotAllowed, Refused
from app.domain.values.money import Money
from app.services.messages import Messages
from app.services.recall_papers import RecallPapers
from app.services.recalls import Letter, Recalls
from app.store import recalls, reference
from tests.helpers.raw_central import UNIT, canonical
from tests.helpers.workstation import transfers

if TYPE_CHECKING:
    from app.services.recalls import PaidLine
    from tests.helpers.raw_central import Central
    from tests.helpers.workstation import Workstation


@pytest.fixture
def mine(maker: Workstation) -> Recalls:
    return Recalls(maker.desk, maker.sync)


@pytest.fixture
def theirs(authorizer: Workstation) -> Recalls:
    return Recalls(authorizer.desk, authorizer.sync)


def paid(central: Central, maker: Workstation, authorizer: Workstation, count: int = 2) -> str:
    """Let a batch be paid; return its id."""
    op_id = handed_in(maker, count, date(2026, 11, 23))
    authorizer.sync.sync_now()
    authorizer.sync.deliver(authorizer.decide(op_id, central.password(UNIT, "AUTH01")))
    central.settle()
    for station in (maker, authorizer):
        station.sync.sync_now()
    return op_id


def handed_in(maker: Workstation, count: int, day: date) -> str:
    op_id = maker.draft(transfers(count, 125_000), value_date=day)
    maker.sync.deliver(maker.submit(op_id))
    return op_id


def letter(line: PaidLine, day: date, **changes: object) -> Letter:
    said = Letter(Cause.WRONG_PAYEE, line.left, day, "กค 0401/งบ 7", day, "ชื่อซ้ำกัน")
    return replace(said, **changes)  # type: ignore[arg-type]


def bring_back(central: Central, recall_id: str, **said: str) -> None:
    answer = central.operate("POST", f"recalls/{recall_id}", {"answer": "money_back", **said})
    assert answer.status == 200, answer.body


def hear(*stations: Workstation) -> None:
    for station in stations:
        station.sync.sync_now()


def test_both_desks_follow_a_recall_from_the_letter_to_the_treasury(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Recalls, theirs: Recalls
) -> None:
    op_id = paid(central, maker, authorizer)
    line = mine.paid_line(op_id, 1)
    given = mine.open(line, letter(line, mine.today))
    assert given.known
    hear(maker, authorizer)
    recall = mine.recall(given.order_id)
    assert (recall.state, recall.asked, recall.payee) == (RecallState.OPEN, line.left, line.line.name)
    assert mine.paid_line(op_id, 1).left == Money(0)
    bring_back(central, recall.recall_id)
    hear(maker, authorizer)
    recall = mine.recall(recall.recall_id)
    assert (recall.state, recall.back) == (RecallState.MONEY_BACK, line.left)
    assert (mine.is_mine(recall), theirs.is_mine(recall)) == (True, False)
    assert recall.way_on(date(2027, 9, 30)).route is Route.IN_YEAR
    assert recall.way_on(date(2027, 10, 1)).route is Route.PRIOR_YEAR
    mine.propose_return(recall)
    hear(authorizer)
    proposed = theirs.recall(recall.recall_id)
    assert theirs.is_mine(proposed)
    with pytest.raises(Refused, match="reason_missing"):
        theirs.settle_return(proposed, approve=False, password="whatever it is")  # noqa: S106
    with pytest.raises(Refused, match="password_wrong"):
        theirs.settle_return(proposed, approve=True, password="not the right one")  # noqa: S106
    theirs.settle_return(proposed, approve=True, password=central.password(UNIT, "AUTH01"))
    hear(maker, authorizer)
    done = mine.recall(recall.recall_id)
    assert (done.state, done.is_open) == (RecallState.RETURNED, False)
    assert [document.kind for document in done.documents] == ["BD", "R6", "BE"]
    assert done == theirs.recall(recall.recall_id)
    _demand_that_altered_ones_do_not_hold(maker, recall.recall_id)
    papers = RecallPapers(maker.desk, mine)
    for language in ("th", "en"):
        made = papers.treasury_return(done.recall_id, language)
        assert done.bank_ref in made.view.text(0)
        assert line.line.name in papers.letter(done.recall_id, language).view.text(0)


def _demand_that_altered_ones_do_not_hold(maker: Workstation, recall_id: str) -> None:
    """Take a returned recall as the log told it, and change one thing after the other behind its signers' backs."""
    with maker.desk.store.read() as rd:
        stored, keys = recalls.one(rd, recall_id), reference.keys(rd)
    assert stored is not None
    told = json.loads(stored.view)
    order, decision = json.loads(told["order"]), json.loads(told["decision"])
    mine = encode_text({**order, "satang": "1"})
    assert holds(RecallChanged(read(stored.view), stored.view), keys)
    for change in (
        {"back_satang": "1"},
        {"account": "0061000026"},
        {"order": mine},
        {"order_sig": told["decision_sig"]},
        {"decision": "", "decision_sig": ""},
        {"decision": encode_text({**decision, "decision": "return"})},
        {"decision_sig": told["order_sig"]},
        {"order": "", "order_sig": "", "decision": "", "decision_sig": ""},
    ):
        altered = encode_text({**told, **change}).encode()
        assert not holds(RecallChanged(read(altered), altered), keys), change
    with pytest.raises(ValueError, match="elsewhere"):
        read(encode_text({**told, "state": "elsewhere"}).encode())


def encode_text(value: object) -> str:
    return canonical(value).decode()


def test_what_cannot_be_called_back_is_refused_before_anything_is_sent(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Recalls, theirs: Recalls
) -> None:
    op_id = paid(central, maker, authorizer)
    line = mine.paid_line(op_id, 2)
    day = mine.today
    for wrong, code in (
        (letter(line, day, amount=Money(line.left.satang + 1)), "recall_too_much"),
        (letter(line, day, reason="  "), "reason_missing"),
        (letter(line, day, found_on=day + timedelta(days=1)), "letter_day_wrong"),
        (letter(line, day, dated=date(2026, 11, 1)), "letter_day_wrong"),
    ):
        with pytest.raises(Refused, match=code):
            mine.open(line, wrong)
    with pytest.raises(NotAllowed):
        theirs.open(line, letter(line, day))
    with pytest.raises(Refused, match="recall_unknown"):
        mine.recall("nothing")
    assert mine.open_commands() == []


def test_deadlines_are_counted_among_the_open_ones_and_the_nearest_stands_first(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Recalls
) -> None:
    op_id = paid(central, maker, authorizer)
    ids = []
    for number in (1, 2):
        line = mine.paid_line(op_id, number)
        ids.append(mine.open(line, letter(line, mine.today)).order_id)
    bring_back(central, ids[1])
    hear(maker)
    assert [one.recall_id for one in mine.every() if one.recall_id in ids] == [ids[1], ids[0]]
    back = mine.recall(ids[1])
    assert back.remit_by is not None
    assert [back.remit_urgency(back.remit_by + timedelta(days=left)) for left in (-9, -5, 0, 1)] == [
        Urgency.AHEAD,
        Urgency.NEAR,
        Urgency.NEAR,
        Urgency.OVER,
    ]
    found = mine.countdown()
    assert found.open_count >= 2
    assert found.remit_days == (back.remit_by - mine.today).days
    assert found.waiting_for_me >= 1
    assert mine.recall(ids[0]).age_days(mine.today + timedelta(days=3)) == 3


def test_a_recall_is_given_up_only_before_money_came_and_with_a_reason(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Recalls
) -> None:
    op_id = paid(central, maker, authorizer)
    line = mine.paid_line(op_id, 1)
    given = mine.open(line, letter(line, mine.today))
    hear(maker)
    recall = mine.recall(given.order_id)
    with pytest.raises(Refused, match="reason_missing"):
        mine.drop(recall, "")
    bring_back(central, recall.recall_id)
    with pytest.raises(Refused, match="status_forbids"):
        mine.drop(recall, "ตรวจแล้วจ่ายถูก")
    second = mine.paid_line(op_id, 2)
    other = mine.open(second, letter(second, mine.today)).order_id
    hear(maker)
    mine.drop(mine.recall(other), "ตรวจแล้วจ่ายถูก")
    hear(maker)
    assert mine.recall(other).state is RecallState.DROPPED
    assert mine.paid_line(op_id, 2).left == second.left


def test_a_second_word_is_refused_while_the_first_has_no_answer(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Recalls
) -> None:
    op_id = paid(central, maker, authorizer)
    line = mine.paid_line(op_id, 1)
    given = mine.open(line, letter(line, mine.today))
    bring_back(central, given.order_id)
    hear(maker)
    recall = mine.recall(given.order_id)
    fault = {"fault": "lost_answer", "route": "commands", "count": 1}
    assert central.operate("POST", "faults", fault).status == 200
    assert not mine.propose_return(recall).known
    assert [(one.recall_id, one.unknown) for one in mine.open_commands()] == [(recall.recall_id, True)]
    with pytest.raises(Conflict, match="order_under_way"):
        mine.propose_return(recall)
    hear(maker)
    assert mine.open_commands() == []
    assert mine.recall(recall.recall_id).state is RecallState.RETURN_PROPOSED


def test_an_approval_that_is_asked_reaches_the_authorizer_with_the_next_sync_and_is_read_once(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    inbox = Messages(authorizer.desk)
    hear(authorizer)
    inbox.mark_read([one.seq for one in inbox.every()])
    assert inbox.unread() == 0
    op_id = handed_in(maker, 1, date(2026, 12, 1))
    assert inbox.unread() == 0
    hear(authorizer)
    (asked,) = [one for one in inbox.every() if one.unread]
    assert (asked.topic, asked.screen, asked.subject) == (Topic.TO_APPROVE, "approvals", op_id)
    assert [one for one in Messages(maker.desk).every() if one.subject == op_id] == []
    quiet = Messages(authorizer.desk, lambda: frozenset({Topic.TO_APPROVE}))
    assert quiet.unread() == 0
    inbox.mark_read([asked.seq])
    inbox.mark_read([asked.seq])
    assert inbox.unread() == 0


def test_the_maker_hears_of_decisions_and_of_money_that_came_back(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Recalls
) -> None:
    op_id = paid(central, maker, authorizer)
    line = mine.paid_line(op_id, 1)
    recall_id = mine.open(line, letter(line, mine.today)).order_id
    bring_back(central, recall_id)
    hear(maker, authorizer)
    found = Messages(maker.desk).every()
    assert {one.topic for one in found if one.subject == op_id} == {Topic.APPROVED, Topic.FINISHED}
    (told,) = [one for one in found if one.subject == recall_id]
    assert (told.topic, told.facts["what"], told.facts["amount"]) == (Topic.RECALL, "money_back", line.left.format())
    mine.propose_return(mine.recall(recall_id))
    hear(authorizer)
    (asked,) = [one for one in Messages(authorizer.desk).every() if one.subject == recall_id]
    assert asked.topic is Topic.RETURN_TO_APPROVE
