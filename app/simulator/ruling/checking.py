"""Reading a rules file: all its mistakes at once, each with the rule and the field it is in (SIM-04)."""

from __future__ import annotations

import re
import string
import tomllib
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from app.simulator import fields, toml_texts
from app.simulator.recalls.rules import RecallRule, wrong_fields
from app.simulator.ruling.words import Action, Match, NoticeTexts, Rule, RulesFile, Waiting, satang
from app.wire.codes import ReturnReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RULES_MAX = 1_000
TEXT_CHARS_MAX = 500_000
BANK_DAYS_MAX = 365
NTH_MAX = 10**9
TOLD_CHARS_MAX = 80
WORKING_HOURS_MAX = 1_000
_ID = re.compile(r"[0-9A-Za-z_-]{1,40}\Z")
_NOTICE_FACTS = frozenset({"unit", "name", "amount", "account", "reference"})
_SUBJECT_FACTS = frozenset({"unit"})
_CODED = ("reject", "return", "never_answer")
_INNER: dict[str, type[msgspec.Struct]] = {"match": Match, "not": Match, "action": Action}
_LATER = ("return", "hold", "never_answer")

Problem = Literal["unreadable", "unknown", "missing", "type", "value", "twice"]


class RuleFault(msgspec.Struct, frozen=True):
    """A mistake: in which rule ('' outside of all), in which field (``action.code``), what it is, what stands there.

    ``unreadable``: no TOML at all; ``unknown``: there is no such field; ``missing``; ``type``: another kind of value
    is wanted; ``value``: cannot be meant; ``twice``: another rule has this id.
    """

    rule: str
    field: str
    problem: Problem
    told: str

    def __str__(self) -> str:
        """Return it in one line."""
        return " ".join(part for part in (self.rule, self.field, self.problem, self.told) if part)


