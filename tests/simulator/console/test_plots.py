"""Plots: every point lies where it belongs, and the axis has round numbers that can be told apart."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree

import pytest

from app.simulator.console.operator.plots import HEIGHT, WIDTH, plot


def labels(*lines: list[float]) -> list[str]:
    drawn = ElementTree.fromstring(f"<svg>{plot(list(range(len(lines[0]))), *lines)}</svg>")  # noqa: S314  (our own)
    return [one.text or "" for one in drawn.iter("text")][:-2]


@pytest.mark.parametrize(
    "lines",
    [
        [[0.0, 0.0]],
        [[596_000_000.0, 595_993_497.5]],
        [[596_000_000.0]],
        [[0.0, 1.3, 4.4], [0.0, 0.0, 0.1]],
        [[0.004, 0.006]],
        [[-5.0, 5.0]],
        [[1e-3, 1e12]],
    ],
)
def test_the_axis_holds_all_values_with_numbers_that_differ(lines: list[list[float]]) -> None:
    drawn = plot(list(range(len(lines[0]))), *lines)
    found = labels(*lines)
    assert 2 <= len(found) <= 7
    assert len(set(found)) == len(found)
    points = [(float(x), float(y)) for x, y in re.findall(r"([0-9.-]+),([0-9.-]+)", drawn)]
    assert len(points) == sum(map(len, lines))
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)


def test_larger_values_are_higher_and_later_ones_further_right() -> None:
    points = [(float(x), float(y)) for x, y in re.findall(r"([0-9.-]+),([0-9.-]+)", plot([1, 2, 4], [10, 20, 30]))]
    assert all(one[0] < two[0] and one[1] > two[1] for one, two in itertools.pairwise(points))
    assert points[2][0] - points[1][0] == pytest.approx(2 * (points[1][0] - points[0][0]), abs=0.2)


def test_money_near_a_sum_is_told_apart() -> None:
    assert labels([596_000_000.0, 595_993_497.5]) == ["595.992M", "595.994M", "595.996M", "595.998M", "596.000M"]
