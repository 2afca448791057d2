"""Whatever is done to a draft can be taken back to the letter and made again, in memory and in the store."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.issues import Rule
from app.domain.disbursement.transfer import Field
from app.domain.values.errors import Refused
from app.services import draft_sheet
from app.services.drafting import Drafting
from app.store import disbursement
from tests.helpers.doctor_cases import CASES
from tests.helpers.extent import WHOLE
from tests.ui.disbursement.office import OPENING, OfficeDesk, batch, line, open_store, put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.domain.disbursement.record import LineRecord
    from app.services.draft_sheet import DraftSheet
    from app.services.sync import Sync

NUMBERS = count(500)
comes = st.sampled_from([case.comes for case in CASES] + ["", "006", "1", "กอ ขอคอ"])
fields = st.sampled_from(Field)
places = st.integers(0, 30)
typing = st.tuples(st.just("type"), st.lists(st.tuples(places, fields, comes), min_size=1, max_size=4))
rows = st.lists(st.dictionaries(fields, comes, max_size=5), min_size=1, max_size=3)
acts = st.one_of(
    typing,
    st.tuples(st.just("add"), rows),
    st.tuples(st.just("paste"), st.tuples(st.lists(st.tuples(places, fields, comes), max_size=3), rows)),
    st.tuples(st.just("insert"), st.tuples(places, st.integers(1, 3))),
    st.tuples(st.just("remove"), st.lists(places, min_size=1, max_size=3)),
    st.tuples(st.just("judge"), st.tuples(st.sampled_from(Rule), st.sampled_from([True, False, None]))),
    st.tuples(st.just("undo"), st.none()),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeDesk]:
    """Yield a maker's desk with nothing in it."""
    store = open_store(tmp_path_factory.mktemp("undo"))
    yield OfficeDesk(store)
    store.close()


def drafting(desk: OfficeDesk) -> Drafting:
    return Drafting(desk.for_services(), cast("Sync", None))


def opened(desk: OfficeDesk, lines: int = 3) -> DraftSheet:
    many = [line(number)._replace(sheet_row=number + 4) for number in range(1, lines + 1)]
    return drafting(desk).sheet(put(desk.store, batch(next(NUMBERS), BatchStatus.DRAFT, "", many), many))


def kept(desk: OfficeDesk, sheet: DraftSheet) -> list[LineRecord]:
    with desk.store.read() as reading:
        return disbursement.lines(reading, sheet.batch.op_id)


def seen(sheet: DraftSheet) -> object:
    lines = [sheet.row(number) for number in sheet.numbers]
    batch = sheet.batch
    counts = (batch.lines_count, batch.total, batch.errors_count, batch.warnings_count)
    return lines, sheet.issues, sheet.repairs, counts


def act(sheet: DraftSheet, what: str, how: object) -> None:
    """Do something that a person could do, at places that exist."""
    numbers = sheet.numbers

    def at(place: int) -> int:
        return numbers[place % len(numbers)]

    if what == "undo":
        sheet.undo()
    elif what == "judge":
        rule, accepted = cast("tuple[Rule, bool | None]", how)
        sheet.judge_repair(rule, accepted=accepted)
    elif what == "add":
        sheet.add_rows(cast("list[dict[Field, str]]", how))
    elif not numbers:
        return
    elif what == "type":
        sheet.set_cells([(at(p), f, t) for p, f, t in cast("list[tuple[int, Field, str]]", how)])
    elif what == "paste":
        cells, more = cast("tuple[list[tuple[int, Field, str]], list[dict[Field, str]]]", how)
        sheet.paste([(at(p), f, t) for p, f, t in cells], more)
    elif what == "insert":
        place, many = cast("tuple[int, int]", how)
        sheet.insert_rows(at(place), many)
    else:
        sheet.remove_rows(sorted({at(place) for place in cast("list[int]", how)}))


