"""The home board: what waits is what the records say, each tile only while there is something, for whom it concerns."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app import i18n
from app.domain.remittances.remittance import RemittanceState
from app.services.board import Board, Found, Tile
from app.services.closing import Closing
from app.services.closing_board import ClosingBoard
from app.services.lookout import Lookout
from app.services.queue_board import QueueBoard
from app.services.remittance_board import RemittanceBoard
from app.ui.screens.home import LOOK
from tests.helpers.remitting import seated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tests.helpers.raw_central import Central


class Said(Board):
    """A board that says one thing."""

    def __init__(self, key: str, count: int) -> None:
        self._key, self._count = key, count

    def tiles(self) -> Sequence[Tile]:
        return [Tile(self._key, self._count, "somewhere")]

    def badges(self) -> Mapping[str, int]:
        return {"somewhere": self._count}

    def recent(self) -> Sequence[Found]:
        return [Found(self._key, "", "somewhere", None)] if self._count > 1 else []


def told(board: Board) -> dict[str, Tile]:
    return {tile.key: tile for tile in board.tiles()}


def test_boards_are_asked_in_their_order_and_badges_of_one_room_add_up() -> None:
    lookout = Lookout(Board(), Said("one", 1), Said("two", 2))
    assert [tile.key for tile in lookout.tiles()] == ["one", "two"]
    assert lookout.badges() == {"somewhere": 3}
    assert [found.title for found in lookout.recent()] == ["two"]


def test_every_tile_has_its_words() -> None:
    assert [key for key in LOOK if not i18n.has(f"home.{key}")] == []


def test_what_may_go_to_the_treasury_waits_until_it_is_acknowledged(central: Central, tmp_path: Path) -> None:
    with seated(central, tmp_path / "a", "MAKER03") as maker, seated(central, tmp_path / "b", "AUTH01") as authorizer:
        mine, theirs = RemittanceBoard(maker.station.desk), RemittanceBoard(authorizer.station.desk)
        assert (told(mine), told(theirs)) == ({}, {})
        maker.receipted(1_200_000, 30_000)
        ready = told(mine)
        assert (ready["remit_ready"].count, ready["remit_ready"].satang) == (2, 1_230_000)
        nearest = maker.remitting.deadlines()[0]
        assert ready["remit_days"].count == nearest.days_left(maker.remitting.today)
        req_id = maker.proposed()
        authorizer.hear()
        assert "remit_ready" not in told(mine)
        assert (told(theirs)["remittances_to_approve"].satang, theirs.badges()) == (1_230_000, {"remittances": 1})
        assert "remittances_to_approve" not in told(mine)
        authorizer.settle(req_id)
        for each in (maker, authorizer):
            each.hear()
        assert maker.one(req_id).state is RemittanceState.SENT
        assert [told(board)["remittances_unanswered"].count for board in (mine, theirs)] == [1, 1]
        maker.answered()
        assert told(mine) == {}


def test_days_wait_until_they_are_closed(central: Central, tmp_path: Path) -> None:
    with seated(central, tmp_path / "a", "MAKER03") as maker:
        board = ClosingBoard(maker.station.desk)
        Closing(maker.station.desk, maker.station.sync).refresh()
        before = told(board).get("days_unclosed", Tile("days_unclosed", 0, "closing")).count
        now = datetime.fromisoformat(central.operate("GET", "clock").json["now"])
        central.advance((now + timedelta(days=7)).isoformat().replace("+00:00", "Z"))
        maker.station.sign_in.resume(maker.station.desk, maker.password)
        maker.hear()
        waiting = told(board)["days_unclosed"]
        assert waiting.count == before + 5  # a week has five working days
        assert waiting.oldest_at is not None


def test_a_command_without_an_answer_is_unknown_until_it_has_one(central: Central, tmp_path: Path) -> None:
    with seated(central, tmp_path / "a", "MAKER03") as maker:
        board = QueueBoard(maker.station.desk)
        assert board.tiles() == []
        fault = {"fault": "lost_answer", "route": "commands", "count": 50}
        assert central.operate("POST", "faults", fault).status == 200
        maker.bills.issue([maker.bills.keep(maker.fields(3))])
        for _ in range(2):
            maker.station.sync.sync_now()
        assert told(board)["commands_unknown"].screen == "sync_centre"
        assert central.operate("DELETE", "faults").status < 400
        maker.hear()
        assert board.tiles() == []
