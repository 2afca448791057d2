"""Audit: what happened, by whom, and whether the chain still holds."""

from __future__ import annotations

import json
import re
from array import array
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout

from app import i18n
from app.domain.access.audit import AtCentral
from app.domain.values import dates
from app.domain.values.money import Money
from app.ui import days, errors, worker
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.messages import announce, toast
from app.ui.saving import ask_where
from app.ui.screen import Screen
from app.ui.surfaces import Column, KeyValues, Notice, SidePanel
from app.ui.table_model import Column as TableColumn
from app.ui.table_model import Query, Row
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label, as_tip
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.access.audit import AuditEntry, AuditVerdict
    from app.ui.ports import AuditTrail

DIGEST_SHOWN, ID_SHOWN, ID_DIGITS = 16, 8, 32
_LONG_CODE = re.compile(r"[0-9a-f-]{32,}")


class AuditScreen(Screen):
    """The chain of what was done here."""

    key, title_key, icon = "audit", "audit.title", "shield"
    help_key = "audit.help"

    def __init__(self, trail: AuditTrail) -> None:
        super().__init__()
        self._trail = trail
        self._entry: AuditEntry | None = None
        self._judged: AuditVerdict | None = None
        self._looking_up = worker.Newest(self)
        self.search = SearchField("audit.search")
        self.search.textChanged.connect(self._look_for)
        self.verify = Button("audit.verify", kind="primary", icon="shield", act=self._verify, shortcut="Ctrl+Return")
        self.export = Button("audit.export", icon="download", act=self._export)
        self.verdict = Notice()
        self.verdict.hide()
        self.error = errors.ErrorNote()
        self.table = TableView(
            _COLUMNS,
            _Entries(trail),
            name="audit",
            label="audit.title",
            empty=Empty("audit.empty", "audit.empty_why", icon="shield"),
        )
        self.table.failed.connect(self.error.show_error)
        self.table.chosen.connect(self._look_up)
        self.table.answered.connect(self._count)
        self.side = SidePanel()
        self._what = Label(role="section", wrap=True)
        self._facts = Column()
        self._lay_out()
        self.setFocusProxy(self.table.grid)

    def refresh(self) -> None:
        """Look for new entries."""
        self.table.refresh()

    def retranslate(self) -> None:
        """Tell the chosen entry and the verdict in the language in use."""
        self._show(self._entry)
        if self._judged is not None:
            self._tell_verdict(self._judged)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the key that verifies."""
        return (("Ctrl+Return", "audit.verify"),)

    def _look_for(self, words: str) -> None:
        self.table.look_for(words)

    def _verify(self) -> None:
        self.verify.setEnabled(False)
        self.error.clear()
        worker.run(self, lambda _: self._trail.verify(), self._judge, self._failed)

    def _judge(self, verdict: AuditVerdict) -> None:
        self.verify.setEnabled(True)
        self._judged = verdict
        self._tell_verdict(verdict)
        if not verdict.sound:
            # Once the verdict has taken its room: the row would stand behind the edge.
            QTimer.singleShot(0, self, lambda: self.table.choose(verdict.broken_seq))
        announce(self, self.verdict.words.text())

    def _tell_verdict(self, verdict: AuditVerdict) -> None:
        if verdict.sound:
            held = verdict.central is AtCentral.HELD
            self.verdict.turn("done" if held else "waiting", "circle-check" if held else "cloud-off")
            self.verdict.say(
                "audit.sound" if held else "audit.sound_here",
                f"audit.sound_{verdict.central}",
                count=f"{verdict.checked:,}",
                seq=f"{verdict.central_seq:,}",
            )
        else:
            self.verdict.turn("refused", "circle-x")
            here = verdict.reason == "anchor" and verdict.central is not AtCentral.DIFFERS
            reason = i18n.text("audit.reason.anchor_here" if here else f"audit.reason.{verdict.reason}")
            self.verdict.say("audit.broken", "audit.broken_do", seq=verdict.broken_seq, reason=reason)

    def _export(self) -> None:
        path = ask_where(self, "audit.export", "khlang-audit.jsonl")
        if path is not None:
            worker.run(self, lambda _: self._trail.export(str(path)), self._exported, self._failed)

    def _exported(self, count: int) -> None:
        toast(self, "audit.exported", count=f"{count:,}")

    def _failed(self, error: Exception) -> None:
        self.verify.setEnabled(True)
        self.error.show_error(error)

    def _look_up(self, seq: int) -> None:
        if seq < 0:
            self._looking_up.drop()
            self._show(None)
            return
        self._looking_up.run(lambda _: self._trail.entries([seq]), lambda found: self._show(found[0]), self._failed)

    def _show(self, entry: AuditEntry | None) -> None:
        self._entry = entry
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        if entry is None:
            self._what.show_text("")
            return
        self._what.show_text(_action(entry.action))
        facts = KeyValues()
        facts.put("audit.at", days.moment(dates.parse_instant(entry.at)))
        facts.put("audit.person", entry.name)
        facts.put("audit.device", _short(entry.device)).setToolTip(as_tip(entry.device))
        facts.put("audit.about", _value("about", entry.about)).setToolTip(as_tip(entry.about))
        for name, value in _flat(entry.facts):
            facts.put(_fact(name), _value(name, value)).setToolTip(as_tip(value))
        facts.put("audit.digest", _short(entry.digest)).setToolTip(entry.digest)
        facts.put("audit.previous", _short(entry.previous)).setToolTip(entry.previous)
        self._facts.add(facts)

    def _count(self) -> None:
        self.side.setVisible(self.table.model.rowCount() > 0)
        self.table.footer.say("ui.count", count=f"{self.table.model.rowCount():,}")

    def _lay_out(self) -> None:
        list_side = Column(margins=SPACE.xl, spacing=SPACE.m)
        list_side.setContentsMargins(SPACE.xl, SPACE.xl, SPACE.xl, 0)
        head = list_side.add_row(Label("audit.title", role="title"), None, self.search, self.export, self.verify)
        self.search.setMinimumWidth(260)
        head.setSpacing(SPACE.s)
        list_side.add(self.verdict, self.error)
        list_side.add(self.table, stretch=1)
        self.table.show_footer()
        self.side.body.add(self._what)
        self.side.body.addLayout(self._facts)
        self.side.body.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(list_side, 1)
        whole.addWidget(self.side)


class _Entries:
    """The chain as rows of a table; the id of a row is its number in the chain."""

    def __init__(self, trail: AuditTrail) -> None:
        self._trail = trail

    def ids(self, query: Query, /) -> Sequence[int]:
        descending = query.descending if query.order else True
        return array("q", self._trail.seqs(query.search, descending))

    def rows(self, ids: Sequence[int], /) -> Sequence[Row]:
        return [
            {
                "seq": entry.seq,
                "at": dates.parse_instant(entry.at),
                "name": entry.name,
                "action": entry.action,
                "about": entry.about,
                "device": entry.device,
            }
            for entry in self._trail.entries(ids)
        ]


def _about(about: str) -> Cell:
    return Cell(_value("about", about), hint=about)


def _action(action: str) -> str:
    key = f"terms.event.{action}"
    return i18n.text(key) if i18n.has(key) else action


def _flat(facts: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def walk(name: str, value: object) -> None:
        if isinstance(value, str) and value.startswith("{"):
            value = _object(value)
        if isinstance(value, dict):
            for inner, part in value.items():
                walk(f"{name}.{inner}" if name else str(inner), part)
        elif isinstance(value, list):
            found.append((name, ", ".join(_member(part) for part in value)))
        else:
            found.append((name, str(value)))

    walk("", json.loads(facts or "{}"))
    return found


def _object(text: str) -> object:
    """Return what a text holds that is an object written as JSON, the text itself where it is not."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _member(part: object) -> str:
    """Return one of several things in a line: the words in it, for instance a right with its days."""
    if not isinstance(part, dict):
        return str(part)
    named = (f"terms.role.{each}" for each in part.values() if each)
    return " ".join(i18n.text(key) if i18n.has(key) else key.removeprefix("terms.role.") for key in named)


