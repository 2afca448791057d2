"""The room of practice as a person and a screen reader meet it, over a real central system; and the way there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from app import i18n
from app.demo.hands import settle, until
from app.desktop import Desktop
from app.system.paths import Paths
from app.system.settings import SettingsBook
from app.ui import worker
from app.ui.screens.access.sign_in import SignInWindow
from tests.pictures import practice_tour
from tests.pictures.inspection import Inspection
from tests.ui.looking import visible_texts

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.helpers.raw_central import Central


def test_the_room_of_practice_is_named_whole_readable_and_follows_the_language(
    central: Central, tmp_path: Path, qapp: QApplication
) -> None:
    inspection = Inspection()
    practice_tour.see(central, tmp_path, inspection)
    qapp.processEvents()
    assert inspection.screens >= 2
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])


def test_practice_is_entered_from_the_door_in_a_folder_of_its_own_and_left_again(
    central: Central, tmp_path: Path, qapp: QApplication
) -> None:
    paths = Paths.find(tmp_path)
    settings = SettingsBook(paths.settings)
    settings.choose(server_url=central.ready["url"], ca_file=central.ready["ca"], company_id="GMIS210101")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    paths.practice.root.mkdir()
    paths.practice.settings.write_bytes(b'{"language": ')
    desktop = Desktop(qapp, paths, settings, paths.unsafe_keychain)
    window = desktop.show_sign_in()
    assert not window.kept_out.notice.isVisible()
    window.practise.click()
    practice = desktop.window
    assert isinstance(practice, SignInWindow)
    assert practice is not window
    assert i18n.text("sign_in.practising") in visible_texts(practice)
    assert practice.kept_out.notice.words.text() == i18n.text("sign_in.settings_damaged")
    until(lambda: "ฝึกปฏิบัติ" in practice.banner.said() or "PRACTICE" in practice.banner.said(), "no banner came")
    inspection = Inspection()
    inspection("practice_door", practice)
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])
    desktop.settings.choose(company_id="GMIS210201", user_id="MAKER03")
    practice.practise.click()
    back = desktop.window
    assert isinstance(back, SignInWindow)
    assert i18n.text("sign_in.practising") not in visible_texts(back)
    assert desktop.settings is settings
    assert settings.current.company_id == "GMIS210101"
    until(lambda: worker.shared().idle, "the workers did not come to rest")
    settle(5)
    back.close()
    now = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    real = {file: content for file, content in now.items() if paths.practice.root not in file.parents}

    assert all(real[file] == content for file, content in before.items())
    assert (paths.practice.root / "khlang-settings.json").exists()
