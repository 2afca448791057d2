"""The README says what is so: its glossary, its commands, its links."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.glossary import README, written

ROOT = Path(__file__).resolve().parents[2]


def test_the_glossary_in_the_readme_is_the_one_of_the_catalogue() -> None:
    readme = README.read_text("utf-8")
    assert written(readme) == readme, "run: python -m tests.architecture.glossary"


def test_everything_the_readme_points_at_is_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README.read_text("utf-8"))
    assert links
    assert not [link for link in links if not (ROOT / link).exists()]


def test_the_readme_names_the_two_commands_and_ci_runs_the_second() -> None:
    readme = README.read_text("utf-8")
    assert "python3 packaging/dev.py demo" in readme
    assert "python3 packaging/dev.py test" in readme
    assert "packaging/dev.py test" in (ROOT / ".ci" / "run").read_text("utf-8")
