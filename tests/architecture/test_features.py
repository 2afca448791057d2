"""Every feature that was asked for has a proof, and every proof that is named exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
ASKED_FOR = (
    *(f"PR-{number}" for number in range(1, 12)),
    *(
        "DI-1",
        "DI-2",
        "DI-3",
        "DI-4",
        "DI-5",
        "DI-6",
        "DI-7",
        "DI-8",
        "DI-9",
        "DI-11",
        "DI-12",
        "DI-13",
        "DI-14",
        "DI-15",
    ),
    *(f"DU-{number}" for number in range(1, 8)),
    *(f"AP-{number}" for number in range(1, 17)),
    *(
        "ST-1",
        "ST-2",
        "ST-3",
        "ST-4",
        "ST-5",
        "ST-6",
        "ST-7",
        "ST-8",
        "ST-9",
        "ST-10",
        "ST-11",
        "ST-12",
        "CO-1",
        "CO-2",
        "CO-3",
        "CO-4",
        "CO-5",
        "CO-6",
        "CO-7",
        "CO-8",
        "CO-9",
        "PT-1",
        "PT-2",
        "PT-3",
        "PT-4",
        "PT-5",
        "PT-6",
        "PT-7",
        "PT-8",
        "PT-9",
    ),
    *("NO-1", "NO-2", "NO-3"),
    *(f"RE-{number}" for number in range(1, 10)),
    *(f"RC-{number}" for number in range(1, 8)),
    *("SY-1", "SY-2", "SY-3", "SY-4", "SY-5", "SY-6"),
    *(f"RP-{number}" for number in range(1, 8)),
    *("UI-1", "UI-2", "UI-3", "UI-4", "UI-5", "UI-6", "UI-8", "UI-9"),
    *(f"UA-{number}" for number in range(1, 11)),
    *("SE-1", "SE-2", "SE-3", "SE-4", "SE-6", "SE-7"),
    *("AU-1", "AU-2", "AU-3", "AU-4", "AU-5", "AU-6", "SC-1", "SC-2", "SC-3", "SC-4", "SC-5", "SC-6", "OP-3"),
    *("SIM-01", "SIM-02", "SIM-03", "SIM-04", "SIM-05", "SIM-06", "SIM-07", "SIM-08", "SIM-09", "SIM-10", "SIM-11"),
    *("SIM-12", "SIM-13"),
    *("SIM-14", "SIM-15", "SIM-16", "SIM-17", "SIM-18", "SIM-19"),
    *("SIM-20", "SIM-21", "SIM-22", "SIM-23", "SIM-24", "SIM-25", "SIM-26", "SIM-27"),
)
ROW = re.compile(r"^\| (?P<row>[A-Z]+-\d+) \| (?P<promise>[^|]+) \| (?P<proofs>[^|]+) \|$", re.MULTILINE)
NODE = re.compile(r"`([^`]+)`")


def proofs() -> dict[str, list[str]]:
    table = (TESTS / "FEATURES.md").read_text("utf-8")
    return {found["row"]: NODE.findall(found["proofs"]) for found in ROW.finditer(table)}


@cache
def found_in(path: Path) -> dict[str, bool]:
    """Return the tests that pytest would find in a file, each with whether it is left to campaigns."""
    body = ast.parse(path.read_text("utf-8")).body if path.is_file() else []
    whole_file = any(isinstance(node, ast.Assign) and "pytest.mark.campaign" in ast.unparse(node) for node in body)
    found = [node for node in body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    return {node.name: whole_file or "pytest.mark.campaign" in map(ast.unparse, node.decorator_list) for node in found}


def is_left_to_campaigns(node: str) -> bool | None:
    """Say whether a test is asked by campaigns only; None if there is no such test."""
    file, _, name = node.partition("::")
    return found_in(TESTS / file).get(name)


def test_every_row_that_was_asked_for_is_in_the_table_once_and_in_order() -> None:
    rows = [found["row"] for found in ROW.finditer((TESTS / "FEATURES.md").read_text("utf-8"))]
    assert rows == list(ASKED_FOR)


def test_every_row_has_a_proof_and_every_proof_exists() -> None:
    known = proofs()
    assert [row for row, named in known.items() if not named] == []
    nodes = sorted({node for named in known.values() for node in named})
    assert [node for node in nodes if is_left_to_campaigns(node) is None] == []


def test_no_row_is_proven_by_campaigns_alone() -> None:
    assert [row for row, named in proofs().items() if all(map(is_left_to_campaigns, named))] == []


def test_no_proof_is_skipped_for_good() -> None:
    paths = {TESTS / node.partition("::")[0] for named in proofs().values() for node in named}
    for path in paths:
        text = path.read_text("utf-8")
        assert "pytest.mark.skip(" not in text, path
        assert "pytest.mark.xfail" not in text, path
