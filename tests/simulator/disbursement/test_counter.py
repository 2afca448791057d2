"""What staff of bank and treasury do at the command line about paying."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.helpers.branch import bank

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central


def test_draws_kinds_and_services_are_seen_and_changed_at_the_command_line(fresh: Central, tmp_path: Path) -> None:
    new = ("draw", "2101000001", "0061000018", "3600000777", "1,500.50", "--date", "2026-11-23")
    assert bank(fresh, *new)[0] == 0
    code, said = bank(fresh, "draws", "--unit", "2101000001")
    assert code == 0
    assert "ฎีกา 3600000777  บัญชี 0061000018  เบิก 1,500.50  กันไว้ 0.00  จ่ายแล้ว 0.00  คงเหลือ 1,500.50" in said
    assert bank(fresh, *new[:4], "1,500.51", *new[5:])[0] == 1
    assert "medical" in bank(fresh, "kinds")[1]
    table = json.loads(bank(fresh, "services", "--json")[1])
    table["services"][0]["max_satang"] = "100000"
    file = tmp_path / "services.json"
    file.write_text(json.dumps(table), "utf-8")
    assert bank(fresh, "services", "--put", str(file))[0] == 0
    held = fresh.operate("GET", "services").json
    assert held == {**table, "version": held["version"]} != table
    code, said = bank(fresh, "services", "--put", str(file))  # what was looked at holds no more
    assert code == 1
    assert "มีผู้แก้ไขหลังจากที่ดู" in said
    file.write_text("{", "utf-8")
    code, said = bank(fresh, "kinds", "--put", str(file))
    assert code == 2
    assert "อ่านไฟล์ไม่ได้" in said
    assert "Traceback" not in said
