"""Two administrators, two people: nothing has an effect before both signed (document 002, T-17, UA-1 to UA-3)."""

from __future__ import annotations

import uuid

import pytest

from tests.helpers.raw_administration import Administrator, Pair, grant, person_id, record
from tests.helpers.raw_central import OTHER_PARENT, UNIT, Central, Clerk, canonical


@pytest.fixture(scope="module")
def pair(central: Central) -> Pair:
    return Pair(central)


@pytest.fixture(scope="module")
def others(central: Central) -> Pair:
    return Pair(central, OTHER_PARENT)


@pytest.fixture
def named() -> str:
    """A user name that nobody has yet."""
    return f"U{uuid.uuid4().hex[:8].upper()}"


def test_a_new_user_is_nobody_before_admin_2_approves_and_can_sign_in_nowhere_before_the_slip_is_printed(
    central: Central, pair: Pair, named: str
) -> None:
    uid = str(uuid.uuid4())
    answer, proposal = pair.one.propose("user.add", uid, record(named, 11))
    assert (answer.status, answer.json["status"], answer.json["slip_id"]) == (201, "pending", "")
    assert uid not in {user["uid"] for user in pair.two.view()["users"]}
    settled = pair.two.settle(proposal["req_id"])
    assert (settled.status, settled.json["status"]) == (201, "approved")
    added = pair.one.user(named)
    assert (added["uid"], added["state"], added["key_permits"]) == (uid, "new", "1")
    assert added["slip_id"] == settled.json["slip_id"] != ""
    assert added["record"] == record(named, 11)
