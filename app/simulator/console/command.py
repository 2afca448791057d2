"""``khlang-central console-user``: the console's accounts at the command line, on the data folder.

It works beside a running central system. Passwords are asked for, or read from the standard input where nobody sits at
it; ``--make`` makes one and prints it once. Exit codes: 0 done, 1 not possible, 2 not understood.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from app.simulator.chance import Chance
from app.simulator.console import accounts
from app.simulator.console.accounts import AccountWrong
from app.simulator.console.faces import Face
from app.simulator.files import secret_text
from app.simulator.passwords import Passwords
from app.simulator.refusals import Refused
from app.simulator.storage import Storage

if TYPE_CHECKING:
    from collections.abc import Sequence

_WEAK = "รหัสผ่านสั้นหรือเดาง่ายเกินไป | the password is too short or too easy to guess"


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments ask; return the exit code."""
    asked = _parser().parse_args(arguments)
    if not (asked.data / "pepper").exists() and not asked.database:
        sys.stderr.write(f"ไม่มีระบบกลางในโฟลเดอร์นี้ | there is no central system in {asked.data}\n")
        return 1
    chance = Chance()
    passwords = Passwords(secret_text(asked.data / "pepper", chance.named()), chance)
    storage = Storage(asked.database or f"sqlite:///{asked.data / 'central.db'}")
    try:
        sys.stdout.write(_do(storage, passwords, asked) + "\n")
    except AccountWrong as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except Refused:
        sys.stderr.write(f"{_WEAK}\n")
        return 1
    finally:
        storage.close()
    return 0


def _do(storage: Storage, passwords: Passwords, asked: argparse.Namespace) -> str:
    if asked.do == "list":
        return "\n".join(
            f"{one.name}\t{','.join(one.faces)}\t{one.person}\t{one.seen_at or '-'}"
            for one in storage.read_now(accounts.every)
        )
    name: str = asked.name
    if asked.do == "remove":
        storage.write_now(lambda connection: accounts.remove(connection, name))
        return name
    made = accounts.new_password() if asked.make else ""
    password = made or _asked_password()
    if asked.do == "add":
        faces = tuple(Face(face) for face in asked.face)
        person = asked.person or name
        storage.write_now(lambda connection: accounts.add(connection, passwords, name, person, faces, password))
    else:
        storage.write_now(lambda connection: accounts.change_password(connection, passwords, name, password))
    return f"{name}\t{made}" if made else name


def _asked_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("รหัสผ่าน | password: ")
    if getpass.getpass("อีกครั้ง | again: ") != password:
        raise AccountWrong("รหัสผ่านสองครั้งไม่ตรงกัน | the two passwords differ")
    return password


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="khlang-central console-user", description=__doc__)
    commands = parser.add_subparsers(dest="do", required=True)
    for name, words in (
        ("add", "เพิ่มบัญชีผู้ใช้คอนโซล | make an account"),
        ("password", "เปลี่ยนรหัสผ่านและปลดล็อก | give another password, unlock"),
        ("list", "แสดงบัญชีทั้งหมด | list accounts"),
        ("remove", "ลบบัญชี | take an account away"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument(
            "--data", type=Path, default=user_data_path("khlang-central", False), help="โฟลเดอร์ข้อมูล | data folder"
        )
        command.add_argument("--database", help="SQLAlchemy URL")
        if name != "list":
            command.add_argument("name")
        if name in ("add", "password"):
            command.add_argument("--make", action="store_true", help="สร้างรหัสผ่านให้ | make one, print it once")
        if name == "add":
            command.add_argument("--face", action="append", required=True, choices=[face.value for face in Face])
            command.add_argument("--person", default="", help="ชื่อ-นามสกุล | the person's name")
    return parser
