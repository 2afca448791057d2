"""Reading a script: YAML by its safe loader, then strict forms; every mistake is named with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec
import yaml

from app.simulator.faults.armed import Armed
from app.simulator.scenarios import collecting, expecting, noticing, operating, paying
from app.simulator.scenarios.stage import LocalTime
from app.wire import codes
from resources import path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

T = TypeVar("T")
_FOLDER, _ENDING = "scenarios", ".yaml"
_STEPS_MAX = 200
_BYTES_MAX = 1 << 20

Do = (
    paying.SubmitBatch
    | paying.Approve
    | paying.Return
    | paying.TakeBack
    | paying.CallBack
    | paying.ReturnMoney
    | paying.DecideReturn
    | collecting.IssueBill
    | collecting.Match
    | collecting.Refund
    | collecting.DecideOrder
    | collecting.VoidReceipt
    | collecting.Receipt
    | collecting.Remit
    | collecting.ApproveRemittance
    | collecting.CloseDay
    | collecting.ApproveDay
    | operating.SignIn
    | operating.SendAgain
    | operating.Pay
    | operating.Reverse
    | operating.BankAnswers
    | operating.TreasuryAnswers
    | operating.Release
    | operating.Advance
    | operating.ArmFault
    | operating.ArmPlan
    | operating.NoFaults
    | operating.PutRules
    | operating.PutGate
)
Expect = (
    expecting.OfBatch
    | expecting.OfBill
    | expecting.OfPayment
    | expecting.OfRemittance
    | expecting.OfRecall
    | expecting.OfDay
    | expecting.OfAccount
    | expecting.OfBooks
    | expecting.OfLog
    | expecting.OfFaults
    | expecting.OfTrouble
)


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Words(_Strict, frozen=True):
    """A text in both languages."""

    th: Annotated[str, msgspec.Meta(min_length=1)]
    en: Annotated[str, msgspec.Meta(min_length=1)]


class Given(_Strict, frozen=True):
    """What holds before the first step. ``people`` are user names of the company ``unit`` by their names in the script.

    ``snapshot`` is gone back to first; then the clock is put, frozen, and rules and faults are.
    """

    unit: str
    people: Annotated[dict[str, str], msgspec.Meta(min_length=1)]
    clock: LocalTime | None = None
    rules: str = ""
    faults: tuple[Armed, ...] = ()
    snapshot: str = ""


class Wait(_Strict, frozen=True):
    """Time passes by the central system's clock until a moment, or until something holds, ``minutes`` at the most."""

    until: LocalTime | None = None
    that: Expect | None = None
    minutes: Annotated[int, msgspec.Meta(ge=1, le=20_160)] = 60


class Step(_Strict, frozen=True):
    """One of ``do``, ``wait`` and ``expect``.

    Of what is done, ``refused`` names the refusal that is right; ``lost`` says that no answer may come. In a drill the
    clerk does what is ``by: you``, told how by ``hint``; ``watch`` holds afterwards, where the act alone shows nothing.
    """

    text: Words
    do: Do | None = None
    wait: Wait | None = None
    expect: Expect | None = None
    refused: str = ""
    lost: bool = False
    by: Literal["you"] | None = None
    hint: Words | None = None
    watch: Expect | None = None


class Mistake(_Strict, frozen=True):
    """What is often done wrong in a drill, and by what it is ``seen``; what ``spoils`` a drill ends it unpassed.

    ``wrong`` does it, in place of the clerk's step number ``instead_of`` (from 1): for tests.
    """

    text: Words
    seen: noticing.Notice
    instead_of: Annotated[int, msgspec.Meta(ge=1)]
    wrong: tuple[Do, ...]
    spoils: bool = False


class ForClerks(_Strict, frozen=True):
    """Makes a script a drill: ``you`` is the clerk's name in it; the clerk has ``role``.

    ``why`` says why it matters, ``learnt`` what is to be kept in mind. ``file`` is a sample that is worked with. A
    drill that is done ``alone`` changes something for everybody, such as the time.
    """

    you: str
    role: codes.Role
    why: Words
    learnt: Words
    order: int
    file: str = ""
    alone: bool = False
    mistakes: tuple[Mistake, ...] = ()


class Script(_Strict, frozen=True):
    """A scenario: what it is called, what it teaches, what is given, and its steps."""

    title: Words
    teaches: Words
    given: Given
    steps: tuple[Step, ...]
    drill: ForClerks | None = None


class ScriptWrong(Exception):
    """A file is no script; ``mistakes`` are places with sentences."""

    def __init__(self, mistakes: Iterable[tuple[str, str]]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(f"{place}: {what}" for place, what in self.mistakes))


def shipped() -> list[Path]:
    """Return the scripts that come with the program, by name."""
    return sorted(path(_FOLDER).glob(f"*{_ENDING}"))


def read(file: Path) -> Script:
    """Return the script of a file; raise `ScriptWrong` with every mistake."""
    try:
        content = file.read_bytes()
    except OSError as problem:
        raise ScriptWrong([("$", f"cannot be read: {problem.strerror}")]) from problem
    if len(content) > _BYTES_MAX:
        raise ScriptWrong([("$", f"longer than {_BYTES_MAX} bytes")])
    return of_text(content)


def of_text(content: bytes) -> Script:
    """Return the script that a text is; raise `ScriptWrong` with every mistake."""
    try:
        raw = yaml.safe_load(content)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark is not None else "$"
        raise ScriptWrong([(where, "not YAML")]) from problem
    if not isinstance(raw, dict):
        raise ScriptWrong([("$", "not a script: title, teaches, given and steps are wanted")])
    mistakes: list[tuple[str, str]] = []
    steps = raw.get("steps")
    listed = steps if isinstance(steps, list) else []
    _convert({**raw, "steps": []}, Script, "$", mistakes)
    if not listed or len(listed) > _STEPS_MAX:
        mistakes.append(("$.steps", f"1 to {_STEPS_MAX} steps are wanted"))
    for number, one in enumerate(listed):
        _step(one, f"$.steps[{number}]", mistakes)
    if raw.get("drill") is None and any(isinstance(one, dict) and "by" in one for one in listed):
        mistakes.append(("$.drill", "by: you belongs to a drill"))
    if mistakes:
        raise ScriptWrong(mistakes)
    return msgspec.convert(raw, Script)


def _step(raw: Any, place: str, mistakes: list[tuple[str, str]]) -> None:
    step = _convert(raw, Step, place, mistakes)
    if step is None:
        return
    if (step.do, step.wait, step.expect).count(None) != 2:
        mistakes.append((place, "one of do, wait and expect is wanted"))
    if step.do is None and (step.refused or step.lost):
        mistakes.append((place, "refused and lost belong to do"))
    if step.by is None and (step.hint is not None or step.watch is not None):
        mistakes.append((place, "hint and watch belong to by: you"))
    if step.wait is not None and (step.wait.until is None) is (step.wait.that is None):
        mistakes.append((f"{place}.wait", "one of until and that is wanted"))


def _convert(raw: Any, kind: type[T], place: str, mistakes: list[tuple[str, str]]) -> T | None:
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as problem:
        what, _, where = str(problem).partition(" - at `$")
        mistakes.append((place + where.rstrip("`"), what))
        return None
