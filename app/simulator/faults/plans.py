"""Named files of faults, ready to be armed: ``resources/simulator/faults/*.toml``, or a tester's own text."""

from __future__ import annotations

import msgspec

from app.simulator import toml_texts
from app.simulator.faults.armed import Armed
from app.simulator.refusals import Refused, wrong
from app.wire.codes import Refusal
from resources import path

_FOLDER = ("simulator", "faults")
_ENDING = ".toml"


class Plan(msgspec.Struct, forbid_unknown_fields=True):
    """What happens, in Thai and English, and the faults that make it happen, in order."""

    title_th: str
    title_en: str
    fault: tuple[Armed, ...]


class PlanShown(msgspec.Struct):
    """A plan that can be loaded by its name."""

    name: str
    title_th: str
    title_en: str
    faults: int


class PlansShown(msgspec.Struct):
    """All of them."""

    plans: list[PlanShown]


def read(text: bytes) -> Plan:
    """Return the plan of a TOML text, checked wholly; refuse with ``field_wrong`` (facts: field, line: which fault)."""
    try:
        plan = msgspec.convert(toml_texts.read(text.decode()), Plan)
    except (msgspec.ValidationError, ValueError, RecursionError) as problem:
        # What is wrong and where, as far as the reader can say: `$.fault[2].ms`.
        raise Refused(Refusal.FIELD_WRONG, field=str(problem)[:200], line="") from problem
    if not plan.fault:
        raise wrong("fault")
    for number, armed in enumerate(plan.fault, 1):
        if field := armed.wrong():
            raise wrong(field, str(number))
    return plan


def shipped(name: str) -> Plan:
    """Return the shipped plan of that name; refuse with ``not_found``."""
    if name not in _names():
        raise Refused(Refusal.NOT_FOUND)
    return read(path(*_FOLDER, name + _ENDING).read_bytes())


def listed() -> PlansShown:
    """Return what is shipped, by name."""
    plans = ((name, shipped(name)) for name in _names())
    return PlansShown([PlanShown(name, plan.title_th, plan.title_en, len(plan.fault)) for name, plan in plans])


def _names() -> list[str]:
    return sorted(file.stem for file in path(*_FOLDER).glob(f"*{_ENDING}"))
