"""``khlang-central scenario FILE...``: plays scripts and tells of every step, in Thai or English.

Without ``--url`` it starts a central system of its own with the sample ministry, which every script meets as it was at
the beginning. With ``--url`` it plays on a running one, and changes it: never one that others work with. Exit codes: 0
all passed, 1 some step failed, 2 nothing could be played (a script that is wrong, nobody there).
"""

from __future__ import annotations

import argparse
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from app.simulator.scenarios import script, throwaway
from app.simulator.scenarios.player import Played, play
from app.simulator.scenarios.speaking import LostAnswer, SaidNo, Server, Wire
from app.simulator.seed import SAMPLE_USERS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.simulator.scenarios.script import Script, Words

PASSED, FAILED, UNPLAYED = 0, 1, 2
Language = Literal["th", "en"]
_SAID = {
    "th": {
        "passed": "ผ่าน",
        "failed": "ไม่ผ่าน",
        "skipped": "ข้าม",
        "given": "เตรียมสถานการณ์",
        "sum": "{scripts} บท {steps} ขั้น ไม่ผ่าน {failed} ขั้น",
        "wrong": "บทนี้เขียนไม่ถูกต้อง",
        "unplayed": "เล่นบทไม่ได้",
    },
    "en": {
        "passed": "pass",
        "failed": "FAIL",
        "skipped": "skip",
        "given": "What is given",
        "sum": "scripts: {scripts}, steps: {steps}, failed: {failed}",
        "wrong": "not a right script",
        "unplayed": "cannot be played",
    },
}


class StepReport(msgspec.Struct, frozen=True):
    """A step of the report; ``number`` 0 is what was given."""

    number: int
    name_th: str
    name_en: str
    result: str
    problem: str
    seconds: float


class ScriptReport(msgspec.Struct, frozen=True):
    """A script of the report."""

    file: str
    title_th: str
    title_en: str
    steps: tuple[StepReport, ...]


class Report(msgspec.Struct, frozen=True):
    """What ``--report`` writes: counts as JUnit has them, then every script with its steps."""

    tests: int
    failures: int
    skipped: int
    seconds: float
    scripts: tuple[ScriptReport, ...]


def main(arguments: Sequence[str]) -> int:
    """Play what was asked and tell of it; return the exit code."""
    asked = _arguments(arguments)
    said = _SAID[asked.language]
    scripts = _read(asked.files or script.shipped(), said)
    if scripts is None:
        return UNPLAYED
    try:
        with _server(asked) as wire:
            reports = [_played(wire, asked, *one) for one in scripts]
    except (throwaway.NotStarted, LostAnswer, SaidNo, OSError) as problem:
        sys.stderr.write(f"{said['unplayed']}: {problem}\n")
        return UNPLAYED
    report = _summed(reports)
    sys.stdout.write(said["sum"].format(scripts=len(reports), steps=report.tests, failed=report.failures) + "\n")
    if asked.report is not None:
        asked.report.write_bytes(msgspec.json.format(msgspec.json.encode(report)))
    return FAILED if report.failures else PASSED


def _read(files: Sequence[Path], said: dict[str, str]) -> list[tuple[Path, Script]] | None:
    """Return all scripts, or None where one is wrong: every mistake of every file is told first."""
    found, right = [], True
    for file in files:
        try:
            found.append((file, script.read(file)))
        except script.ScriptWrong as wrong:
            right = False
            lines = "".join(f"  {place}: {what}\n" for place, what in wrong.mistakes)
            sys.stderr.write(f"{file}: {said['wrong']}\n{lines}")
    return found if right else None


@contextmanager
def _server(asked: argparse.Namespace) -> Iterator[Wire]:
    if not asked.url:
        with throwaway.started() as wire:
            throwaway.keep_beginning(wire)
            yield wire
        return
    token: Path = asked.operator_token
    users = asked.users or token.with_name(SAMPLE_USERS_FILE)
    yield Wire(Server(asked.url, str(asked.ca), token.read_text("ascii"), throwaway.passwords_of(users)))


def _played(wire: Wire, asked: argparse.Namespace, file: Path, played: Script) -> ScriptReport:
    said, language = _SAID[asked.language], asked.language
    if not asked.url:
        throwaway.go_to_beginning(wire)
    sys.stdout.write(f"{_words(played.title, language)}  ({file.name})\n")
    steps = []
    for one in play(wire, played):
        text = _words(one.step.text, language) if one.step else said["given"]
        sys.stdout.write(f"  {said[one.result]:<6} {one.number}. {text}\n")
        if one.problem:
            sys.stdout.write(f"         {one.problem}\n")
        sys.stdout.flush()
        steps.append(_reported(one))
    return ScriptReport(str(file), played.title.th, played.title.en, tuple(steps))


def _reported(one: Played) -> StepReport:
    th = one.step.text.th if one.step else _SAID["th"]["given"]
    en = one.step.text.en if one.step else _SAID["en"]["given"]
    return StepReport(one.number, th, en, one.result, one.problem, round(one.seconds, 3))


def _summed(reports: list[ScriptReport]) -> Report:
    steps = [step for one in reports for step in one.steps]
    counts = [sum(step.result == result for step in steps) for result in ("failed", "skipped")]
    return Report(len(steps), counts[0], counts[1], round(sum(step.seconds for step in steps), 3), tuple(reports))


def _words(words: Words, language: Language) -> str:
    return words.th if language == "th" else words.en


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="khlang-central scenario", description="เล่นบทสถานการณ์และบอกผลทีละขั้น")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="ไฟล์บท (YAML) ถ้าไม่ระบุเล่นทุกบทที่มาพร้อมโปรแกรม")
    parser.add_argument("--url", default="", help="ระบบกลางจำลองที่เปิดอยู่แล้ว ถ้าไม่ระบุจะเปิดระบบชั่วคราวให้")
    parser.add_argument("--ca", type=Path, help="ไฟล์ ca.pem ของระบบกลางนั้น")
    parser.add_argument("--operator-token", type=Path, metavar="FILE", help="ไฟล์โทเค็นผู้ดูแลของระบบกลางนั้น")
    parser.add_argument("--users", type=Path, metavar="FILE", help=f"ไฟล์รหัสผ่าน ปกติคือ {SAMPLE_USERS_FILE} ข้างไฟล์โทเค็น")
    parser.add_argument("--report", type=Path, metavar="FILE", help="เขียนผลทั้งหมดเป็น JSON")
    parser.add_argument("--language", choices=("th", "en"), default="th", help="ภาษาที่แสดง")
    asked = parser.parse_args(arguments)
    if asked.url and (asked.ca is None or asked.operator_token is None):
        parser.error("--url: --ca --operator-token")
    return asked
