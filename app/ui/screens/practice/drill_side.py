"""One drill beside the list: why it matters, what to do, steps that tick themselves, mistakes, and what was learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from app import i18n
from app.domain.practice.drill import Standing, StepStanding
from app.ui.buttons import Button
from app.ui.icons import Icon
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, SidePanel, row_of
from app.ui.texts import Label
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.practice.drill import Drill, Mistake, Step

WIDTH_MAX = 420
INTERRUPTED = "interrupted"
"""What the central system says where it stopped in the middle of its part."""
_ICONS = {
    StepStanding.DONE: ("circle-check", "done"),
    StepStanding.NOW: ("arrow-right", "accent"),
    StepStanding.OPEN: ("circle-dashed", "quiet"),
}
_STOPPED = ("circle-x", "refused")
"""Where a drill came to its end before its time."""


class _StepRow(QWidget):
    """A step: its state as icon and word, who does it, and how."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = Icon("circle-dashed", "quiet")
        self.words, self.hint = Label(role="table", wrap=True), Label(role="table", wrap=True)
        told, beside = Stack(spacing=SPACE.xs), Stack(spacing=0)
        told.add(self.words, self.hint)
        beside.setContentsMargins(0, SPACE.xs, 0, 0)  # the middle of the icon on that of the first line
        beside.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row = row_of(spacing=SPACE.s)
        row.addLayout(beside)
        row.addLayout(told, 1)
        self.setLayout(row)

    def show_step(self, step: Step, *, running: bool) -> None:
        """Show a step as it stands; how it is done is told while it is to be done."""
        language, now = i18n.language(), step.standing is StepStanding.NOW
        word = i18n.text("practice.step.stopped" if now and not running else f"practice.step.{step.standing}")
        who = "practice.own" if step.own else "practice.others"
        hint = step.hint.of(language) if now and running else ""
        self._icon.show_icon(*(_STOPPED if now and not running else _ICONS[step.standing]))
        self.words.say(who, state=word, text=step.text.of(language))
        self.hint.show_text(hint)
        self.hint.setVisible(bool(hint))


