"""The same seed and the same requests in the same order: the same bytes (SIM-23)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_day
from tests.helpers.raw_central import Central

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Json

SEED = ("--random", "monday")


@contextmanager
def seeded(data: Path, *options: str) -> Iterator[Central]:
    central = Central(data)
    central.start(*central.options, *options)
    try:
        yield central
    finally:
        central.stop()


def day(data: Path, *options: str) -> tuple[list[raw_day.Heard], Json]:
    """Play the day at a central system of its own; return every answer, and the digests of all tables."""
    with pytest.MonkeyPatch.context() as patch, seeded(data, *options) as central:
        with raw_day.own_chance_fixed(patch, 1) as heard:
            raw_day.play(central)
        return heard, central.operate("GET", "digest").json


def test_the_same_day_with_the_same_seed_has_the_same_bytes(tmp_path: Path) -> None:
    first, known = day(tmp_path / "first", *SEED)
    second, known_again = day(tmp_path / "second", *SEED)
    assert len(first) > 90
    for one, other in zip(first, second, strict=True):
        assert one == other
    unlike = [name for name, digest in known["tables"].items() if digest != known_again["tables"][name]]
    assert (known["state"], unlike) == (known_again["state"], [])
