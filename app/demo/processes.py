"""The programs of the demo as separate processes: the central system and the two desks."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.values.dates import BANGKOK
from app.system import reference_data

if TYPE_CHECKING:
    from types import TracebackType

OPENING = time(9, 30)
CLOSING = time(14, 30)
STOP_SECONDS = 10
AGENCY_DIGITS = 4
"""A unit's code begins with its agency's."""


@dataclass(frozen=True, slots=True)
class SampleUser:
    """Somebody of the sample agency; the passwords are made anew with every demo."""

    company_id: str
    user_id: str
    password: str
    name: str
    roles: tuple[str, ...]
    unit: str
    must_change: bool


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who signs in at the console; ``faces`` are the desks."""

    name: str
    password: str
    faces: tuple[str, ...]


class CentralProcess:
    """The central system on a free port of this machine, with the sample ministry in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self.url = ""
        self.console_url = ""
        self.ca_file = Path()

    def __enter__(self) -> CentralProcess:
        command = [sys.executable, "-m", "app.simulator", "--data", str(self._folder), "--seed", "sample"]
        command += ["--port", "0", "--console-port", "0", "--sms", "--clock", working_hour(datetime.now(UTC))]
        self._folder.mkdir(parents=True, exist_ok=True)
        log = (self._folder / "central.log").open("a", encoding="utf-8")
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)  # noqa: S603
        log.close()
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise SystemExit(f"The central system did not start; see {self._folder / 'central.log'}")
        announced = json.loads(line)
        self.url = announced["url"]
        self.console_url = announced["console"]
        self.ca_file = Path(announced["ca"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(STOP_SECONDS)

    def staff(self) -> tuple[Staff, ...]:
        """Return who may sign in at the console."""
        stored: list[dict[str, Any]] = json.loads((self._folder / "sample-console-users.json").read_text("utf-8"))
        return tuple(Staff(one["name"], one["password"], tuple(one["faces"])) for one in stored)

    def users(self) -> tuple[SampleUser, ...]:
        """Return the people of the sample ministry with their first passwords."""
        stored: list[dict[str, Any]] = json.loads((self._folder / "sample-users.json").read_text("utf-8"))
        return tuple(
            SampleUser(
                company_id=user["company_id"],
                user_id=user["user_id"],
                password=user["password"],
                name=user["name"],
                roles=tuple(user["roles"]),
                unit=user["unit"],
                must_change=user["must_change_password"] == "yes",  # noqa: S105  (a yes or no)
            )
            for user in stored
        )


def working_hour(now: datetime) -> str:
    """Return the simulator's clock setting: real during bank hours of a day that can be closed, else the next one."""
    calendar = reference_data.calendar()
    local = now.astimezone(BANGKOK)
    day = local.date()
    if calendar.bank_open(day) and calendar.government_open(day) and OPENING <= local.time() < CLOSING:
        return "real"
    if local.time() >= OPENING:
        day += timedelta(days=1)
    while not (calendar.bank_open(day) and calendar.government_open(day)):
        day += timedelta(days=1)
    return f"offset:{datetime.combine(day, OPENING, BANGKOK).isoformat()}"


def pair(users: tuple[SampleUser, ...]) -> tuple[SampleUser, SampleUser]:
    """Return a maker for payments and an authorizer of the same unit."""
    ready = [user for user in users if not user.must_change]
    for maker in ready:
        for authorizer in ready:
            if maker.unit == authorizer.unit and "maker_payment" in maker.roles and "authorizer" in authorizer.roles:
                return maker, authorizer
    raise SystemExit("The sample ministry has no unit with a maker and an authorizer.")


def administrators(users: tuple[SampleUser, ...], unit: str) -> tuple[SampleUser, SampleUser]:
    """Return the one who proposes and the one who approves, of the agency that ``unit`` stands under."""
    ours = [user for user in users if user.unit.startswith(unit[:AGENCY_DIGITS])]
    one, two = (next(user for user in ours if role in user.roles) for role in ("admin_1", "admin_2"))
    return one, two


def collector(users: tuple[SampleUser, ...], unit: str) -> SampleUser:
    """Return who bills and receipts for ``unit``."""
    return next(user for user in users if user.unit == unit and "maker_collection" in user.roles)


def remitters(users: tuple[SampleUser, ...], unit: str) -> tuple[SampleUser, SampleUser]:
    """Return who remits, and who approves it, in a unit besides ``unit``: there the Portal remits what is collected."""
    remitter = next(user for user in users if user.unit != unit and "maker_remittance" in user.roles)
    ours = [user for user in users if user.unit == remitter.unit and not user.must_change]
    return remitter, next(user for user in ours if "authorizer" in user.roles)


def desk_command(module: str, data: Path, central: CentralProcess, user: SampleUser, *more: str) -> list[str]:
    """Return the command line of a desk for ``user`` with its store under ``data``."""
    command = [sys.executable, "-m", module, "--data-dir", str(data), "--server", central.url]
    command += ["--ca", str(central.ca_file), "--company", user.company_id, "--user", user.user_id]
    return [*command, "--unsafe-file-keychain", *more]
