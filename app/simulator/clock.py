"""The simulator's time: real, shifted, standing still or running faster, and the texts it is written in (SIM-09)."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from app.simulator.passage import now_passing
from app.wire import forms

BANGKOK = timezone(timedelta(hours=7), "ICT")
"""Thailand has no daylight saving time."""

MOMENT = re.compile(forms.MOMENT + r"\Z")
YEARS = range(2016, 2200)
"""Whoever reads a moment of another year takes it for a mistake: 2569 is one of the Buddhist era."""
_LAST = datetime(YEARS.stop, 1, 1, tzinfo=UTC) - timedelta(milliseconds=1)
"""No clock goes further, however fast it runs."""


class ClockTextWrong(ValueError):
    """A clock setting or moment that cannot be read."""


def moment_text(moment: datetime) -> str:
    """Return ``YYYY-MM-DDTHH:MM:SS.mmmZ``; such texts sort as time does."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def read_moment(text: str) -> datetime:
    """Return the moment of an ISO text that names its zone; raise `ClockTextWrong` otherwise."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ClockTextWrong(text)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise ClockTextWrong(text) from problem


def read_time_to_be(text: str) -> datetime:
    """Return a moment that the clock may be put to; raise `ClockTextWrong` for one of a year that it cannot be."""
    return _demand_year(read_moment(text), text)


def _demand_year(moment: datetime, text: str) -> datetime:
    if moment.year not in YEARS:
        raise ClockTextWrong(text)
    return moment


def is_moment(text: str) -> bool:
    """Say whether a workstation's ``text`` is a moment as the wire writes it, in a year that it can be."""
    try:
        return MOMENT.match(text) is not None and read_moment(text).year in YEARS
    except ClockTextWrong:
        return False


def local_date(moment: datetime) -> date:
    """Return the calendar day in Bangkok."""
    return moment.astimezone(BANGKOK).date()


@dataclass(frozen=True, slots=True)
class ClockSetting:
    """``shown`` was the simulator's time when the machine's was ``wall``; ``speed`` 0 stands still."""

    shown: datetime
    wall: datetime
    speed: float
    mode: str


class Clock:
    """Answers what time it is at the central system, and how long to wait for a moment of it."""

    def __init__(self, setting: ClockSetting) -> None:
        self.setting = setting

    def now(self) -> datetime:
        """Return the simulator's time in UTC."""
        moment, passage = _shown(self.setting, _wall()), now_passing()
        return moment if passage is None else passage.saw(moment)

    def text(self) -> str:
        """Return `now` as the wire writes it."""
        return moment_text(self.now())

    def seconds_until(self, moment: datetime) -> float | None:
        """Return the machine's seconds until the simulator's ``moment``; None if it never comes by itself."""
        ahead = (moment - self.now()).total_seconds()
        if ahead <= 0:
            return 0.0
        return ahead / self.setting.speed if self.setting.speed else None

    def jumped(self, moment: datetime) -> ClockSetting:
        """Return the setting that shows ``moment`` now; a clock that runs goes on running from there."""
        mode = "offset" if self.setting.mode == "real" else self.setting.mode
        return ClockSetting(moment, _wall(), self.setting.speed, mode)


def read_setting(text: str) -> ClockSetting:
    """Read ``real``, ``frozen:ISO``, ``offset:ISO``, ``offset:+SECONDS`` or ``speed:FACTOR[:ISO]``.

    Raises `ClockTextWrong`.
    """
    wall = _wall()
    mode, _, rest = text.partition(":")
    if mode == "real" and not rest:
        return ClockSetting(wall, wall, 1.0, "real")
    if mode == "frozen":
        return ClockSetting(read_time_to_be(rest), wall, 0.0, "frozen")
    if mode == "offset":
        shift = re.fullmatch(r"[+-][0-9]{1,10}", rest)
        shown = _demand_year(wall + timedelta(seconds=int(rest)), text) if shift else read_time_to_be(rest)
        return ClockSetting(shown, wall, 1.0, "offset")
    if mode == "speed":
        factor, _, start = rest.partition(":")
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", factor) or float(factor) <= 0:
            raise ClockTextWrong(text)
        return ClockSetting(read_time_to_be(start) if start else wall, wall, float(factor), "speed")
    raise ClockTextWrong(text)


def _wall() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def _shown(setting: ClockSetting, wall: datetime) -> datetime:
    passed, left = wall - setting.wall, _LAST - setting.shown
    return _LAST if setting.speed and passed > left / setting.speed else setting.shown + passed * setting.speed
