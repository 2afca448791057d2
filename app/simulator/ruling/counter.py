"""The rules at the command line: ``khlang-central bank rules check|put|list|show|back``; ``check`` needs no server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.simulator.clock import read_moment
from app.simulator.clock_counter import shown
from app.simulator.rules import RulesWrong, text_of
from app.simulator.ruling.checking import read
from app.simulator.ruling.versions import RulesBack, RulesShown, RulesText, RulesWanted, VersionShown
from app.wire import api

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from app.simulator.branch import Branch
    from app.simulator.ruling.checking import RuleFault

_PROBLEMS = {
    "unreadable": "อ่านแฟ้มไม่ได้",
    "unknown": "ไม่มีช่องนี้",
    "missing": "ขาดช่องนี้",
    "type": "ชนิดของค่าไม่ถูกต้อง",
    "value": "ค่าใช้ไม่ได้",
    "twice": "ชื่อกติกาซ้ำ",
}
_WHO = {"product": "มากับโปรแกรม", "start": "ระบุเมื่อเริ่มระบบ", "operator": "ผู้ดูแลระบบจำลอง"}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands about rules."""
    rules = commands.add_parser("rules", help="กติกาที่ธนาคารจำลองใช้ตัดสินรายการ").add_subparsers(
        required=True, metavar="คำสั่ง"
    )
    _about_file(rules, "check", "ตรวจแฟ้มกติกา (TOML) โดยไม่ต้องมีระบบกลาง", _check)
    put = _about_file(rules, "put", "ใช้แฟ้มกติกาใหม่กับรายการที่จะดำเนินการต่อจากนี้", _put)
    put.add_argument("--note", default="", help="เหตุผล")
    rules.add_parser("list", help="ทุกรุ่นของกติกา และจำนวนครั้งที่แต่ละข้อใช้ตัดสิน").set_defaults(do=_list)
    one = rules.add_parser("show", help="เนื้อหาของรุ่นหนึ่ง")
    one.add_argument("version", type=int)
    one.set_defaults(do=_show)
    back = rules.add_parser("back", help="กลับไปใช้รุ่นก่อน")
    back.add_argument("version", type=int)
    back.set_defaults(do=_back)


def _about_file(
    rules: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    told: str,
    do: Callable[[Branch, argparse.Namespace], str],
) -> argparse.ArgumentParser:
    made = rules.add_parser(name, help=told)
    made.add_argument("file", type=Path)
    made.set_defaults(do=do)
    return made


def _sound(file: Path) -> str:
    """Return what stands in a file that can be put; end with every mistake of any other."""
    try:
        text = text_of(file)
        read(text)
    except RulesWrong as problem:
        raise SystemExit("\n".join(map(_fault, problem.faults))) from problem
    return text


def _check(_branch: Branch, asked: argparse.Namespace) -> str:
    _sound(asked.file)
    return "แฟ้มกติกาถูกต้อง"


def _put(branch: Branch, asked: argparse.Namespace) -> str:
    wanted = RulesWanted(_sound(asked.file), asked.note, version=_in_force(branch))
    return f"ใช้กติการุ่น {branch.ask('PUT', api.OPERATOR_RULES, VersionShown, wanted).version} แล้ว"


def _list(branch: Branch, _asked: argparse.Namespace) -> str:
    found = branch.ask("GET", api.OPERATOR_RULES, RulesShown)
    hits = [f"{rule}  {count:,} ครั้ง" for rule, count in found.hits.items() if count]
    return "\n".join([*map(_version, found.versions), "", *(hits or ["ยังไม่มีกติกาข้อใดใช้ตัดสิน"])])


def _show(branch: Branch, asked: argparse.Namespace) -> str:
    return branch.ask("GET", f"{api.OPERATOR_RULES}/{asked.version}", RulesText).text


def _back(branch: Branch, asked: argparse.Namespace) -> str:
    wanted = RulesBack(_in_force(branch))
    done = branch.ask("POST", f"{api.OPERATOR_RULES}/{asked.version}/back", VersionShown, wanted)
    return f"กลับไปใช้เนื้อหาของรุ่น {asked.version} เป็นรุ่น {done.version} แล้ว"


def _in_force(branch: Branch) -> int:
    return branch.ask("GET", api.OPERATOR_RULES, RulesShown).in_force


def _version(one: VersionShown) -> str:
    back = f"เนื้อหาของรุ่น {one.back_to}" if one.back_to else ""
    parts = (f"รุ่น {one.version}", shown(read_moment(one.at)), _WHO.get(one.who, one.who), back, one.note)
    return "  ".join(part for part in parts if part)


def _fault(fault: RuleFault) -> str:
    where = " ".join(part for part in (fault.rule, fault.field) if part) or "แฟ้ม"
    return f"{where}: {_PROBLEMS[fault.problem]}{f' ({fault.told})' if fault.told else ''}"
