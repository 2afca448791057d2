"""``khlang-central scenario``: what it prints, its exit codes and its report."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from app.simulator.scenarios import command
from tests.helpers.raw_central import ROOT
from tests.simulator.scenarios.test_reading import RIGHT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central

FAILING = RIGHT + "  - text: {th: จ่ายแล้ว, en: It is paid}\n    expect: {of: batch, batch: one, state: settled}\n"
SHIPPED = ROOT / "resources" / "scenarios" / "pay-and-approve.yaml"


def at(central: Central) -> list[str]:
    ready = central.ready
    return ["--url", ready["url"], "--ca", ready["ca"], "--operator-token", ready["operator_token_file"]]


def test_it_starts_a_central_system_of_its_own_and_all_passes(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    words = [sys.executable, "-m", "app.simulator", "scenario", str(SHIPPED), "--report", str(report)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "จ่ายเงินและอนุมัติ  (pay-and-approve.yaml)"
    assert lines[1].split() == ["ผ่าน", "1.", "ผู้ทำรายการส่งชุดจ่ายเงินสองราย"]
    assert lines[-1] == "1 บท 9 ขั้น ไม่ผ่าน 0 ขั้น"
    told = json.loads(report.read_bytes())
    assert (told["tests"], told["failures"], told["skipped"]) == (9, 0, 0)
    assert told["scripts"][0]["steps"][0]["name_en"] == "The maker hands in a batch of two payees"


def test_a_step_that_fails_is_told_in_english_too_and_the_exit_code_says_so(
    central: Central, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, report = tmp_path / "failing.yaml", tmp_path / "report.json"
    file.write_text(FAILING, "utf-8")
    assert command.main([str(file), *at(central), "--language", "en", "--report", str(report)]) == command.FAILED
    said = capsys.readouterr().out.splitlines()
    assert [one.strip() for one in said] == [
        "a  (failing.yaml)",
        "pass   1. a",
        "FAIL   2. It is paid",
        "batch one: settled expected, submitted found",
        "scripts: 1, steps: 2, failed: 1",
    ]
    steps = json.loads(report.read_bytes())["scripts"][0]["steps"]
    assert [one["result"] for one in steps] == ["passed", "failed"]
    assert steps[1]["problem"] == said[3].strip()


def test_nothing_is_played_where_one_script_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(RIGHT.replace('"7.00"', "7.00"), "utf-8")
    assert command.main([str(SHIPPED), str(file)]) == command.UNPLAYED
    said = capsys.readouterr()
    assert (said.out, "$.steps[0].do.payees[0].baht: Expected `str`, got `float`" in said.err) == ("", True)


def test_nobody_there_is_no_failure_of_a_script(
    central: Central, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*at(central), "--operator-token", str(tmp_path / "nowhere")]
    assert command.main([str(SHIPPED), *words]) == command.UNPLAYED
    assert "เล่นบทไม่ได้" in capsys.readouterr().err


def test_a_running_central_system_is_named_wholly(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["--url", "https://127.0.0.1:1"])
    assert ended.value.code == command.UNPLAYED
    assert "--operator-token" in capsys.readouterr().err
