"""The treasury's staff at the command line: what was remitted, their answer, and the tables of what may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers import raw_remittances as raw
from tests.helpers.branch import bank

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central, Clerk


def test_staff_lists_and_answers_remittances(central: Central, depositor: Clerk, chief: Clerk) -> None:
    taken, refused = (
        raw.approved(chief, raw.propose(depositor, raw.deposit_order(depositor, satang))[1]) for satang in (192, 292)
    )
    central.settle()
    told = bank(central, "remittances", "--unit", "2101000001")[1]
    assert f"{taken}  2101000001  deposit  1.92 บาท  ไปที่ 1000  ส่งเงินแล้ว รอคลังรับทราบ" in told
    assert "RB 0000000001 R2 0000000001" in bank(central, "remittance-acknowledge", taken)[1]
    assert "คลังไม่รับ  งวดบัญชีปิดแล้ว" in bank(central, "remittance-refuse", refused, "--code", "period_closed")[1]
    assert "status_forbids" in bank(central, "remittance-acknowledge", taken)[1]


def test_staff_reads_and_replaces_the_tables(central: Central, tmp_path: Path) -> None:
    assert "revenue  เงินรายได้แผ่นดิน  RA R1  receiving" in bank(central, "remittance-kinds")[1]
    assert "00901  เงินประกันสัญญา  2112010101" in bank(central, "deposit-accounts")[1]
    offices = bank(central, "treasury-offices")[1]
    assert "1000  กรมบัญชีกลาง" in offices
    assert "หน่วย 2102000001 นำส่งที่ 4000" in offices
    table = tmp_path / "offices.json"
    table.write_text(bank(central, "treasury-offices", "--json")[1], "utf-8")
    assert bank(central, "treasury-offices", "--put", str(table))[1] == offices
