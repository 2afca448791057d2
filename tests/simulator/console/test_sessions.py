"""Sessions of the console end by the machine's clock, whatever the simulator's does."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from app.simulator.__main__ import build
from app.simulator.console import accounts, signing_in
from app.simulator.console.faces import Face
from app.simulator.console.listening import ConsoleListener
from app.simulator.console.signing_in import SignIns
from app.simulator.office import back_office
from app.simulator.refusals import Refused
from app.simulator.settings import from_start
from app.simulator.worker import Worker
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.simulator.context import Central

PASSWORD = "vkqm-7h2x-pt4n-w9sd"  # noqa: S105
HERE, THERE = "127.0.0.1", "192.0.2.7"


class Wall:
    """The machine's clock, put by hand."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds

    def pass_by(self, share: float) -> None:
        self.seconds += signing_in.IDLE.total_seconds() * share


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    built = build(from_start(["--data", str(tmp_path), "--clock", "frozen:2026-11-23T09:00:00+07:00"], {}).values)
    built.storage.write_now(
        lambda connection: accounts.add(connection, built.passwords, "one", "One", (Face.BANK,), PASSWORD)
    )
    yield built
    built.storage.close()


def test_whoever_does_nothing_is_signed_out_and_a_page_by_itself_keeps_nobody_in(central: Central) -> None:
    wall = Wall()

    async def story() -> list[bool]:
        sign_ins = SignIns(central, wall)
        token = await sign_ins.begin("one", PASSWORD, HERE)
        found = []
        for looks, passes in ((True, 0.6), (True, 0.6), (False, 0.6), (False, 0.6), (True, 0.0)):
            found.append(await sign_ins.who(token, looks=looks) is not None)
            wall.pass_by(passes)
        return found

    # The live figures of a page ask again and again; only a person's own look begins the time anew.
    assert asyncio.run(story()) == [True, True, True, False, False]


def test_no_session_is_longer_than_a_working_day_or_outlives_a_clock_that_was_set_back(central: Central) -> None:
    wall = Wall()

    async def story() -> None:
        sign_ins = SignIns(central, wall)
        token = await sign_ins.begin("one", PASSWORD, HERE)
        for _ in range(int(signing_in.LONGEST / signing_in.IDLE * 2)):
            assert await sign_ins.who(token, looks=True) is not None
            wall.pass_by(0.5)
        wall.pass_by(0.1)
        assert await sign_ins.who(token, looks=True) is None
        other = await sign_ins.begin("one", PASSWORD, HERE)
        wall.pass_by(-2.0)
        assert await sign_ins.who(other, looks=True) is None

    asyncio.run(story())


def test_a_lock_holds_for_a_name_at_one_address_and_ends_by_itself(central: Central) -> None:
    wall = Wall()

    async def refusal(sign_ins: SignIns, password: str, address: str) -> Refusal | None:
        try:
            await sign_ins.begin("one", password, address)
        except Refused as refused:
            return refused.refusal
        return None

    async def story() -> None:
        sign_ins = SignIns(central, wall)
        wrong = [await refusal(sign_ins, "wrong wrong wrong", THERE) for _ in range(signing_in.TRIES_MAX)]
        assert wrong == [Refusal.PASSWORD_WRONG] * signing_in.TRIES_MAX
        assert await refusal(sign_ins, PASSWORD, THERE) is Refusal.USER_LOCKED
        assert await refusal(sign_ins, PASSWORD, HERE) is None
        wall.seconds += signing_in.LOCKED.total_seconds() + 1
        assert await refusal(sign_ins, PASSWORD, THERE) is None

    asyncio.run(story())


def test_tries_that_are_sent_at_once_are_all_counted(central: Central) -> None:
    async def story() -> None:
        sign_ins = SignIns(central, Wall())
        tries = [sign_ins.begin("one", f"wrong wrong {n}", THERE) for n in range(8)]
        ends = await asyncio.gather(*tries, return_exceptions=True)
        codes = [end.refusal for end in ends if isinstance(end, Refused)]
        assert codes.count(Refusal.PASSWORD_WRONG) == signing_in.TRIES_MAX
        assert codes.count(Refusal.USER_LOCKED) == 8 - signing_in.TRIES_MAX

    asyncio.run(story())


def test_a_console_on_the_network_is_said_aloud(central: Central, caplog: pytest.LogCaptureFixture) -> None:
    async def story(host: str) -> None:
        listener = ConsoleListener(central, Worker(central, back_office(central)), host, 0)
        running = asyncio.create_task(listener.run_for_ever())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(story("127.0.0.1"))
    assert "CONSOLE ON THE NETWORK" not in caplog.text
    asyncio.run(story("0.0.0.0"))  # noqa: S104
    assert "CONSOLE ON THE NETWORK" in caplog.text
