"""The form of what papers bear: an emblem from a file, the office, notes, and up to three places to sign."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from app import i18n
from app.domain.access.template import CHARS_MAX, SIGNERS_MAX, Template, TemplateSigner
from app.domain.values.texts import cleaned
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.emblem_file import read_emblem
from app.ui.fields import TextField
from app.ui.picture import Picture
from app.ui.surfaces import Column, row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

EMBLEM_SIDE = 72
_TEXTS = ("office", "address", "header_note", "footer_note")
_OF_SIGNER = ("caption", "name", "position")


class TemplateForm(QWidget):
    """Makes another template; ``changed`` tells of every letter and every other emblem."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._emblem = ""
        self._filling = False
        self.emblems: dict[str, bytes] = {}
        self.texts = {
            name: TextField(f"paper_template.{name}", hint=f"paper_template.{name}_hint", length_max=CHARS_MAX[name])
            for name in _TEXTS
        }
        self.signers = [
            {name: TextField(f"paper_template.{name}_{number}", length_max=CHARS_MAX[name]) for name in _OF_SIGNER}
            for number in range(1, SIGNERS_MAX + 1)
        ]
        self.picture = Picture()
        self.picture.setFixedSize(EMBLEM_SIDE, EMBLEM_SIDE)
        self.picture.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.choose = Button("paper_template.choose", icon="upload", act=self._ask_file, shortcut="Ctrl+O")
        self.remove = Button("paper_template.remove", icon="trash-2", act=lambda: self._bear(""))
        self._error = errors.ErrorNote()
        stack = Column(self, spacing=SPACE.m)
        beside = QWidget()
        side = Column(beside, spacing=SPACE.xs)
        side.addLayout(row_of(self.choose, self.remove, None))
        side.add(Label("paper_template.emblem_hint", role="small", wrap=True))
        stack.addLayout(row_of(self.picture, beside))
        stack.add(self._error, *self.texts.values())
        stack.add(Label("paper_template.signers", role="section"))
        for fields in self.signers:
            stack.add(fields["caption"])
            stack.addLayout(row_of(fields["name"], fields["position"]))
        for field in self._fields:
            field.changed.connect(self._typed)

    def fill(self, template: Template) -> None:
        """Begin with a template; its emblem is shown where its bytes are known (`emblems`)."""
        self._filling = True
        for name, field in self.texts.items():
            field.set_text(getattr(template, name))
        places = [*template.signers, *[TemplateSigner("")] * SIGNERS_MAX][:SIGNERS_MAX]
        for fields, place in zip(self.signers, places, strict=True):
            for name, field in fields.items():
                field.set_text(getattr(place, name))
                field.complain("")
        self._filling = False
        self._error.clear()
        self._bear(template.emblem)

    def template(self) -> Template:
        """Return what is written, without places that say nothing."""
        said = {name: cleaned(field.text()) for name, field in self.texts.items()}
        places = ({name: cleaned(field.text()) for name, field in fields.items()} for fields in self.signers)
        return Template(
            emblem=self._emblem,
            signers=tuple(TemplateSigner(**place) for place in places if any(place.values())),
            **said,
        )

    def is_right(self) -> bool:
        """Say whether every place to sign says who signs there, and move to the first that does not."""
        right = True
        for fields in self.signers:
            written = any(cleaned(field.text()) for field in fields.values())
            if written and not cleaned(fields["caption"].text()):
                fields["caption"].complain("paper_template.caption_missing")
                if right:
                    fields["caption"].take_keyboard()
                right = False
        return right

    def read(self, path: Path) -> None:
        """Take the emblem from a file."""
        self._error.clear()
        worker.run(self, lambda _: read_emblem(path), self._take, self._error.show_error)

    # -- inside ---------------------------------------------------------------------------------------------------

    @property
    def _fields(self) -> list[TextField]:
        return [*self.texts.values(), *(field for fields in self.signers for field in fields.values())]

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, i18n.text("paper_template.choose"), str(Path.home()), "PNG (*.png)"
        )
        if chosen:
            self.read(Path(chosen))

    def _take(self, png: bytes) -> None:
        sha256 = hashlib.sha256(png).hexdigest()
        self.emblems[sha256] = png
        self._bear(sha256)

    def _bear(self, sha256: str) -> None:
        self._emblem = sha256
        self.picture.show_image(QImage.fromData(self.emblems.get(sha256, b"")))
        self.picture.setVisible(bool(sha256))
        self.remove.setVisible(bool(sha256))
        self._typed()

    def _typed(self) -> None:
        if not self._filling:
            self.changed.emit()
