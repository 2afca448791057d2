"""Recordings at the command line: ``khlang-central recording on|off|show|search|export``.

``export`` needs no running central system: it reads the file beside the database, which holds every secret.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import msgspec
from platformdirs import user_data_path

from app.simulator import branch
from app.simulator.clock import read_moment
from app.simulator.clock_counter import shown as moment
from app.simulator.recording import book
from app.simulator.recording.routes import RecordingWanted
from app.simulator.recording.shown import EntriesShown, RecordingShown, Search
from app.wire import api

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.simulator.branch import Branch
    from app.simulator.recording.shown import EntryShown, RunShown

_WHY = {
    "": "กำลังบันทึก",
    "asked": "สิ้นสุดตามคำสั่ง",
    "disk_full": "หยุดเองเพราะพื้นที่ดิสก์ใกล้เต็ม",
    "too_slow": "หยุดเองเพราะดิสก์เขียนไม่ทัน",
    "trouble": "หยุดเองเพราะเขียนไฟล์ไม่ได้",
}
_FIELDS = {
    "method": "วิธี เช่น PUT",
    "path": "เส้นทางขึ้นต้นด้วย",
    "status": "สถานะคำตอบ",
    "since": "ตั้งแต่เวลา",
    "until": "ถึงเวลา",
    "unit": "รหัสหน่วยเบิกจ่าย",
    "person": "ผู้ใช้ เช่น GMIS210101/MAKER01",
    "text": "ข้อความในเส้นทางหรือเนื้อหา",
    "after": "ต่อจากลำดับ",
}


def main(arguments: Sequence[str]) -> int:
    """Do what was asked; return the exit code."""
    asked = _arguments(arguments)
    do: Callable[[Branch, argparse.Namespace], str] | None = asked.do
    return _export(asked) if do is None else branch.answered(do, asked)


def _switch_on(at: Branch, _asked: argparse.Namespace) -> str:
    return _told(at.ask("PUT", api.OPERATOR_RECORDING, RecordingShown, RecordingWanted("yes")))


def _switch_off(at: Branch, _asked: argparse.Namespace) -> str:
    return _told(at.ask("PUT", api.OPERATOR_RECORDING, RecordingShown, RecordingWanted("no")))


def _show(at: Branch, _asked: argparse.Namespace) -> str:
    return _told(at.ask("GET", api.OPERATOR_RECORDING, RecordingShown))


def _told(state: RecordingShown) -> str:
    head = f"กำลังบันทึกครั้งที่ {state.run}" if state.run else _WHY[state.why] if state.why else "ไม่ได้บันทึก"
    return "\n".join([head, *map(_run, state.runs)])


def _run(one: RunShown) -> str:
    began = moment(read_moment(one.began_at)) if one.began_at else ""
    ended = moment(read_moment(one.ended_at)) if one.ended_at else ""
    parts = (f"ครั้งที่ {one.run}", began, ended, f"{one.entries:,} รายการ", _WHY[one.why])
    return "  ".join(filter(None, parts))


def _search(at: Branch, asked: argparse.Namespace) -> str:
    query = urlencode({name: value for name in Search.__struct_fields__ if (value := getattr(asked, name))})
    found = at.ask("GET", f"{api.OPERATOR_RECORDING}/{asked.run}/entries?{query}", EntriesShown)
    more = ["มีต่อ ใช้ --after กับลำดับสุดท้าย"] if found.more == "yes" else []
    return "\n".join([*map(_entry, found.entries), *more]) or "ไม่พบ"


def _entry(one: EntryShown) -> str:
    head = (f"#{one.n}", one.at, one.method, one.path, str(one.status), f"{one.microseconds / 1000:.1f} ms", one.person)
    said = [f"    > {one.body}"] if one.body else []
    answer = [f"    < {one.answer}"] if one.answer else []
    return "\n".join(["  ".join(filter(None, (*head, one.fault))), *said, *answer])


def _export(asked: argparse.Namespace) -> int:
    path: Path = asked.data / book.FILE
    found = book.numbers(path)
    number = asked.run or (found[0][0] if found else 0)
    run = book.run_of(path, number) if number else None
    if run is None:
        sys.stderr.write("ไม่มีการบันทึก\n")
        return 1
    handle = os.open(asked.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    count = 0
    with open(handle, "wb") as file:
        file.write(msgspec.json.encode(run) + b"\n")
        for _, entry in book.entries_of(path, number):
            if not run.end_order or entry.order <= run.end_order:
                file.write(msgspec.json.encode(entry) + b"\n")
                count += 1
    sys.stderr.write("คำเตือน: ไฟล์นี้มีรหัสผ่าน โทเคน และกุญแจทั้งหมดของระบบจำลอง ห้ามส่งให้ผู้อื่น\n")
    sys.stdout.write(f"{asked.file}: {count:,} รายการ\n")
    return 0


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="khlang-central recording", description="การบันทึกคำขอและคำตอบทั้งหมด")
    data = user_data_path("khlang-central", False)
    parser.add_argument("--data", type=Path, default=data, help="โฟลเดอร์ของระบบกลาง")
    parser.add_argument("--server", default="https://127.0.0.1:8443", help="ที่อยู่ของระบบกลาง")
    commands = parser.add_subparsers(required=True, metavar="คำสั่ง")
    for name, do, told in (
        ("on", _switch_on, "เริ่มบันทึก"),
        ("off", _switch_off, "หยุดบันทึก"),
        ("show", _show, "รายการบันทึกทั้งหมด"),
    ):
        commands.add_parser(name, help=told).set_defaults(do=do)
    search = commands.add_parser("search", help="ค้นคำขอและคำตอบ โดยไม่แสดงความลับ")
    search.add_argument("run", type=int, help="ครั้งที่บันทึก")
    for name, told in _FIELDS.items():
        search.add_argument(f"--{name}", default="", help=told)
    search.set_defaults(do=_search)
    export = commands.add_parser("export", help="ส่งออกทั้งหมดเพื่อเล่นซ้ำ รวมความลับ")
    export.add_argument("file", type=Path)
    export.add_argument("--run", type=int, default=0, help="ครั้งที่บันทึก ถ้าไม่ระบุใช้ครั้งล่าสุด")
    export.set_defaults(do=None)
    return parser.parse_args(arguments)
