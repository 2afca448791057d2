"""The gate at the command line: ``khlang-central bank gate show|close|open|least``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.clock import read_moment
from app.simulator.clock_counter import shown
from app.simulator.gate import GateShown, GateWanted, Window
from app.wire import api

if TYPE_CHECKING:
    import argparse

    from app.simulator.branch import Branch


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands about the gate."""
    gate = commands.add_parser("gate", help="ช่วงปิดปรับปรุง และรุ่นต่ำสุดของโปรแกรมที่รับ").add_subparsers(
        required=True, metavar="คำสั่ง"
    )
    gate.add_parser("show", help="กติกาที่ใช้อยู่").set_defaults(do=_show)
    close = gate.add_parser("close", help="เพิ่มช่วงปิดปรับปรุง ทุกวันหรือครั้งเดียว")
    close.add_argument("begins", help="เริ่ม เช่น 22:00 ของทุกวัน หรือ 2026-11-23T22:00")
    close.add_argument("ends", help="สิ้นสุด ในรูปแบบเดียวกัน")
    close.add_argument("--text-th", default="", help="ข้อความภาษาไทยที่แสดงด้วย")
    close.add_argument("--text-en", default="", help="ข้อความภาษาอังกฤษ")
    close.set_defaults(do=_close)
    gate.add_parser("open", help="ยกเลิกช่วงปิดปรับปรุงทั้งหมด").set_defaults(do=_open)
    least = gate.add_parser("least", help="รุ่นต่ำสุดของโปรแกรมที่รับ")
    least.add_argument("version", nargs="?", default="", help="ถ้าไม่ระบุคือรับทุกรุ่น")
    least.set_defaults(do=_least)


def _show(branch: Branch, _asked: argparse.Namespace) -> str:
    return _told(_held(branch))


def _close(branch: Branch, asked: argparse.Namespace) -> str:
    held = _held(branch)
    window = Window(asked.begins, asked.ends, asked.text_th, asked.text_en)
    return _put(branch, GateWanted((*held.windows, window), held.least_client, version=held.version))


def _open(branch: Branch, _asked: argparse.Namespace) -> str:
    held = _held(branch)
    return _put(branch, GateWanted((), held.least_client, version=held.version))


def _least(branch: Branch, asked: argparse.Namespace) -> str:
    held = _held(branch)
    return _put(branch, GateWanted(held.windows, asked.version, version=held.version))


def _held(branch: Branch) -> GateShown:
    return branch.ask("GET", api.OPERATOR_GATE, GateShown)


def _put(branch: Branch, wanted: GateWanted) -> str:
    return _told(branch.ask("PUT", api.OPERATOR_GATE, GateShown, wanted))


def _told(held: GateShown) -> str:
    rows = [f"ปิด {one.begins} ถึง {one.ends}  {one.text_th}".rstrip() for one in held.windows] or ["ไม่มีช่วงปิดปรับปรุง"]
    until = f"ขณะนี้ปิด ถึง {shown(read_moment(held.closed_until))}" if held.closed_until else "ขณะนี้เปิด"
    least = f"รับโปรแกรมรุ่น {held.least_client} ขึ้นไป" if held.least_client else "รับโปรแกรมทุกรุ่น"
    return "\n".join([*rows, until, least])
