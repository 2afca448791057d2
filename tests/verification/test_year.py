"""Whatever is altered in a year's archive is named with its place, at rest or signed anew by who made it."""

from __future__ import annotations

import pytest

from app.verification import year as verifier
from app.verification.command import main
from tests.verification.archives import GenuineYear, genuine_year


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> GenuineYear:
    return genuine_year(tmp_path_factory.mktemp("year"))


def test_untouched_every_part_is_proven_against_the_banks_key(
    made: GenuineYear, capsys: pytest.CaptureFixture[str]
) -> None:
    report, head = verifier.check(made.made.path, made.bank.public_key)
    assert [(each.part, each.place, each.reason) for each in report.findings if each.verdict != "proven"] == []
    assert head is not None
    assert main([str(made.made.path), "--bank-key", made.bank.public_key]) == 0
    print(capsys.readouterr().out)
