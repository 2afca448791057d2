"""Every script that comes with the program passes, all on one central system that goes back to its beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.simulator.scenarios import script, throwaway
from app.simulator.scenarios.player import play

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.simulator.scenarios.speaking import Wire


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with throwaway.started() as started:
        throwaway.keep_beginning(started)
        yield started


@pytest.mark.parametrize("file", script.shipped(), ids=lambda file: file.stem)
def test_a_shipped_script_passes(wire: Wire, file: Path) -> None:
    throwaway.go_to_beginning(wire)
    played = list(play(wire, script.read(file)))
    assert [(one.number, one.problem) for one in played if one.result != "passed"] == []
    assert len(played) == len(script.read(file).steps)


def test_there_are_scripts_for_all_that_matters() -> None:
    names = {file.stem for file in script.shipped()}
    assert names >= {
        "answers-lost-three-times",
        "bill-under-over-double",
        "closing-with-an-exception",
        "friday-before-a-holiday",
        "lost-acknowledgement",
        "magic-amounts",
        "maintenance-at-night",
        "pay-and-approve",
        "remittance-refused",
        "wrong-transfer-called-back",
    }


OWN_RULES = """
title: {th: กติกาเอง, en: Own rules}
teaches: {th: กติกาของบท, en: Rules of a script}
given:
  unit: GMIS210101
  people: {maker: MAKER01, authorizer: AUTH01}
  clock: "2026-11-23T10:00"
  rules: |
    [notices]
    sms = "{amount}"
    email = "{amount}"
    [[rule]]
    id = "all-refused"
    action = { do = "reject", code = "AC06" }
    trigger_th = "ทุกรายการ"
    trigger_en = "Everything"
    effect_th = "ไม่สำเร็จ"
    effect_en = "Rejected"
steps:
  - text: {th: ส่ง, en: Hand in}
    do: {act: submit, who: maker, batch: one, payees: [{baht: "5.00"}]}
  - text: {th: ส่งคืน, en: Send back}
    do: {act: return, who: authorizer, batch: one, reason: จำนวนเงินไม่ถูกต้อง}
  - text: {th: ส่งอีกชุด, en: Hand in another}
    do: {act: submit, who: maker, batch: two, payees: [{baht: "6.00"}]}
  - text: {th: อนุมัติ, en: Approve}
    do: {act: approve, who: authorizer, batch: two}
  - text: {th: ถูกปฏิเสธ, en: Rejected}
    expect: {of: batch, batch: two, state: refused, lines: {1: rejected}, reasons: {1: AC06}}
"""


def test_a_script_brings_its_own_rules_and_its_own_time(wire: Wire) -> None:
    throwaway.go_to_beginning(wire)
    played = list(play(wire, script.of_text(OWN_RULES.encode())))
    assert [(one.number, one.problem) for one in played if one.result != "passed"] == []


def _steps(*steps: str) -> bytes:
    head = (
        "title: {th: ก, en: a}\nteaches: {th: ก, en: a}\ngiven: {unit: GMIS210101, people: {maker: MAKER01}}\nsteps:\n"
    )
    said = (f"  - text: {{th: ก, en: a}}\n    {step}\n" for step in steps)
    return (head + "".join(said)).encode()


SUBMIT = 'do: {act: submit, who: maker, batch: one, payees: [{baht: "7.00"}]}'


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ("expect: {of: batch, batch: one, state: settled}", "batch one: settled expected, submitted found"),
        ("expect: {of: batch, batch: two, state: settled}", "no batch is called two"),
        ('expect: {of: account, account: "1", baht: "0"}', "there is no account 1"),
        ("do: {act: approve, who: maker, batch: one}", "refused: role_missing (role=authorizer)"),
        ("do: {act: approve, who: NOBODY, batch: one}", "nobody is called NOBODY"),
        (f"{SUBMIT}\n    refused: total_wrong", "answer: total_wrong expected, done found"),
        (f"{SUBMIT}\n    lost: true", "answer: lost expected, done found"),
        ("expect: {of: log, kinds: [batch.approved]}", "events in order: ['batch.approved'] expected, [] found"),
        (
            "wait: {that: {of: batch, batch: one, state: settled}, minutes: 1}",
            "batch one: settled expected, submitted found",
        ),
    ],
    ids=range(9),
)
def test_what_is_not_as_expected_fails_and_ends_the_script(wire: Wire, step: str, problem: str) -> None:
    throwaway.go_to_beginning(wire)
    played = list(play(wire, script.of_text(_steps(SUBMIT, step, "expect: {of: books}"))))
    assert [one.result for one in played] == ["passed", "failed", "skipped"]
    assert played[1].problem == problem


def test_a_snapshot_that_is_not_there_fails_before_the_first_step(wire: Wire) -> None:
    text = _steps(SUBMIT).replace(b"{unit:", b"{snapshot: nowhere, unit:")
    played = list(play(wire, script.of_text(text)))
    assert [(one.number, one.result) for one in played] == [(0, "failed"), (1, "skipped")]
    assert played[0].problem == "refused: not_found"
