"""Tables that staff edits at the command line: shown, written out as JSON, and replaced by such a file."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.simulator.branch import Branch

S = TypeVar("S", bound=msgspec.Struct)


def add_table(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    named: tuple[str, str],
    table: tuple[str, type[S]],
    shown: Callable[[S], str],
) -> None:
    """Add the command of a table: ``named`` is its name with what it is, ``table`` the route with the table's form."""
    name, told = named
    path, form = table
    command = commands.add_parser(name, help=told)
    command.add_argument("--put", type=partial(_read, form), help="แทนที่ทั้งตารางด้วยไฟล์ JSON (รูปแบบเดียวกับ --json)")
    command.add_argument("--json", action="store_true", help="แสดงเป็น JSON สำหรับแก้ไข")

    def do(branch: Branch, asked: argparse.Namespace) -> str:
        found = branch.ask("PUT" if asked.put else "GET", path, form, asked.put)
        return msgspec.json.format(msgspec.json.encode(found)).decode() if asked.json else shown(found)

    command.set_defaults(do=do)


def _read(form: type[msgspec.Struct], path: str) -> msgspec.Struct:
    try:
        return msgspec.json.decode(Path(path).read_bytes(), type=form)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise argparse.ArgumentTypeError(f"อ่านไฟล์ไม่ได้: {problem}") from problem
