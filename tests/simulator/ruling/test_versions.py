"""Rules are changed while the bank works: what holds, who put it, going back, hits by rule (SIM-04, SIM-05)."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import ROOT, UNIT, Central, Clerk, Json, line, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOTICES = '[notices]\nsms = ""\nemail = ""\n'


def rejecting(amount: str, code: str, name: str = "mine") -> str:
    return (
        f'{NOTICES}[[rule]]\nid = "{name}"\nmatch = {{ amount = "{amount}" }}\n'
        f'action = {{ do = "reject", code = "{code}" }}\n'
        f'trigger_th = "{amount} บาท"\ntrigger_en = "{amount} baht"\neffect_th = "ไม่สำเร็จ"\neffect_en = "Rejected"\n'
    )


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("rules") / "central") as central:
        yield central


@pytest.fixture(scope="module")
def people(bank: Central) -> tuple[Clerk, Clerk]:
    return Clerk.ready(bank, UNIT, "MAKER01"), Clerk.ready(bank, UNIT, "AUTH01")


_next_account = iter(range(70_000, 80_000))


def pay(bank: Central, people: tuple[Clerk, Clerk], *satang: str) -> list[Json]:
    maker, authorizer = people
    lines = [line(n, next(_next_account)) | {"satang": one} for n, one in enumerate(satang, 1)]
    answer, payment = maker.submit(lines)
    assert answer.status == 201, answer.body
    assert authorizer.decide(payment["op_id"]).status == 201
    bank.settle()
    rows: list[Json] = bank.operate("GET", f"batches/{payment['op_id']}").json["lines"]
    return rows


def practice(bank: Central) -> list[str]:
    return [rule["rule"] for rule in bank.wire.ask("GET", "/v1/practice-rules").json["rules"]]


def test_at_the_start_the_products_rules_hold(bank: Central) -> None:
    shown = bank.operate("GET", "rules").json
    assert (shown["in_force"], [version["who"] for version in shown["versions"]]) == (1, ["product"])
    assert shown["hits"]["amount-19"] == 0
    assert 'id = "amount-19"' in bank.operate("GET", "rules/1").json["text"]


def test_other_rules_decide_from_the_moment_they_are_put_and_the_former_ones_when_gone_back_to(
    bank: Central, people: tuple[Clerk, Clerk]
) -> None:
    before = bank.operate("GET", "rules").json["in_force"]
    first = pay(bank, people, "1900", "5500")
    assert [(row["status"], row["rule"]) for row in first] == [("rejected", "amount-19"), ("settled", "")]
    put = bank.replace("rules", {"text": rejecting("55.00", "AC06"), "note": "ฝึกเรื่องอายัด"})
    assert put.status == 200, put.body
    assert (put.json["version"], put.json["who"], put.json["note"]) == (before + 1, "operator", "ฝึกเรื่องอายัด")
    assert "mine" in practice(bank)
    assert "amount-19" not in practice(bank)
    second = pay(bank, people, "1901", "5500")
    assert [(row["status"], row["reason"]) for row in second] == [("settled", ""), ("rejected", "AC06")]
    assert bank.operate("GET", "rules").json["hits"] == {"mine": 1}
    back = bank.operate("POST", f"rules/{before}/back", {"version": before + 1}).json
    assert (back["version"], back["back_to"]) == (before + 2, before)
    third = pay(bank, people, "1900", "5500")
    assert [row["status"] for row in third] == ["rejected", "settled"]
    assert bank.operate("GET", "rules").json["hits"]["amount-19"] == 2
    assert "amount-19" in practice(bank)
    shown = bank.operate("GET", "rules").json["versions"]
    assert [version["version"] for version in shown[:2]] == [before + 2, before + 1]


def test_a_file_with_mistakes_changes_nothing_and_every_mistake_is_told(bank: Central) -> None:
    before = bank.operate("GET", "rules").json["in_force"]
    text = rejecting("lots", "ZZ99") + "[other]\n"
    answer = bank.replace("rules", {"text": text})
    assert (answer.status, answer.code) == (422, "rules_wrong")
    assert answer.json["facts"] == {
        "faults": "3",
        "1": "other unknown",
        "2": "mine action.code value ZZ99",
        "3": "mine match.amount value lots",
    }
    told = bank.operate("POST", "rules/check", {"text": text}).json["faults"]
    assert [one["field"] for one in told] == ["other", "action.code", "match.amount"]
    assert bank.operate("POST", "rules/check", {"text": rejecting("1.00", "AC01")}).json == {"faults": []}
    assert bank.operate("GET", "rules").json["in_force"] == before


@pytest.mark.parametrize("path", ["rules/0", "rules/4711", "rules/one", "rules/99999999999"])
def test_a_version_that_never_was_is_not_found(bank: Central, path: str) -> None:
    assert bank.operate("GET", path).status == 404
    assert bank.operate("POST", f"{path}/back", {"version": 1}).status == 404


def test_what_a_person_writes_about_a_version_is_a_text(bank: Central) -> None:
    answer = bank.replace("rules", {"text": rejecting("1.00", "AC01"), "note": "\u202eabc"})
    assert (answer.status, answer.code) == (422, "field_wrong")


def test_the_branch_checks_puts_lists_and_goes_back(bank: Central, tmp_path: Path) -> None:
    file, wrong = tmp_path / "rules.toml", tmp_path / "wrong.toml"
    file.write_text(rejecting("77.00", "AC04"), "utf-8")
    wrong.write_text(rejecting("77.00", "XX"), "utf-8")

    def ask(*words: str, server: str = bank.ready["url"]) -> tuple[int, str]:
        command = [sys.executable, "-m", "app.simulator", "bank", "--data", str(bank.data), "--server", server, *words]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=False)
        return done.returncode, (done.stdout + done.stderr).decode()

    nowhere = "https://127.0.0.1:1"
    assert ask("rules", "check", str(file), server=nowhere) == (0, "แฟ้มกติกาถูกต้อง\n")
    assert ask("rules", "check", str(wrong), server=nowhere) == (1, "mine action.code: ค่าใช้ไม่ได้ (XX)\n")
    before = bank.operate("GET", "rules").json["in_force"]
    assert ask("rules", "put", str(wrong))[0] == 1
    assert ask("rules", "put", str(file), "--note", "ทดสอบ") == (0, f"ใช้กติการุ่น {before + 1} แล้ว\n")
    code, said = ask("rules", "list")
    assert code == 0
    assert said.splitlines()[0].startswith(f"รุ่น {before + 1}  23/11/2569 09:00 น.  ผู้ดูแลระบบจำลอง  ทดสอบ")
    assert ask("rules", "show", str(before + 1)) == (0, file.read_text("utf-8") + "\n")
    assert ask("rules", "back", str(before)) == (0, f"กลับไปใช้เนื้อหาของรุ่น {before} เป็นรุ่น {before + 2} แล้ว\n")
    assert ask("rules", "back", "4711")[0] == 1


def test_rules_put_by_the_operator_hold_after_a_restart_and_only_another_file_replaces_them(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(rejecting("55.00", "AC06", "started"), "utf-8")
    with running(tmp_path / "central", "--rules", str(file)) as central:
        assert [version["who"] for version in central.operate("GET", "rules").json["versions"]] == ["start", "product"]
        assert central.replace("rules", {"text": rejecting("55.00", "AC06", "later")}).status == 200
        central.stop()
        central.restart()
        assert "later" in practice(central)
        central.stop()
        central.start("--rules", str(file))
        assert "started" in practice(central)
        assert central.operate("GET", "rules").json["in_force"] == 4


def test_going_back_to_a_snapshot_brings_the_rules_of_then(bank: Central) -> None:
    assert bank.replace("rules", {"text": rejecting("1.00", "AC01", "then")}).status == 200
    assert bank.operate("PUT", "snapshots/rules").status == 204
    assert bank.replace("rules", {"text": rejecting("1.00", "AC01", "now")}).status == 200
    assert "now" in practice(bank)
    assert bank.operate("POST", "snapshots/rules").status == 200
    assert "then" in practice(bank)
    assert bank.replace("rules", {"text": rejecting("1.00", "AC01", "after")}).status == 200
    assert "after" in practice(bank)
