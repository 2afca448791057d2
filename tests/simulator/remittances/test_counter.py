"""The treasury's staff at the command line: what was remitted, their answer, and the tables of what may be."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.helpers import raw_remittances as raw
from tests.helpers.raw_central import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central, Clerk


def _bank(central: Central, *words: str) -> str:
    command = [sys.executable, "-m", "app.simulator", "bank", "--data", str(central.data)]
    command += ["--server", central.ready["url"], *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    return done.stdout + done.stderr


def test_staff_lists_and_answers_remittances(central: Central, depositor: Clerk, chief: Clerk) -> None:
    taken, refused = (
        raw.approved(chief, raw.propose(depositor, raw.deposit_order(depositor, satang))[1]) for satang in (192, 292)
    )
    central.settle()
    told = _bank(central, "remittances", "--unit", "2101000001")
    assert f"{taken}  2101000001  deposit  1.92 บาท  ไปที่ 1000  ส่งเงินแล้ว รอคลังรับทราบ" in told
    assert "RB 0000000001 R2 0000000001" in _bank(central, "remittance-acknowledge", taken)
    assert "คลังไม่รับ  งวดบัญชีปิดแล้ว" in _bank(central, "remittance-refuse", refused, "--code", "period_closed")
    assert "status_forbids" in _bank(central, "remittance-acknowledge", taken)


def test_staff_reads_and_replaces_the_tables(central: Central, tmp_path: Path) -> None:
    assert "revenue  เงินรายได้แผ่นดิน  RA R1  receiving" in _bank(central, "remittance-kinds")
    assert "00901  เงินประกันสัญญา  2112010101" in _bank(central, "deposit-accounts")
    offices = _bank(central, "treasury-offices")
    assert "1000  กรมบัญชีกลาง" in offices
    assert "หน่วย 2102000001 นำส่งที่ 4000" in offices
    table = tmp_path / "offices.json"
    table.write_text(_bank(central, "treasury-offices", "--json"), "utf-8")
    assert _bank(central, "treasury-offices", "--put", str(table)) == offices
