"""Plots as SVG, made on the server: lines over the last minutes."""

from __future__ import annotations

from math import ceil, floor, isclose, log10
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDTH, HEIGHT = 480, 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 8, 10, 22
_TICKS = 4
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
_DECIMALS_MAX = 6
_UNITS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def plot(times: Sequence[float], *lines: Sequence[float]) -> Markup:
    """Return lines, a value for each of ``times`` (seconds, rising), as one drawing; words for it stand beside it."""
    lowest, highest, step = _axis(*_bounds([value for line in lines for value in line]))
    begin, span = times[0], max(times[-1] - times[0], 1.0)
    plain = HEIGHT - _TOP - _BOTTOM

    def across(at: float) -> float:
        return _LEFT + (at - begin) / span * (WIDTH - _LEFT - _RIGHT)

    def down(value: float) -> float:
        return _TOP + (highest - value) / (highest - lowest) * plain

    parts = [_grid(lowest + step * tick, step, down) for tick in range(round((highest - lowest) / step) + 1)]
    parts.append(f'<line class="axis" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{_TOP + plain}" y2="{_TOP + plain}"/>')
    for number, line in enumerate(lines, 1):
        points = " ".join(f"{across(at):.1f},{down(value):.1f}" for at, value in zip(times, line, strict=True))
        parts.append(f'<polyline class="line s{number}" points="{points}"/>')
    parts.append(f'<text x="{_LEFT}" y="{HEIGHT - 6}">-{_duration(times[-1] - times[0])}</text>')
    parts.append(f'<text x="{WIDTH - _RIGHT}" y="{HEIGHT - 6}" text-anchor="end">0:00</text>')
    # Numbers of our own only: nothing that anybody said.
    return Markup("".join(parts))  # noqa: S704


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    """Return between which values the axis must go: 0 is one where values are near it."""
    lowest, highest = min(values), max(values)
    if lowest > 0 and lowest < highest / 2:
        lowest = 0.0
    if lowest == highest:
        spare = abs(highest) * 0.01 or 1.0
        return (0.0 if lowest == 0 else lowest - spare), highest + spare
    return lowest, highest


def _axis(lowest: float, highest: float) -> tuple[float, float, float]:
    """Return from where to where the axis goes, and by which round step."""
    least = (highest - lowest) / _TICKS
    size = 10.0 ** floor(log10(least))
    step = next(size * factor for factor in _ROUND if size * factor >= least)
    return floor(lowest / step) * step, ceil(highest / step) * step, step


def _grid(value: float, step: float, down: Callable[[float], float]) -> str:
    y = down(value)
    label = f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_short(value, step)}</text>'
    return f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>{label}'


def _short(value: float, step: float) -> str:
    """Return a number with as many decimals as tell it from the next one of the axis."""
    size, letter = next(((size, letter) for size, letter in _UNITS if abs(value) >= size), (1.0, ""))
    exact = (number for number in range(_DECIMALS_MAX) if isclose(round(step / size, number), step / size))
    decimals = next(exact, _DECIMALS_MAX)
    return f"{value / size:.{decimals}f}{letter}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"
