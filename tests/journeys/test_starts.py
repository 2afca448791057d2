"""Starting and stopping in ways nobody planned: killed while typing, started twice, led to a false server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from app.domain.disbursement.transfer import Field
from app.wire.access import About
from app.wire.codec import encode
from tests.helpers.hostile import Authority, answer, saying, serving
from tests.helpers.raw_central import ROOT
from tests.journeys import acts
from tests.journeys.lists import write_list
from tests.journeys.person import Person, at_desks

if TYPE_CHECKING:
    import ssl
    from pathlib import Path

    from app.desktop import Desktop
    from tests.helpers.hostile import Hostile
    from tests.helpers.raw_central import Central

pytestmark = pytest.mark.xdist_group("journeys: starts")

BAIT = (
    '<b>Update now</b> <a href="https://update.invalid/khlang.exe">khlang.exe</a> <img src="https://update.invalid/x">'
)


def test_a_kill_while_typing_loses_at_most_the_cell_being_typed(central: Central, tmp_path: Path) -> None:
    maker = Person(central, tmp_path / "maker", "MAKER01")
    with at_desks(maker):
        assert maker.does(acts.sign_in, maker.password)
        op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ("250.00", "350.00", "450.00")))
        maker.does(acts.type_cell, 1, Field.AMOUNT, "251.75")
        maker.does(acts.type_cell, 3, Field.NAME, "มานะ ชอบเขียน")
        maker.does(acts.type_half_a_cell, 2, Field.AMOUNT, "999.99")
        maker.is_killed()
        maker.sits_down()
        assert maker.does(acts.sign_in, maker.password)
        maker.does(acts.open_draft, op_id)
        rows = maker.does(acts.shown, "editor.grid")
        assert [row[5] for row in rows] == ["251.75", "350.00", "450.00"]
        assert rows[2][1] == "มานะ ชอบเขียน"
        assert maker.does(acts.batch, op_id).total.satang == 105_175


def minimized(desktop: Desktop) -> None:
    assert desktop.window is not None
    desktop.window.showMinimized()


def test_a_second_start_brings_the_first_window_to_the_front_and_ends_well(central: Central, tmp_path: Path) -> None:
    maker = Person(central, tmp_path / "maker", "MAKER01")
    with at_desks(maker):
        assert maker.does(acts.sign_in, maker.password)
        maker.does(minimized)
        command = [sys.executable, "-m", "app", "--data-dir", str(maker.root), "--unsafe-file-keychain"]
        offscreen = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        with subprocess.Popen(command, cwd=ROOT, env=offscreen, stderr=subprocess.PIPE, text=True) as second:
            maker.does(acts.wait_for_the_front)
            _, said = second.communicate(timeout=60)
        assert (second.returncode, "Traceback" in said) == (0, False), said
        assert maker.does(acts.sync).online, "the first one works on"


@pytest.mark.parametrize("code", ["tls_untrusted", "tls_expired", "tls_wrong_name"])
def test_a_wrong_certificate_stops_with_a_clear_word_and_nothing_is_sent(
    central: Central, tmp_path: Path, code: str
) -> None:
    ours = Authority(tmp_path, "ours")
    if code == "tls_untrusted":
        certificate = Authority(tmp_path, "theirs").issue()
    else:
        certificate = ours.issue(days=(-30, -1)) if code == "tls_expired" else ours.issue("bank.example")
    with serving(certificate, saying(answer(b"{}"))) as server:
        maker = Person(central, tmp_path / "maker", "MAKER01", options=("--server", server.url, "--ca", str(ours.file)))
        with at_desks(maker):
            said = maker.does(acts.try_to_sign_in, maker.password)
            assert maker.does(acts.say, f"errors.{code}") in said
            assert maker.does(acts.say, f"errors.{code}.do") in said
        assert server.requests == []


def test_words_of_a_server_are_shown_as_they_are_and_cannot_be_pressed(central: Central, tmp_path: Path) -> None:
    about = About("p", "1", "simulator", BAIT, BAIT, "e-1", "2026-11-23T02:00:00.000Z", "a")
    refusal = {"code": BAIT, "facts": {"server_text": BAIT, "role": BAIT}}
    authority = Authority(tmp_path, "ours")
    seen: list[Hostile] = []

    def behave(connection: ssl.SSLSocket) -> None:
        asked = seen[0].requests[-1]
        body = encode(about) if b"/v1/about" in asked else json.dumps(refusal).encode()
        connection.sendall(answer(body, "200 OK" if b"/v1/about" in asked else "403 Forbidden"))

    with serving(authority.issue(), behave) as server:
        seen.append(server)
        options = ("--server", server.url, "--ca", str(authority.file))
        maker = Person(central, tmp_path / "maker", "MAKER01", options=options)
        with at_desks(maker):
            maker.does(acts.wait_for_words, BAIT)
            said = maker.does(acts.try_to_sign_in, maker.password)
            assert BAIT in said, "every sign of it"
            assert maker.does(acts.texts_not_plain) == []
            assert not any(b"update" in request for request in server.requests)


def test_the_test_identity_stands_over_every_screen(central: Central, tmp_path: Path) -> None:
    banner = central.wire.ask("GET", "/v1/about").json["banner_th"]
    maker = Person(central, tmp_path / "maker", "MAKER01")
    with at_desks(maker):
        maker.does(acts.wait_for_words, banner)
        assert maker.does(acts.sign_in, maker.password)
        for screen in maker.does(acts.screens):
            maker.does(acts.look, screen)
            maker.does(acts.wait_for_words, banner)
        maker.does(acts.leave)
        maker.does(acts.wait_for_words, banner)


class Strays(QObject):
    """Notes whatever shows itself as a window of its own without being one."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._desktop = desktop
        self.seen: list[str] = []
        desktop.app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            plain = watched.windowType() in {Qt.WindowType.Widget, Qt.WindowType.Window}
            if plain and watched is not self._desktop.window:
                self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def strays_on_the_way(desktop: Desktop, user_id: str, password: str, path: Path) -> list[str]:
    """Come in, import, look at every screen, and return what flashed."""
    watch = Strays(desktop)
    acts.sign_in(desktop, password)
    if user_id.startswith("MAKER"):
        acts.import_file(desktop, path)
        acts.go_to_hand_in(desktop, "ฎ.901/2570")
    for screen in acts.screens(desktop):
        acts.look(desktop, screen)
    acts.look(desktop, "results")
    acts.leave(desktop)
    return watch.seen


@pytest.mark.campaign
@pytest.mark.parametrize("user_id", ["MAKER02", "AUTH02"])
def test_nothing_flashes_as_a_window_of_its_own(central: Central, tmp_path: Path, user_id: str) -> None:
    person = Person(central, tmp_path / "person", user_id)
    with at_desks(person):
        path = write_list(tmp_path / "list.csv", ("61.00",), first=400)
        assert person.does(strays_on_the_way, user_id, person.password, path) == []
