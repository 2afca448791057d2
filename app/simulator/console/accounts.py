"""The console's accounts: made at the command line or with the sample, never on a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, insert, select, update

from app.simulator.chance import Chance
from app.simulator.clock import moment_text
from app.simulator.console.faces import Face
from app.simulator.console.tables import console_sessions, console_tries, console_users
from app.simulator.files import write_secret
from app.simulator.passwords import demand_good

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from app.simulator.passwords import Passwords
    from app.simulator.storage import Storage

SAMPLE_FILE = "sample-console-users.json"
NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}\Z")
PERSON_CHARACTERS_MAX = 80
_SAMPLE = (
    ("operator1", "นายทดสอบ คุมระบบ", (Face.OPERATOR,)),
    ("bank1", "นางสาวตัวอย่าง เคาน์เตอร์ธนาคาร", (Face.BANK,)),
    ("treasury1", "นางสมมุติ กองคลังกลาง", (Face.TREASURY,)),
)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that is taken for another."""
_GROUPS, _GROUP_LETTERS = 4, 4


class AccountWrong(Exception):
    """An account that cannot be made or found; the message says why."""


class SampleStaff(msgspec.Struct):
    """An account of the sample, as written for the demonstration."""

    name: str
    password: str
    person: str
    faces: tuple[Face, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """An account without its secret; times are the machine's."""

    name: str
    person: str
    faces: tuple[Face, ...]
    made_at: str
    seen_at: str


def machine_time() -> datetime:
    """Return what time it is on this machine."""
    return datetime.now(UTC)


def faces_of(text: str) -> tuple[Face, ...]:
    """Return the faces as a row has them."""
    return tuple(Face(word) for word in text.split())


def add(
    connection: Connection, passwords: Passwords, name: str, person: str, faces: tuple[Face, ...], password: str
) -> None:
    """Make an account; raise `AccountWrong`, or `Refused` for a weak password."""
    if not NAME.match(name):
        raise AccountWrong("a name is 2 to 32 of a-z, 0-9, '.', '_' and '-', a letter first")
    if not faces:
        raise AccountWrong("an account needs at least one face")
    if not person or len(person) > PERSON_CHARACTERS_MAX or not person.isprintable():
        raise AccountWrong(f"a person's name is 1 to {PERSON_CHARACTERS_MAX} letters")
    if connection.execute(select(console_users.c.name).where(console_users.c.name == name)).first() is not None:
        raise AccountWrong(f"there is an account {name} already")
    demand_good(password, (name,))
    connection.execute(
        insert(console_users).values(
            name=name,
            person=person,
            faces=" ".join(dict.fromkeys(face.value for face in faces)),
            password_hash=passwords.hash(password),
            made_at=moment_text(machine_time()),
        )
    )


def change_password(connection: Connection, passwords: Passwords, name: str, password: str) -> None:
    """Give an account another password, unlock it, and end its sessions."""
    demand_good(password, (name,))
    changed = update(console_users).where(console_users.c.name == name).values(password_hash=passwords.hash(password))
    if connection.execute(changed).rowcount == 0:
        raise AccountWrong(f"there is no account {name}")
    _forget(connection, name)


def remove(connection: Connection, name: str) -> None:
    """Take an account away, its sessions with it; what it did stays in the log."""
    _forget(connection, name)
    if connection.execute(delete(console_users).where(console_users.c.name == name)).rowcount == 0:
        raise AccountWrong(f"there is no account {name}")


def every(connection: Connection) -> list[Account]:
    """Return all accounts by name."""
    rows = connection.execute(select(console_users).order_by(console_users.c.name))
    return [Account(row.name, row.person, faces_of(row.faces), row.made_at, row.seen_at) for row in rows]


def new_password() -> str:
    """Return a password that a person can type from paper."""
    draws = Chance().named()
    return "-".join("".join(draws.choice(_LETTERS) for _ in range(_GROUP_LETTERS)) for _ in range(_GROUPS))


def sample(storage: Storage, passwords: Passwords, data: Path) -> None:
    """Add one account a face, once; their passwords go into a file that only the owner reads."""
    if storage.read_now(every):
        return
    staff = [SampleStaff(name, new_password(), person, faces) for name, person, faces in _SAMPLE]
    # The file first: without it nobody could ever sign in to what is in the database.
    write_secret(data / SAMPLE_FILE, msgspec.json.format(msgspec.json.encode(staff), indent=1))

    def fill(connection: Connection) -> None:
        for one in staff:
            add(connection, passwords, one.name, one.person, one.faces, one.password)

    storage.write_now(fill)


def _forget(connection: Connection, name: str) -> None:
    connection.execute(delete(console_sessions).where(console_sessions.c.name == name))
    connection.execute(delete(console_tries).where(console_tries.c.name == name))
