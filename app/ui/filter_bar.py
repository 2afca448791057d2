"""Above a list: words, chips, and a button for other limits; all of it can be kept under a name and taken out again.

Usage::

    self.filters = FilterBar("batches", views, Offer(kinds, banks, "batches.value_date"), search=search, chips=chips)
    self.filters.changed.connect(self._look)            # then ask the table with `apply`
    self.filters.apply(self.table)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.values import dates
from app.domain.values.list_filter import EVERYTHING, NAME_CHARS_MAX, ListFilter, SavedView
from app.domain.values.money import Money, formatted
from app.ui import errors, worker
from app.ui.buttons import Button, IconButton
from app.ui.fields import ComboField, TextField, form_is_right
from app.ui.fields import row_of as fields_row
from app.ui.messages import Dialog, toast
from app.ui.surfaces import Column, row_of
from app.ui.table_model import Query
from app.ui.texts import Label, follow
from app.ui.theme import SPACE
from app.ui.typed_fields import DateField, MoneyField

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from app.ui.table_view import TableView
    from app.ui.typed_fields import SearchField

SEARCH_MAX = 260
"""A search as wide as that takes any words that are looked for; what is left on a wide screen stays free."""
Choices = list[tuple[str, str]]
"""Values and keys of words, or words after ``=``."""


class Views(Protocol):
    """Who keeps views; `app.services.saved_views.SavedViews` is one."""

    def views(self, place: str) -> Sequence[SavedView]:
        """Return the views of a list."""
        ...

    def save(self, place: str, view: SavedView) -> None:
        """Keep a view."""
        ...

    def drop(self, place: str, name: str) -> None:
        """Forget a view."""
        ...


@dataclass(frozen=True)
class Offer:
    """What a list can be narrowed to; without ``kinds`` or ``banks`` there is no choice of them.

    ``day`` is what its days are, ``kind`` what its kinds are called.
    """

    day: str
    banks: Callable[[], Choices] | None = None
    kinds: Callable[[], Choices] | None = None
    kind: str = "batches.kind"


@dataclass(frozen=True)
class Chip:
    """A chip, the statuses it asks for, and the key of its words."""

    button: Button
    statuses: frozenset[str]
    words: str


class FilterBar(QWidget):
    """The limits of one list; ``changed`` says that it is to be asked anew."""

    changed = Signal()

    def __init__(
        self,
        place: str,
        views: Views,
        offer: Offer,
        *,
        search: SearchField | None = None,
        chips: Mapping[str, Chip] | None = None,
    ) -> None:
        super().__init__()
        self._place, self._views, self._offer = place, views, offer
        self._search, self._chips = search, dict(chips or {})
        self._narrowed = EVERYTHING
        self._statuses: frozenset[str] = frozenset()
        self._quiet = False
        self.button = IconButton("ui.filter", "filter", act=self.ask)
        self._told = Label(role="quiet", wrap=True)
        self._clear = Button("ui.filter_clear", kind="link", act=self.clear)
        self._lay_out()
        if search is not None:
            search.textChanged.connect(lambda _: self._look())
        for chip in self._chips.values():
            chip.button.toggled.connect(lambda _: self._look())
        follow(self, self._tell)

    @property
    def view(self) -> SavedView:
        """Everything that is asked for now, without a name."""
        return SavedView("", self._search.text().strip() if self._search else "", self.statuses, self._narrowed)

    @property
    def statuses(self) -> frozenset[str]:
        """The statuses asked for; empty asks for all."""
        on = (chip.statuses for chip in self._chips.values() if chip.button.isChecked())
        return frozenset().union(self._statuses, *on)

    def query(self) -> Query:
        """Return what a list is asked for."""
        view = self.view
        return Query(search=view.search, chips=view.chips, narrowed=view.narrowed)

    def apply(self, table: TableView) -> None:
        """Ask a table for what is wanted now, in its own order."""
        wanted = self.query()
        table.narrow(wanted.narrowed)
        table.look_for(wanted.search, wanted.chips)

    def use(self, view: SavedView) -> None:
        """Ask for what a view says."""
        self._quiet = True
        if self._search is not None:
            self._search.setText(view.search)
        for chip in self._chips.values():
            chip.button.setChecked(chip.statuses <= view.chips)
        shown = frozenset().union(*(chip.statuses for chip in self._chips.values() if chip.statuses <= view.chips))
        self._statuses = view.chips - shown
        self._narrowed = view.narrowed
        self._quiet = False
        self._look()

    def narrow(self, narrowed: ListFilter) -> None:
        """Put other limits beside words and chips."""
        self._narrowed = narrowed
        self._look()

    def clear(self) -> None:
        """Ask for everything."""
        self.use(SavedView(""))

    def ask(self) -> FilterDialog:
        """Open the dialog with limits and views."""
        dialog = FilterDialog(self, self._place, self._views, self._offer)
        dialog.open()
        return dialog

    def told(self) -> Sequence[tuple[str, str]]:
        """Return what stands above an export of the list."""
        return [(i18n.text("ui.filter"), " · ".join(self._words()) or i18n.text("ui.filter_none"))]

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        whole = Column(self, spacing=SPACE.xs)
        chips = [chip.button for chip in self._chips.values()]
        if self._search is not None:  # else the screen has a place for the button, and only what is told stands here
            self._search.setMaximumWidth(SEARCH_MAX)
            row = row_of(self._search, *chips, self.button, None)
            row.setStretch(0, 1)
            row.setStretch(row.count() - 1, 0)
            whole.addLayout(row)
        self._line = QWidget()
        line = row_of(self._told, self._clear)
        line.setStretch(0, 1)
        self._line.setLayout(line)
        whole.add(self._line)
        self._line.hide()

    def _look(self) -> None:
        if not self._quiet:
            self._tell()
            self.changed.emit()

    def _tell(self) -> None:
        limited = bool(self._narrowed or self._statuses)
        self._line.setVisible(limited)
        # With a search field it is the screen that shows and hides it; before it has a place, it would be a window.
        if self._search is None and not (limited and self.parent() is None):
            self.setVisible(limited)
        self._told.show_text(i18n.text("ui.filter_told", words=" · ".join(self._words())))

    def _words(self) -> list[str]:
        limits = self._narrowed
        words = (
            [i18n.text("ui.filter_words", words=self._search.text())] if self._search and self._search.text() else []
        )
        words += [i18n.text(chip.words) for chip in self._chips.values() if chip.button.isChecked()]
        if self._statuses:
            words.append(i18n.text("ui.filter_statuses", count=len(self._statuses)))
        words += [name for value, name in _named(self._offer.kinds) if value == limits.kind and value]
        words += [name for value, name in _named(self._offer.banks) if value == limits.bank and value]
        days = [dates.short(day, i18n.language()) if day else "" for day in (limits.day_from, limits.day_to)]
        amounts = [formatted(end) if end is not None else "" for end in (limits.satang_from, limits.satang_to)]
        words += _span(i18n.text(self._offer.day), days)
        words += _span(i18n.text("ui.filter_amount"), amounts)
        return words


def _named(choices: Callable[[], Choices] | None) -> Choices:
    offered = choices() if choices else []
    return [(value, key[1:] if key.startswith("=") else i18n.text(key)) for value, key in offered]


def _span(label: str, ends: Sequence[str]) -> list[str]:
    low, high = ends
    return [f"{label} {low or '…'} – {high or '…'}"] if low or high else []


class FilterDialog(Dialog):
    """Limits as fields, and the views that were kept."""

    def __init__(self, bar: FilterBar, place: str, views: Views, offer: Offer) -> None:
        super().__init__(bar, "ui.filter")
        self._bar, self._place, self._views = bar, place, views
        self._known: dict[str, SavedView] = {}
        self.view = ComboField("ui.view", [("", "ui.view_none")])
        self.kind = ComboField(offer.kind, [("", "ui.any"), *(offer.kinds() if offer.kinds else [])])
        self.bank = ComboField("editor.field.bank", [("", "ui.any"), *(offer.banks() if offer.banks else [])])
        self.days = DateField("ui.filter_day_from", hint=""), DateField("ui.filter_day_to", hint="")
        self.amounts = MoneyField("ui.filter_amount_from"), MoneyField("ui.filter_amount_to")
        self.name = TextField("ui.view_name", hint="ui.view_name_hint", length_max=NAME_CHARS_MAX)
        day = Label(role="quiet")
        day.say("ui.filter_day_is", day=lambda: i18n.text(offer.day))
        choices = [(self.kind, offer.kinds), (self.bank, offer.banks)]
        self.body.add(self.view)
        self.body.addLayout(fields_row(*(choice for choice, offered in choices if offered)))
        self.body.add(day)
        self.body.addLayout(fields_row(*self.days))
        self.body.addLayout(fields_row(*self.amounts))
        self.body.add(self.name)
        self._drop = self.add_button(Button("ui.view_drop", kind="quiet", icon="trash-2", act=self._forget))
        self._drop.setEnabled(False)
        self.add_button(Button("ui.cancel", act=self.reject))
        self.add_button(Button("ui.use", kind="primary", act=self.take_over, shortcut="Ctrl+Return"))
        self._show(bar.view.narrowed)
        self.view.changed.connect(self._choose)
        worker.run(self, lambda _: views.views(place), self._offer, partial(_explain, self._bar))

    def take_over(self) -> None:
        """Use what the fields say, and keep it where a name was given."""
        if not form_is_right(*self.days, *self.amounts):
            return
        view = replace(self._base(), narrowed=self._limits())
        name, place, views = self.name.text().strip(), self._place, self._views
        self._bar.use(view)
        if name:
            bar = self._bar
            worker.run(
                bar,
                lambda _: views.save(place, replace(view, name=name)),
                lambda _: toast(bar, "ui.view_kept", name=name),
                partial(_explain, bar),
            )
        self.accept()

    def _base(self) -> SavedView:
        """Return the view that was chosen, or what the list is asked for now."""
        return self._known.get(self.view.text(), self._bar.view)

    def _limits(self) -> ListFilter:
        low, high = (field.value() for field in self.amounts)
        return ListFilter(
            kind=self.kind.text(),
            bank=self.bank.text(),
            day_from=self.days[0].value(),
            day_to=self.days[1].value(),
            satang_from=low.satang if low else None,
            satang_to=high.satang if high else None,
        )

    def _offer(self, views: Sequence[SavedView]) -> None:
        self._known = {view.name: view for view in views}
        self.view.offer([("", "ui.view_none"), *((name, f"={name}") for name in self._known)])

    def _choose(self) -> None:
        view = self._known.get(self.view.text())
        self._drop.setEnabled(view is not None)
        if view is not None:
            self._show(view.narrowed)
            self.name.set_text(view.name)

    def _show(self, limits: ListFilter) -> None:
        self.kind.set_text(limits.kind)
        self.bank.set_text(limits.bank)
        for field, day in zip(self.days, (limits.day_from, limits.day_to), strict=True):
            _put_day(field, day)
        for amount, satang in zip(self.amounts, (limits.satang_from, limits.satang_to), strict=True):
            amount.set_value(None if satang is None else Money(satang))

    def _forget(self) -> None:
        name, place, views = self.view.text(), self._place, self._views

        def done(_: object) -> None:
            self._offer([view for view in self._known.values() if view.name != name])
            self._drop.setEnabled(False)
            self.name.set_text("")

        worker.run(self, lambda _: views.drop(place, name), done, partial(_explain, self._bar))


def _explain(bar: FilterBar, error: Exception) -> None:
    errors.show(bar, error)


def _put_day(field: DateField, day: date | None) -> None:
    if day is None:
        field.set_text("")
    else:
        field.set_value(day)