class _Told(QWidget):
    """A short heading over a paragraph of the drill."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self._text = Label(role="table", wrap=True)
        Stack(self, spacing=SPACE.xs).add(Label(heading, role="strong"), self._text)

    def show_text(self, text: str) -> None:
        """Show the paragraph, or nothing."""
        self._text.show_text(text)
        self.setVisible(bool(text))


def _told(drill: Drill) -> tuple[str, Standing, tuple[Mistake, ...]]:
    """Return what is told above the steps."""
    return drill.drill_id, drill.standing, drill.mistakes


class DrillSide(SidePanel):
    """One drill; ``wanted`` asks to begin it, ``given_up`` to give it up, ``file_wanted`` for its sample."""

    wanted = Signal()
    given_up = Signal()
    file_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(WIDTH_MAX)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)  # its body scrolls, never the screen
        self._title = Label(role="section", wrap=True)
        self._why, self._todo, self._learnt = (_Told(f"practice.{key}") for key in ("why", "todo", "learnt"))
        self._passed = Notice(tone="done", icon="badge-check")
        self._trouble = Notice(tone="refused", icon="triangle-alert")
        self._alone = Notice("practice.alone", tone="waiting", icon="clock")
        self._steps = Stack(spacing=SPACE.s)
        self.begin = Button("practice.begin", kind="primary", act=self.wanted.emit)
        self.file = Button("practice.file", icon="upload", act=self.file_wanted.emit)
        self.stop = Button("practice.give_up", kind="quiet", icon="x", act=self.given_up.emit)
        self.body.add(self._title, self._passed, self._trouble, self._learnt, self._why, self._todo, self._alone)
        self.body.add(Label("practice.steps", role="strong"))
        self.body.addLayout(self._steps)
        self.body.addStretch(1)
        self.foot.add(self.file, self.begin, self.stop)
        self._rows: list[_StepRow] = []
        self._shown: Drill | None = None
        self._area = self.findChildren(QScrollArea)[0]
        self._area.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the arrow keys scroll what is longer than the window

    def show_drill(self, drill: Drill | None, *, has_file: bool = False) -> None:
        """Show a drill, or nothing."""
        self.setVisible(drill is not None)
        former, self._shown = self._shown, drill
        if drill is None:
            return
        language = i18n.language()
        passed, running = drill.standing is Standing.PASSED, drill.standing is Standing.RUNNING
        self._title.show_text(drill.title.of(language))
        self._area.setAccessibleName(drill.title.of(language))
        self._why.show_text(drill.why.of(language))
        self._todo.show_text(drill.teaches.of(language))
        self._learnt.show_text(drill.learnt.of(language) if passed else "")
        self._passed.say("practice.passed", "practice.passed_why")
        self._passed.setVisible(passed)
        self._show_trouble(drill)
        self._alone.setVisible(drill.alone and not running)
        self.begin.say("practice.begin" if drill.standing is Standing.NEW else "practice.again")
        self.begin.become("plain" if running else "primary")  # what is filled is what comes next
        self.file.become("primary" if running else "plain")
        self.file.setVisible(has_file and running)
        self.stop.setVisible(running)
        self._show_steps(drill.steps, running=running)
        before = _told(former) if former is not None else None
        if before == _told(drill) or (running and before == (drill.drill_id, Standing.NEW, ())):
            self._follow_the_step(drill.steps)
        else:
            self._area.verticalScrollBar().setValue(0)  # where what is new is told

    def fit(self, room: int) -> None:
        """Take no more than its part of what is there for the list and itself."""
        self.setFixedWidth(max(SIZES.side_width, min(WIDTH_MAX, room * 2 // 5)))

    def foot_enabled(self, *, enabled: bool) -> None:
        """Let something be asked for, or not while it is done."""
        for button in (self.file, self.begin, self.stop):
            button.setEnabled(enabled)

    def steps(self) -> list[str]:
        """Return the words of the steps as they are shown, each with how it is done where that is told."""
        shown = [one for one in self._rows if not one.isHidden()]
        return ["\n".join(filter(None, (one.words.text(), one.hint.text()))) for one in shown]

    def trouble(self) -> str:
        """Return what is said of mistakes and trouble, '' for none."""
        return "" if self._trouble.isHidden() else f"{self._trouble.words.text()}\n{self._trouble.more.text()}"

    def _show_trouble(self, drill: Drill) -> None:
        language = i18n.language()
        seen = "\n".join(one.text.of(language) for one in drill.mistakes)
        problem = i18n.text("practice.interrupted") if drill.problem == INTERRUPTED else drill.problem
        if drill.standing is Standing.FAILED:
            self._trouble.say("practice.failed", "practice.failed_why", problem=problem)
        elif drill.standing is Standing.SPOILT:
            self._trouble.say("practice.spoilt", "practice.spoilt_why", mistakes=seen)
        elif seen:
            self._trouble.say("practice.mistake", "practice.mistake_why", mistakes=seen)
        self._trouble.setVisible(bool(seen) or drill.standing is Standing.FAILED)

    def _show_steps(self, steps: Sequence[Step], *, running: bool) -> None:
        while len(self._rows) < len(steps):
            row = _StepRow()
            self._rows.append(row)
            self._steps.add(row)
        for row, step in zip(self._rows, steps, strict=False):
            row.show_step(step, running=running)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(steps))

    def _follow_the_step(self, steps: Sequence[Step]) -> None:
        """Keep the step that is to be done now in sight."""
        if self._shown is None or self._shown.standing is not Standing.RUNNING:
            return
        for row, step in zip(self._rows, steps, strict=False):
            if step.standing is StepStanding.NOW:
                self._area.ensureWidgetVisible(row)
