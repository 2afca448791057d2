"""The house keeps its measures: small rooms, one name for a thing, nothing pretended."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "app").rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "base"}
LINES_MAX = 400
FUNCTION_LINES_MAX = 50
METHODS_MAX = 15


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def own_modules() -> list[Path]:
    return [path for path in MODULES if "migrations/versions" not in path.as_posix()]


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    long = {named(path): n for path in own_modules() if (n := len(path.read_text("utf-8").splitlines())) > LINES_MAX}
    assert not long


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{named(path)}:{node.name} {length}"
        for path in own_modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]
    assert not long


def test_no_class_has_more_public_methods_than_one_idea_needs() -> None:
    wide = [
        f"{named(path)}:{node.name} {len(methods)}"
        for path in own_modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
        and len(
            methods := [
                item
                for item in node.body
                if isinstance(item, ast.FunctionDef)
                and not item.name.startswith("_")
                and not any(isinstance(mark, ast.Name) and mark.id == "property" for mark in item.decorator_list)
            ]
        )
        > METHODS_MAX
    ]
    assert not wide


def test_no_module_hides_behind_an_empty_name() -> None:
    assert not [named(path) for path in MODULES if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES]


@pytest.mark.parametrize(
    "pattern", [r"except[^:\n]*:\s*\n\s*pass\b", r"\bif TESTING\b", r"\bTODO\b", r"raise NotImplementedError"]
)
def test_nothing_is_pretended(pattern: str) -> None:
    assert not [named(path) for path in MODULES if re.search(pattern, path.read_text("utf-8"))]


def test_packaging_never_shadows_the_library_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
