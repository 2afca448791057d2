"""A person makes the dossier of a batch or a month, compares its fingerprint and keeps the file that proves it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from app.domain.access.permissions import Action
from app.services.dossiers import Dossiers
from app.store import audit_trail
from app.ui.screens.disbursement.dossier_dialog import DossierDialog
from app.verification.command import main
from app.wire import signature
from tests.ui.disbursement import office, screens
from tests.verification import dossiers

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


def made(qtbot: QtBot, dialog: DossierDialog, path: Path) -> bytes:
    dialog.make()
    qtbot.waitUntil(dialog.keep.isEnabled)
    dialog.save(path)
    qtbot.waitUntil(path.exists)
    return path.read_bytes()


def test_the_dossier_of_a_batch_and_of_a_month_is_made_kept_and_proven(qtbot: QtBot, tmp_path: Path) -> None:
    with dossiers.paid_office(tmp_path / "store") as (desk, bank):
        screen = screens.evidence(qtbot, desk, "op-0007")
        screen.serve_dossiers(Dossiers(desk.for_services()))
        screen.dossier.click()
        (dialog,) = screen.findChildren(DossierDialog)
        content = made(qtbot, dialog, tmp_path / "batch.zip")
        machine_file = dossiers.unzipped(content)["dossier.json"]
        shown = {label.text().replace(" ", "").lower() for label in dialog.facts.findChildren(QLabel)}
        assert {hashlib.sha256(machine_file).hexdigest(), signature.key_id(bank.public_key)} <= shown
        dialog.scope.set_text("month")
        assert not dialog.keep.isEnabled()
        made(qtbot, dialog, tmp_path / "month.zip")
        dialog.reject()
        for name in ("batch.zip", "month.zip"):
            assert main([str(tmp_path / name), "--bank-key", bank.public_key]) == 0
        with desk.store.read() as reading:
            acts = [entry.action for entry in audit_trail.entries(reading)]
        assert acts.count(Action.MAKE_DOSSIER) == 2
        assert acts.count(Action.SAVE_DOCUMENT) == 2


def test_a_day_without_payments_has_no_dossier_and_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    with dossiers.paid_office(tmp_path / "store") as (desk, _):
        screen = screens.evidence(qtbot, desk, "op-0007")
        screen.serve_dossiers(Dossiers(desk.for_services()))
        screen.dossier.click()
        (dialog,) = screen.findChildren(DossierDialog)
        dialog.scope.set_text("day")
        dialog.day.set_value(office.NOW.date().replace(day=1))
        dialog.make()
        qtbot.waitUntil(dialog.error.isVisible)
        assert not dialog.keep.isEnabled()
        dialog.reject()
