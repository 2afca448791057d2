"""What staff of bank and treasury do at the command line about paying."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.helpers.raw_central import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central


def bank(central: Central, *words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "app.simulator", "bank", "--data", str(central.data)]
    done = subprocess.run(
        [*command, "--server", central.ready["url"], *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


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
    assert fresh.operate("GET", "services").json == table
    file.write_text("{", "utf-8")
    code, said = bank(fresh, "kinds", "--put", str(file))
    assert code == 2
    assert "อ่านไฟล์ไม่ได้" in said
    assert "Traceback" not in said