class RulesWrong(ValueError):
    """A rules file that cannot be used; ``faults`` are all its mistakes."""

    def __init__(self, faults: tuple[RuleFault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


def unreadable(problem: Exception) -> RuleFault:
    """Return the mistake of a file that cannot even be taken apart."""
    return RuleFault("", "", "unreadable", _told(problem))


def read(text: str) -> RulesFile:
    """Return the content of a sound file; raise `RulesWrong` with every mistake of any other."""
    if len(text) > TEXT_CHARS_MAX:
        raise RulesWrong((RuleFault("", "", "unreadable", str(len(text))),))
    try:
        tree = toml_texts.read(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as problem:
        raise RulesWrong((unreadable(problem),)) from problem
    faults = tuple(_faults(tree))
    if faults:
        raise RulesWrong(faults)
    return msgspec.convert(tree, RulesFile)


def _faults(tree: dict[str, Any]) -> Iterator[RuleFault]:
    yield from (RuleFault("", name, "unknown", "") for name in sorted(tree.keys() - set(RulesFile.__struct_fields__)))
    notices, waiting = tree.get("notices"), tree.get("waiting", {})
    if notices is None:
        yield RuleFault("", "notices", "missing", "")
    else:
        yield from _of_struct("", "notices", notices, NoticeTexts)
    yield from _of_struct("", "waiting", waiting, Waiting)
    yield from _of_sections("rule", tree.get("rule"), Rule)
    yield from _of_sections("recall", tree.get("recall", []), RecallRule)


def _of_sections(name: str, sections: object, kind: type[Rule | RecallRule]) -> Iterator[RuleFault]:
    if not isinstance(sections, list) or not all(isinstance(one, dict) for one in sections):
        yield RuleFault("", name, "missing" if sections is None else "type", "")
        return
    if len(sections) > RULES_MAX:
        yield RuleFault("", name, "value", str(len(sections)))
    seen = set[str]()
    for number, section in enumerate(sections, 1):
        given = section.get("id")
        named = given if isinstance(given, str) and given else f"#{number}"
        if given in seen:
            yield RuleFault(named, "id", "twice", "")
        seen.add(named)
        yield from _of_struct(named, "", section, kind)


def _of_struct(rule: str, place: str, found: object, kind: type[msgspec.Struct]) -> Iterator[RuleFault]:
    """Tell what is wrong with a table of the file: its fields one by one, then the values of those that are sound."""
    if not isinstance(found, dict):
        yield RuleFault(rule, place, "type", _told(found))
        return
    known = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    yield from (RuleFault(rule, _at(place, name), "unknown", "") for name in found if name not in known)
    sound = {}
    for name, field in known.items():
        if name not in found:
            if field.required:
                yield RuleFault(rule, _at(place, name), "missing", "")
            continue
        inner = _INNER.get(name)
        faults = tuple(_of_struct(rule, _at(place, name), found[name], inner)) if inner else ()
        if not inner and not _converts(found[name], field.type):
            faults = (RuleFault(rule, _at(place, name), "type", _told(found[name])),)
        yield from faults
        if not faults:
            sound[name] = found[name]
    if _converts(sound, kind):  # unless something that is demanded is missing or wrong
        for name, value in _wrong_values(msgspec.convert(sound, kind)):
            yield RuleFault(rule, _at(place, name), "value", _told(value))


def _converts(value: object, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def _wrong_values(sound: msgspec.Struct) -> Iterable[tuple[str, object]]:
    """Return the fields, of the right type each, whose values cannot be meant."""
    if isinstance(sound, Match):
        return _of_match(sound)
    if isinstance(sound, Action):
        return _of_action(sound)
    if isinstance(sound, Rule):
        return _of_rule(sound)
    if isinstance(sound, RecallRule):
        return (("id", sound.id),) if not _ID.match(sound.id) else wrong_fields(sound)
    if isinstance(sound, NoticeTexts):
        return _of_notices(sound)
    hours = ((name, value) for name, value in msgspec.structs.asdict(sound).items())
    return ((name, value) for name, value in hours if not 0 <= value <= WORKING_HOURS_MAX)


def _of_rule(rule: Rule) -> Iterator[tuple[str, object]]:
    if not _ID.match(rule.id):
        yield "id", rule.id
    if rule.nth is not None and not 1 <= rule.nth <= NTH_MAX:
        yield "nth", rule.nth
    if rule.unless == Match():
        yield "not", ""  # it would except every line
    # What clerks are told of, they are told wholly and in both languages.
    told = {name: getattr(rule, name) for name in ("trigger_th", "trigger_en", "effect_th", "effect_en")}
    if any(told.values()):
        yield from ((name, text) for name, text in told.items() if not text)


def _of_match(match: Match) -> Iterator[tuple[str, object]]:
    for name in Match.__struct_fields__:
        value = getattr(match, name)
        if value == "" or (name.startswith("amount") and value is not None and not _is_amount(value)):
            yield name, value
    if match.bank and match.bank not in fields.bank_codes() and not re.fullmatch(r"[0-9]{3}", match.bank):
        yield "bank", match.bank
    if match.line is not None and match.line < 1:
        yield "line", match.line
    lowest, highest = match.amount_from, match.amount_to
    if lowest and highest and _is_amount(lowest) and _is_amount(highest) and satang(lowest) > satang(highest):
        yield "amount_to", highest


def _is_amount(text: str) -> bool:
    try:
        satang(text)
    except ValueError:
        return False
    return True


def _of_action(action: Action) -> Iterator[tuple[str, object]]:
    coded, later = action.do in _CODED, action.do in _LATER
    if coded != bool(action.code) or (coded and action.code not in frozenset(ReturnReason)):
        yield "code", action.code
    if not (1 <= action.bank_days <= BANK_DAYS_MAX if later else action.bank_days == 0):
        yield "bank_days", action.bank_days
    if (action.do == "correct_name") != bool(action.name):
        yield "name", action.name


def _of_notices(texts: NoticeTexts) -> Iterator[tuple[str, object]]:
    for name, facts in (("sms", _NOTICE_FACTS), ("email", _NOTICE_FACTS), ("email_subject", _SUBJECT_FACTS)):
        text = getattr(texts, name)
        if not _fills(text, facts):
            yield name, text


def _fills(text: str, facts: frozenset[str]) -> bool:
    """Say whether every place in braces is one of these facts, plainly: anything else would stop the bank later."""
    try:
        places = list(string.Formatter().parse(text))
    except ValueError:
        return False
    return all(name is None or (name in facts and not form and not how) for _, name, form, how in places)


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _told(value: object) -> str:
    return str(value)[:TOLD_CHARS_MAX]
