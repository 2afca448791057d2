"""A second start of the program wakes the first one's window instead of opening another (SY-4)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

if TYPE_CHECKING:
    from pathlib import Path

ANSWER_MS = 500


class FirstInstance(QObject):
    """Listens for later starts on the same data folder; ``woken`` asks to come to the front."""

    woken = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(_name(folder))  # left over from a crash; whoever holds the folder's lock is alone
        self._server.listen(_name(folder))
        self._server.newConnection.connect(self._wake)

    def _wake(self) -> None:
        while self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            caller.disconnected.connect(caller.deleteLater)
            caller.disconnectFromServer()
        self.woken.emit()


def wake_first(folder: Path) -> bool:
    """Ask the running program of this folder to show itself; say whether it answered."""
    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    return bool(socket.waitForConnected(ANSWER_MS))


def _name(folder: Path) -> str:
    return "khlang-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]
