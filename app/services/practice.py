"""Practising: the drills of the person at the desk, which a simulated central system watches and helps along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.practice.drill import Standing

if TYPE_CHECKING:
    from app.domain.practice.drill import Drill, DrillBook
    from app.services.desk import Desk


class Practice:
    """Every method asks the central system: call it on a worker. Raises `Unreachable` and `Refused`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def book(self) -> DrillBook:
        """Return the drills as they stand after the others did their part, and the record of those passed."""
        calls = self._desk.central.drills
        running = [one.drill_id for one in calls.book().drills if one.standing is Standing.RUNNING]
        for drill_id in running:
            calls.go_on(drill_id)
        return calls.book()

    def begin(self, drill_id: str) -> Drill:
        """Begin a drill, or begin it again."""
        return self._desk.central.drills.begin(drill_id)
