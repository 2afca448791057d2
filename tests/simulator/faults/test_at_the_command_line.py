"""Faults at the command line of the bank: arm, load plans, look, take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.simulator.faults import plans
from app.simulator.faults.armed import Armed
from app.simulator.refusals import Refused
from tests.helpers.branch import bank

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central


def test_a_tester_arms_looks_and_takes_back_in_thai(central: Central) -> None:
    code, said = bank(central, "faults", "arm", "latency", "about", "--ms", "5", "--probability", "0.5", "--always",
                      "--window", "09:00/10:00", "--note", "ทดลอง")  # fmt: skip
    assert code == 0, said
    for word in ("ตอบช้า", "about", "5 มิลลิวินาที", "โอกาส 50%", "ไม่จำกัด", "09:00-10:00 น. ทุกวัน", "ทดลอง"):
        assert word in said
    number = said.split()[0]
    code, said = bank(central, "faults", "arm", "reset", "about", "--scenario", "s", "--state", "started",
                      "--next-state", "over", "--company", "X", "--after", "2", "--nth", "3",
                      "--window", "2026-11-23T09:00:00+07:00/2026-11-23T10:00:00+07:00")  # fmt: skip
    assert code == 0, said
    assert "ฉาก s: started > over" in said
    assert "23/11/2569 09:00 น." in said
    assert "ผู้ใช้ X/*" in said
    assert bank(central, "faults", "disarm", number)[1].count("\n") == 1
    assert bank(central, "faults", "scenario", "s", "--state", "over") == (0, "ฉาก s อยู่ในสถานะ over\n")
    assert bank(central, "faults", "scenarios") == (0, "s  over\n")
    assert bank(central, "faults", "scenario", "s") == (0, "ฉาก s อยู่ในสถานะ started\n")
    assert bank(central, "faults", "scenario", "t")[0] == 1
    assert bank(central, "faults", "disarm") == (0, "ไม่มีความขัดข้องที่ตั้งไว้\n")
    assert bank(central, "faults") == (0, "ไม่มีความขัดข้องที่ตั้งไว้\n")


def test_what_struck_is_listed(central: Central) -> None:
    bank(central, "faults", "arm", "status", "about", "--status", "418")
    assert central.wire.ask("GET", "/v1/about").status == 418
    code, said = bank(central, "faults", "struck")
    assert code == 0
    assert "ตอบด้วยสถานะผิดพลาด  about  1 ครั้ง" in said


@pytest.mark.parametrize("wrong", [("--window", "9-10"), ("--count", "x"), ("--spread", "wide")])
def test_words_that_mean_nothing_are_not_sent(central: Central, wrong: tuple[str, str]) -> None:
    assert bank(central, "faults", "arm", "reset", "about", *wrong)[0] == 2


def test_a_plan_is_loaded_by_name_and_from_a_file(central: Central, tmp_path: Path) -> None:
    code, said = bank(central, "faults", "plans")
    assert code == 0
    assert [line.split()[0] for line in said.splitlines()] == [one.name for one in plans.listed().plans]
    assert "ช้าแล้วล่ม" in said
    assert bank(central, "faults", "load", "slow-then-down")[1].count("ทุกวัน") == 2
    own = tmp_path / "own.toml"
    own.write_text('title_th = "ก"\ntitle_en = "a"\n[[fault]]\nfault = "reset"\nroute = "about"\n', "utf-8")
    assert "ตัดสาย (RST)  about" in bank(central, "faults", "load", str(own))[1]
    assert bank(central, "faults", "load", "no-such-plan")[0] == 1
    own.write_text('title_th = "ก"\ntitle_en = "a"\n[[fault]]\nfault = "fire"\nroute = "about"\n', "utf-8")
    code, said = bank(central, "faults", "load", str(own))
    assert (code, "$.fault[0].fault" in said) == (1, True)
    bank(central, "faults", "disarm")


def test_every_shipped_plan_is_sound_and_titled_in_both_languages() -> None:
    listed = plans.listed().plans
    assert {"bad-morning", "events-in-disorder", "lost-answers-at-approval", "slow-then-down"} <= {
        one.name for one in listed
    }
    assert all(one.title_th and one.title_en and one.faults for one in listed)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('title_th = ""\ntitle_en = ""\nfault = []', "fault"),
        ('title_th = ""\ntitle_en = ""\n[[fault]]\nfault = "latency"\nroute = "x"', "ms"),
    ],
)
def test_a_plan_holds_wholly_or_not_at_all(text: str, field: str) -> None:
    with pytest.raises(Refused) as caught:
        plans.read(text.encode())
    assert caught.value.facts["field"] == field


def test_the_fields_of_a_fault_are_all_at_the_command_line(central: Central) -> None:
    code, said = bank(central, "faults", "arm", "--help")
    assert code == 0
    shown = said.replace("-", "_")
    missing = {name for name in Armed.__struct_fields__ if f"__{name}" not in shown}
    assert missing == {"fault", "route", "windows"}
    assert "__window" in shown
