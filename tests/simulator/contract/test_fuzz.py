"""Everything that the contract allows or forbids is asked: no answer breaks it, nothing wrong is taken, nothing fails.

The long way: ``packaging/dev.py fuzz --minutes N``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.extent import WHOLE
from tests.helpers.raw_central import running
from tests.simulator.contract.fuzzing import STAFF, Fuzz

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = 3 if WHOLE else 1
SEED = 1


@pytest.fixture
def fuzz(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzz]:
    with running(tmp_path_factory.mktemp("central")) as central:
        fuzz = Fuzz(central)
        yield fuzz
        fuzz.close()


@pytest.mark.parametrize("staff", [False, True], ids=["people", "staff"])
def test_no_request_makes_the_central_system_break_its_contract(fuzz: Fuzz, staff: bool) -> None:
    wanted = [one for one in fuzz.operations() if one.path.startswith(STAFF) is staff]
    for operation in wanted:
        fuzz.ask(operation, EXAMPLES, SEED)
    assert fuzz.tally.breaches == {}
    assert set(fuzz.tally.asked_of) == {one.label for one in wanted}
    answered = {status for status, count in fuzz.tally.statuses.items() if count}
    assert {200, 403, 404, 422} <= answered
    assert not {500, 502, 503, 504} & answered
    lines = map(json.loads, (fuzz.central.data / "stderr.log").read_text("utf-8").splitlines())
    assert [line for line in lines if line.get("level") == "error"] == []
