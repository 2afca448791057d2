"""A whole day at debug level, mishaps included, leaves no secret in the log (SC-4)."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from app.domain.values.errors import KhlangError
from app.system import logs
from tests.helpers.raw_central import UNIT, Central
from tests.helpers.workstation import Workstation, transfers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    hooks, level = (sys.excepthook, threading.excepthook), logging.getLogger().level
    yield logs.start(tmp_path / "logs", logging.DEBUG)
    logs.stop()
    sys.excepthook, threading.excepthook = hooks
    logging.getLogger().setLevel(level)


def test_a_day_of_work_and_mishaps_leaves_no_secret_in_the_log(central: Central, tmp_path: Path, log: Path) -> None:
    station = Workstation.at(tmp_path / "w", central)
    password = central.password(UNIT, "MAKER02")
    with pytest.raises(KhlangError):
        station.enter_as(UNIT, "MAKER02", "canary-wrong-password")
    station.enter_as(UNIT, "MAKER02", password)
    token, private = station.desk.central._token, station.desk.signer.key.private_bytes_raw().hex()
    payees = transfers(3)
    for changes in ({}, {"debit_account": "9999999999"}, {"purpose": "ค่าลับเฉพาะ"}):
        station.submit(station.draft(payees, **changes))
        station.sync.sync_now()
    central.operate("POST", "faults", {"fault": "cut_answer", "route": "events", "count": 2})
    station.sync.sync_now()
    try:
        raise KhlangError("anything", name=payees[0].name, account=payees[0].account, password=password)
    except KhlangError:
        logging.getLogger("app").exception("refused with %s", payees[0])
    logging.getLogger("app").error("%r %r", station.desk.signer, station.desk.actor)
    station.leave()
    written = log.read_text("utf-8")
    secrets = [password, "canary-wrong-password", token, private, "9999999999", "ค่าลับเฉพาะ"]
    secrets += [secret for payee in payees for secret in (payee.account, payee.name, payee.mobile)]
    assert "refused with" in written
    assert [secret for secret in secrets if secret in written] == []
