"""How the options of a program are read: from its defaults, a TOML file, the environment and the command line.

The later wins. An option is one field of a Struct, with an `Option` beside its type; the field ``smtp_from`` is
``smtp_from`` in the file, ``<PREFIX>SMTP_FROM`` in the environment and ``--smtp-from`` on the command line. Every
mistake is found, not only the first.
"""

from __future__ import annotations

import argparse
import tomllib
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, Generic, Literal, NoReturn, TypeVar, get_args, get_origin, get_type_hints

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

CONFIG = "config"
DEFAULT, COMMAND_LINE, ENVIRONMENT = "default", "command line", "environment"
_NUMBER_MAX = 1e15
_TRUE, _FALSE = ("yes", "true", "on", "1"), ("no", "false", "off", "0")
S = TypeVar("S", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Option:
    """What an option is for, in both languages, and what its value must be.

    ``least`` and ``most`` bound numbers, each of a list; ``exists`` demands that the file is there; ``check`` raises
    ``ValueError`` for a value that cannot be used. A ``secret`` is never shown.
    """

    th: str
    en: str
    shape: str = ""
    least: float | None = None
    most: float | None = None
    secret: bool = False
    exists: bool = False
    check: Callable[[Any], object] | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One option: its field's ``name``, its ``kind`` without None, and whether it may be ``none``."""

    name: str
    kind: Any
    none: bool
    option: Option

    @property
    def flag(self) -> str:
        """Return its name on the command line."""
        return "--" + self.name.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong at a place, in Thai and in English."""

    where: str
    th: str
    en: str


class OptionsWrong(ValueError):
    """Options that cannot be used; ``mistakes`` names all of them."""

    def __init__(self, *mistakes: Mistake) -> None:
        super().__init__("\n".join(f"{one.where}: {one.th} | {one.en}" for one in mistakes))
        self.mistakes = mistakes

    def said(self, program: str) -> str:
        """Return what the person who started the program reads."""
        return "".join(f"{program}: {one.where}\n  {one.th}\n  {one.en}\n" for one in self.mistakes)


@dataclass(frozen=True, slots=True)
class Found(Generic[S]):
    """The options in force, and for each name where its value comes from."""

    values: S
    origins: Mapping[str, str]


class _Unusable(ValueError):
    """A value that is no value of its field: ``args`` are the Thai and the English sentence."""


def fields(kind: type[msgspec.Struct]) -> tuple[Field, ...]:
    """Return the options that a Struct's fields stand for."""
    found = []
    for name, hint in get_type_hints(kind, include_extras=True).items():
        plain, option = get_args(hint)
        members = get_args(plain)
        none = NoneType in members
        if none:
            (plain,) = (member for member in members if member is not NoneType)
        found.append(Field(name, plain, none, option))
    return tuple(found)


def read(
    kind: type[S], program: str, description: str, prefix: str, arguments: Sequence[str], environ: Mapping[str, str]
) -> Found[S]:
    """Return the options of a start; raise `OptionsWrong` with every mistake in them.

    ``--help`` prints and ends the program.
    """
    known = {field.name: field for field in fields(kind)}
    mistakes: list[Mistake] = []
    told = _from_command_line(tuple(known.values()), program, description, arguments, mistakes)
    given = _from_environment(known, prefix, environ, mistakes)
    file = told.pop(CONFIG, None) or given.pop(CONFIG, None)
    values: dict[str, Any] = {}
    origins = dict.fromkeys(known, DEFAULT)
    layers: list[tuple[Mapping[str, Any], Callable[[Field], str], Path | None]] = [
        (given, lambda field: f"{ENVIRONMENT} {prefix}{field.name.upper()}", None),
        (told, lambda field: f"{COMMAND_LINE} {field.flag}", None),
    ]
    if file:
        written = _from_file(known, Path(file), mistakes)
        layers.insert(0, (written, lambda field: f"{file}: {field.name}", Path(file).parent))
    for layer, place, folder in layers:
        for name, raw in layer.items():
            where = place(known[name])
            try:
                values[name] = _value(known[name], raw, folder)
            except _Unusable as problem:
                mistakes.append(Mistake(where, *problem.args))
            origins[name] = where
    mistakes += _checked(known, values, origins)
    if mistakes:
        raise OptionsWrong(*mistakes)
    return Found(kind(**values), origins)


def raw_text(value: object) -> str:
    """Return a value as it would be written in the environment."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(f"{part:g}" for part in value) if isinstance(value, tuple) else str(value)


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints can be collected."""

    def error(self, message: str) -> NoReturn:
        raise argparse.ArgumentError(None, message)


def _from_command_line(
    known: Sequence[Field], program: str, description: str, arguments: Sequence[str], mistakes: list[Mistake]
) -> dict[str, Any]:
    parser = _Parser(
        prog=program,
        description=description,
        allow_abbrev=False,
        argument_default=argparse.SUPPRESS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(f"--{CONFIG}", metavar="FILE", help="options as TOML")
    for field in known:
        words = f"{field.option.en} ({field.option.th})".replace("%", "%%")
        if field.kind is bool:
            parser.add_argument(field.flag, action=argparse.BooleanOptionalAction, help=words)
        else:
            parser.add_argument(field.flag, metavar=_shape(field), help=words)
    try:
        asked, unknown = parser.parse_known_args(arguments)
    except argparse.ArgumentError as problem:
        mistakes.append(Mistake(COMMAND_LINE, f"อ่านตัวเลือกไม่ได้: {problem}", f"cannot be read: {problem}"))
        return {}
    mistakes += (Mistake(COMMAND_LINE, f"ไม่รู้จัก {one}", f"{one} is unknown") for one in unknown)
    return vars(asked)


def _shape(field: Field) -> str:
    if get_origin(field.kind) is Literal:
        return "{" + ",".join(get_args(field.kind)) + "}"
    return field.option.shape or field.name.rpartition("_")[2].upper()


def _from_environment(
    known: Mapping[str, Field], prefix: str, environ: Mapping[str, str], mistakes: list[Mistake]
) -> dict[str, Any]:
    found = {}
    for variable, text in environ.items():
        if not variable.startswith(prefix):
            continue
        name = variable.removeprefix(prefix).lower()
        if name in known or name == CONFIG:
            found[name] = text
        else:
            mistakes.append(Mistake(f"{ENVIRONMENT} {variable}", "ไม่รู้จักชื่อนี้", "this name is unknown"))
    return found


def _from_file(known: Mapping[str, Field], file: Path, mistakes: list[Mistake]) -> dict[str, Any]:
    try:
        written = tomllib.loads(file.read_text("utf-8"))
    except OSError as problem:
        mistakes.append(Mistake(str(file), f"เปิดไฟล์ไม่ได้: {problem.strerror}", f"no readable file: {problem.strerror}"))
        return {}
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        mistakes.append(Mistake(str(file), f"ไม่ใช่ไฟล์ TOML: {problem}", f"not TOML: {problem}"))
        return {}
    mistakes += (
        Mistake(f"{file}: {name}", "ไม่รู้จักชื่อนี้", "this name is unknown") for name in written if name not in known
    )
    return {name: value for name, value in written.items() if name in known}


def _value(field: Field, raw: object, folder: Path | None) -> object:
    """Return the value of a field, read from a text or taken as TOML has it."""
    if raw == "" and field.none:
        return None
    if get_origin(field.kind) is Literal:
        return _choice(raw, get_args(field.kind))
    if get_origin(field.kind) is tuple:
        return _numbers(field, raw)
    if field.kind is Path:
        # A file speaks of its neighbours, wherever the program was started.
        return (folder or Path()) / _text(raw)
    read_one: Callable[[object], object] = {bool: _yes_or_no, int: _whole, float: _number, str: _text}[field.kind]
    return _bounded(field.option, read_one(raw))


def _choice(raw: object, choices: tuple[str, ...]) -> str:
    if raw not in choices:
        named = ", ".join(choices)
        raise _Unusable(f"ต้องเป็น {named}", f"must be one of: {named}")
    return str(raw)


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw or "\0" in raw:
        raise _Unusable("ต้องเป็นข้อความที่ไม่ว่าง", "must be a text that is not empty")
    return raw


def _yes_or_no(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if not isinstance(raw, str) or raw.lower() not in (*_TRUE, *_FALSE):
        raise _Unusable("ต้องเป็น yes หรือ no", "must be yes or no")
    return raw.lower() in _TRUE


def _whole(raw: object) -> int:
    value = _number(raw)
    if value != int(value):
        raise _Unusable("ต้องเป็นจำนวนเต็ม", "must be a whole number")
    return int(value)


def _number(raw: object) -> float:
    try:
        number = raw.isascii() if isinstance(raw, str) else isinstance(raw, int | float) and not isinstance(raw, bool)
        if number and abs(found := float(str(raw))) < _NUMBER_MAX:
            return found
    except ValueError:
        raise _Unusable("ต้องเป็นตัวเลข", "must be a number") from None
    raise _Unusable("ต้องเป็นตัวเลข", "must be a number")


def _numbers(field: Field, raw: object) -> tuple[object, ...]:
    parts = raw.split(",") if isinstance(raw, str) else raw
    if not isinstance(parts, list) or not parts:
        raise _Unusable("ต้องเป็นตัวเลขคั่นด้วยจุลภาค", "must be numbers divided by commas")
    return tuple(_bounded(field.option, _number(part)) for part in parts)


def _bounded(option: Option, value: object) -> object:
    if not isinstance(value, int | float):
        return value
    if (option.least is not None and value < option.least) or (option.most is not None and value > option.most):
        least = "" if option.least is None else f"{option.least:g}"
        most = "" if option.most is None else f"{option.most:g}"
        raise _Unusable(f"ต้องอยู่ระหว่าง {least} ถึง {most}", f"must lie between {least} and {most}")
    return value


def _checked(known: Mapping[str, Field], values: Mapping[str, Any], origins: Mapping[str, str]) -> list[Mistake]:
    mistakes = []
    for name, value in values.items():
        option = known[name].option
        if value is None:
            continue
        if option.exists and not value.is_file():
            mistakes.append(Mistake(origins[name], f"ไม่มีไฟล์ {value}", f"there is no file {value}"))
        elif option.check is not None:
            try:
                option.check(value)
            except ValueError as problem:
                mistakes.append(Mistake(origins[name], f"ใช้ไม่ได้: {problem}", f"cannot be used: {problem}"))
    return mistakes
