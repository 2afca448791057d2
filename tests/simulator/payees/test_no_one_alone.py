"""Whatever one person does with the register, no batch pays another account for it (PR-3, T-16, T-17)."""

from __future__ import annotations

import uuid
from functools import partial
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers.raw_payees import (
    check,
    decision,
    entry,
    fresh,
    line_of,
    propose,
    recall,
    register,
    settle,
    settle_body,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.helpers.raw_central import Answer, Clerk, Json

    Act = Callable[[], Answer]

MINE = "6660000001"
"""The account that somebody alone would like to have paid."""
ACTS = ("propose", "add", "merge", "settle", "leave out", "return", "recall", "forge", "check")


class Alone:
    """Somebody who tries everything that the register knows with one payee, alone."""

    def __init__(self, person: Clerk, victim: Json, maker: Clerk) -> None:
        self.person, self.victim, self.maker = person, victim, maker
        self.mine = entry({**victim["record"], "acct": MINE}, victim["payee_id"], "1")
        self.waiting: list[Json] = []

    def do(self, act: str) -> Answer:
        """Do one thing; what is proposed is remembered, whether it was taken or not."""
        deeds: dict[str, Act] = {
            "propose": partial(self._propose, self.mine),
            "add": partial(self._propose, entry(self.mine["record"])),
            "merge": partial(
                self._propose, entry(self.victim["record"], self.victim["payee_id"], "1", str(uuid.uuid4()))
            ),
            "settle": lambda: settle(self.person, self._last(), challenge=self._challenge()),
            "leave out": lambda: settle(
                self.person, self._last(), challenge=self._challenge(), left_out=[str(uuid.uuid4())]
            ),
            "return": lambda: settle(self.person, self._last(), "return", challenge=self._challenge()),
            "recall": lambda: recall(self.person, self._last()["change"]["req_id"]),
            "forge": self._forge,
            "check": lambda: check(self.person, self.victim["payee_id"]),
        }
        return deeds[act]()

    def _propose(self, one: Json) -> Answer:
        answer, said = propose(self.person, [one])
        self.waiting.append(said)
        return answer

    def _challenge(self) -> str:
        return self.person.challenge()

    def _last(self) -> Json:
        if not self.waiting:
            self._propose(self.mine)
        return self.waiting[-1]

    def _forge(self) -> Answer:
        """Sign with one's own key what another is said to have decided."""
        said = decision(self.person, self._last(), auth_uid=self.maker.uid, challenge=self._challenge())
        return self.person.send(settle_body(self.person, said))


def _tries(person: Clerk, others: tuple[Clerk, Clerk], acts: list[str]) -> None:
    maker, authorizer = others
    victim = fresh()
    register(maker, authorizer, victim)
    _, payment = maker.submit([line_of(victim)], value_date="2026-11-24")
    alone = Alone(person, victim, maker)
    for act in acts:
        alone.do(act)
    # What was handed in before pays the account that two agreed on, and a new batch can name no other.
    (paid,) = authorizer.content(payment["op_id"])["lines"]
    assert paid["acct"] == victim["record"]["acct"]
    answer = authorizer.decide(payment["op_id"])
    assert answer.status == 201, answer.body
    assert maker.submit([line_of(victim)])[0].status == 201
    for version in ("1", "2"):
        assert maker.submit([line_of(alone.mine, version=version)])[0].code in ("payee_differs", "payee_changed")


_SETTINGS = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_SETTINGS
@given(acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=6))
def test_nothing_that_a_maker_does_alone_changes_the_account_that_is_paid(
    maker: Clerk, second_maker: Clerk, authorizer: Clerk, acts: list[str]
) -> None:
    _tries(second_maker, (maker, authorizer), acts)


@_SETTINGS
@given(acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=6))
def test_nothing_that_an_authorizer_does_alone_changes_the_account_that_is_paid(
    maker: Clerk, authorizer: Clerk, second_authorizer: Clerk, acts: list[str]
) -> None:
    _tries(second_authorizer, (maker, authorizer), acts)