@given(st.lists(acts, max_size=12))
@settings(
    max_examples=60 if WHOLE else 25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_edit_can_be_taken_back_and_made_again_to_the_letter(
    desk: OfficeDesk, sequence: list[tuple[str, object]]
) -> None:
    sheet = opened(desk)
    first, states = seen(sheet), list[object]()
    for what, how in sequence:
        act(sheet, what, how)
        lines = [sheet.row(number) for number in sheet.numbers]
        assert kept(desk, sheet) == lines, "what is seen is what is kept"
    last = seen(sheet)
    while sheet.can_undo:
        states.append(seen(sheet))
        sheet.undo()
    assert seen(sheet) == first
    assert kept(desk, sheet) == [sheet.row(number) for number in sheet.numbers]
    for state in reversed(states):
        sheet.redo()
        assert seen(sheet) == state
    if states:
        assert seen(sheet) == last
    assert seen(drafting(desk).sheet(sheet.batch.op_id)) == seen(sheet), "opened anew it is the same draft"


def test_a_step_that_cannot_be_saved_leaves_memory_and_store_as_they_were(desk: OfficeDesk) -> None:
    sheet = opened(desk)
    sheet.set_cells([(2, Field.ACCOUNT, "385520917")])
    before = seen(sheet)
    with desk.store.write(OPENING, Action.EDIT_BATCH, sheet.batch.op_id) as tx:
        disbursement.set_status(tx, sheet.batch.op_id, status=BatchStatus.SUBMITTED)
    for change in (
        lambda: sheet.insert_rows(2, 2),
        lambda: sheet.paste([(1, Field.NAME, "กอ ขอคอ")], [{Field.NAME: "ขอ"}]),
        lambda: sheet.judge_repair(Rule.ACCOUNT_ZEROS, accepted=True),
        sheet.undo,
    ):
        with pytest.raises(Exception, match="status_forbids"):
            change()
        assert seen(sheet) == before
        assert sheet.can_undo


def test_a_line_is_put_in_where_the_cursor_stands_and_those_below_move_down(desk: OfficeDesk) -> None:
    sheet = opened(desk)
    names = [sheet.row(number).name for number in sheet.numbers]
    assert sheet.insert_rows(2, 2) == [2, 3]
    assert [sheet.row(number).name for number in sheet.numbers] == [names[0], "", "", *names[1:]]
    assert [issue.row for issue in sheet.issues_of(3)] == [3] * len(sheet.issues_of(3))
    sheet.remove_rows([2, 3])
    assert sheet.insert_rows(4, 1) == [3], "a number that is free is taken before anything moves"
    assert sheet.numbers == [1, 3, 4, 5]


def test_an_accepted_repair_is_remembered_and_a_refused_one_brings_the_original_back(desk: OfficeDesk) -> None:
    sheet = opened(desk)
    sheet.set_cells([(1, Field.ACCOUNT, "385520917"), (2, Field.ACCOUNT, "44793646"), (1, Field.BANK, "006")])
    sheet.set_cells([(2, Field.BANK, "006")])
    assert ("guesses", {"count": 2}) in sheet.readiness()
    sheet.judge_repair(Rule.ACCOUNT_ZEROS, accepted=True, cells=[(1, Field.ACCOUNT)])
    assert ("guesses", {"count": 1}) in sheet.readiness()
    sheet.judge_repair(Rule.ACCOUNT_ZEROS, accepted=False, cells=[(2, Field.ACCOUNT)])
    assert "guesses" not in dict(sheet.readiness())
    assert (sheet.row(1).account, sheet.row(2).account) == ("0385520917", "44793646")
    assert sheet.row(1).originals["account"] == "385520917"
    assert [issue.code for issue in sheet.issues_of(2)] == ["account_short"]
    (group,) = [group for group in sheet.repairs if group.rule is Rule.ACCOUNT_ZEROS]
    assert [(c.number, c.original, c.repaired, c.accepted) for c in group.cells] == [
        (1, "385520917", "0385520917", True),
        (2, "44793646", "0044793646", False),
    ]
    again = drafting(desk).sheet(sheet.batch.op_id)
    assert seen(again) == seen(sheet)
    again.set_cells([(2, Field.ACCOUNT, "44793647")])
    assert again.row(2).account == "0044793647", "a cell that is typed anew forgets what was said of the former one"
    again.judge_repair(Rule.ACCOUNT_ZEROS, accepted=None)
    assert ("guesses", {"count": 2}) in again.readiness()


def test_more_lines_than_a_batch_takes_are_refused_and_nothing_is_lost(
    desk: OfficeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = opened(desk)
    before = seen(sheet)
    monkeypatch.setattr(draft_sheet, "LINES_MAX", 4)
    changes: tuple[Callable[[], object], ...] = (lambda: sheet.add_rows([{}, {}]), lambda: sheet.insert_rows(1, 2))
    for change in changes:
        with pytest.raises(Refused, match="too_many_lines"):
            change()
    assert seen(sheet) == before
    assert not sheet.can_undo


def test_what_is_done_more_than_two_hundred_times_can_all_be_taken_back(desk: OfficeDesk) -> None:
    sheet = opened(desk, 1)
    for baht in range(1, 260):
        sheet.set_cells([(1, Field.AMOUNT, str(baht))])
    while sheet.can_undo:
        sheet.undo()
    assert sheet.row(1) == line(1)
