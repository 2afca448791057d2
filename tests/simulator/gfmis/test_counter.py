"""What staff of treasury and bank see and change of the books at the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.helpers.branch import bank

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central


def test_books_entries_periods_and_movements_are_seen_and_changed(central: Central, tmp_path: Path) -> None:
    central.advance("2026-11-23T04:00:00.000Z")
    code, said = bank(central, "books", "--unit", "2101000002")
    assert code == 0
    assert "ปีงบประมาณ 2570  งวด 02  เปิดอยู่" in said
    assert "1101020603  เงินฝากธนาคาร (เงินในงบประมาณ)  เดบิต 8,000,000.00  เครดิต 0.00  คงเหลือ 8,000,000.00" in said
    assert "2102040102  ใบสำคัญค้างจ่าย  เดบิต 0.00  เครดิต 142,000.00  คงเหลือ -142,000.00" in said
    assert "ทุกบัญชีถูกต้องตรงกับธนาคาร" in said
    assert bank(central, "books", "--period", "13")[0] == 1
    code, said = bank(central, "movements", "0061000034")
    assert code == 0
    assert "8,000,000.00  opening" in said
    assert said.rstrip().endswith("คงเหลือ 8,000,000.00")
    assert "remit.revenue  R1  1101010112  bank  M" in bank(central, "gfmis-entries")[1]
    assert "ไม่มีงวดที่ปิด" in bank(central, "gfmis-periods")[1]
    table = json.loads(bank(central, "gfmis-periods", "--json")[1])
    file = tmp_path / "periods.json"
    file.write_text(json.dumps({**table, "closed": [{"fy": "2570", "period": "01"}]}), "utf-8")
    assert bank(central, "gfmis-periods", "--put", str(file)) == (0, "2570  01\n")
    assert json.loads(bank(central, "gfmis-periods", "--json")[1])["closed"] == [{"fy": "2570", "period": "01"}]
