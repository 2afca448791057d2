"""The clock's setting in the database, where all processes of the central system read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.simulator.clock import Clock, ClockSetting, moment_text, read_moment, read_setting
from app.simulator.storage import fact, keep_fact

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.shared import Shared

NAME = "clock"


def kept(connection: Connection) -> ClockSetting | None:
    """Return the setting as it was left, if there is one."""
    told = fact(connection, NAME)
    if not told:
        return None
    shown, wall, speed, mode = json.loads(told)
    return ClockSetting(read_moment(shown), read_moment(wall), float(speed), mode)


def change(connection: Connection, shared: Shared, setting: ClockSetting) -> None:
    """Let the clock of every process be set so from the commit on."""
    values = [moment_text(setting.shown), moment_text(setting.wall), str(setting.speed), setting.mode]
    keep_fact(connection, NAME, json.dumps(values))
    shared.changed(connection, NAME)


def start(connection: Connection, shared: Shared, asked: str | None) -> Clock:
    """Return the clock as asked for at the start, or as it was left."""
    left = kept(connection)
    if asked is None and left is not None:
        return Clock(left)
    setting = read_setting(asked or "real")
    change(connection, shared, setting)
    return Clock(setting)
