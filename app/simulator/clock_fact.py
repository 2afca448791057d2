"""The clock's setting in the database, where all processes of the central system read it."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from app.simulator import statements
from app.simulator.clock import Clock, ClockSetting, moment_text, read_moment, read_setting
from app.simulator.closing import days
from app.simulator.storage import fact, keep_fact

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.shared import Shared

NAME = "clock"
_logger = logging.getLogger("khlang.central")


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


def earliest(connection: Connection) -> str:
    """Return the first moment that the clock may be put to, '' for any.

    Statements stay as they are: nothing is booked any more within those that two persons signed, and nothing that was
    booked lies ahead of the clock, where no statement up to now would tell of it.
    """
    closed = days.newest_end(connection)
    after = moment_text(read_moment(closed) + timedelta(milliseconds=1)) if closed else ""
    return max(after, statements.newest_entry(connection))


def start(connection: Connection, shared: Shared, asked: str | None) -> Clock:
    """Return the clock as asked for at the start; as it was left where nothing is asked, or what would be too early."""
    left = kept(connection)
    if asked is None and left is not None:
        return Clock(left)
    setting = read_setting(asked or "real")
    if left is not None and moment_text(setting.shown) < earliest(connection):
        _logger.warning("the clock stays as it was left: what was asked for lies before money that moved")
        return Clock(left)
    change(connection, shared, setting)
    return Clock(setting)