def _fact(name: str) -> str:
    """Return the key of a fact's name, or its name in words after ``=``: of both sides of a change, with the field."""
    side, _, field = name.partition(".")
    if field:
        words = f"administration.field.{field}"
        return f"={i18n.text(f'audit.fact.{side}')}: {i18n.text(words) if i18n.has(words) else field}"
    known = f"audit.fact.{name}"
    return known if i18n.has(known) else f"={name}"


def _value(name: str, value: str) -> str:
    """Return a fact as people read it; a word of the program that has no other name stays as it is."""
    if name == "total_satang" and value.isdecimal():
        return Money(int(value)).format()
    parts = value.split(",")
    known = [i18n.text(key) if i18n.has(key := f"audit.value.{part}") else part for part in parts]
    return _short(value if known == parts else ", ".join(known)) or "–"  # the comma of an amount stays where it is


def _short(value: str) -> str:
    """Return the start of a hash or an id in groups that can be read out and compared; other words as they are."""
    if not _LONG_CODE.fullmatch(value):
        return value
    plain = value.replace("-", "")
    shown = DIGEST_SHOWN if len(plain) > ID_DIGITS else ID_SHOWN
    return " ".join(plain[start : start + 4] for start in range(0, shown, 4)) + " …"


_COLUMNS = (
    TableColumn("seq", "audit.seq", width=70, align="right"),
    TableColumn("at", "audit.at", width=160, sortable=False, show=days.moment),
    TableColumn("name", "audit.person", width=170, sortable=False),
    TableColumn("action", "audit.action", width=200, sortable=False, show=_action),
    TableColumn("about", "audit.about", stretch=True, sortable=False, show=_about),
)
