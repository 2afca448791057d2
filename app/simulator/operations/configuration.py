"""``khlang-central config [--check]``: the settings in force as TOML, where each comes from, whether they will do."""

from __future__ import annotations

import json
import os
import socket
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy.exc import ArgumentError, DBAPIError

from app.simulator import certificates, postgres_server, sqlite_file
from app.simulator.operations import certificate_desk
from app.simulator.operations.backup import database_url
from app.simulator.operations.complaint import BAD_START, Complaint, told
from app.simulator.options import fields
from app.simulator.postgres_server import DatabaseUnfit
from app.simulator.settings import Settings, from_start
from app.simulator.telling import smtp, ways

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.simulator.options import Field, Found

_CHECK = "--check"
_BLANK = "********"


def main(arguments: Sequence[str]) -> int:
    """Print the settings that a start with the same options would have; with ``--check`` try them. Exit code."""
    failed: list[str] = []

    def do() -> str:
        found = from_start([one for one in arguments if one != _CHECK], os.environ)
        lines = _written(found)
        if _CHECK in arguments:
            lines += ["", *_checked(found.values, failed)]
        return "\n".join(lines)

    return told(do) or (BAD_START if failed else 0)


def _written(found: Found[Settings]) -> list[str]:
    lines = ["# khlang-central"]
    for field in fields(Settings):
        value = getattr(found.values, field.name)
        lines += ["", f"# {field.option.th}", f"# {field.option.en}", f"# ({found.origins[field.name]})"]
        lines.append(f"# {field.name} =" if value is None else f"{field.name} = {_toml(field, value)}")
    return lines


def _toml(field: Field, value: object) -> str:
    if field.option.secret:
        return json.dumps(blanked(str(value)), ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(f'{part:g}' for part in value)}]"
    return str(value) if isinstance(value, int | float) else json.dumps(str(value), ensure_ascii=False)


def blanked(secret: str) -> str:
    """Return a secret as it may be shown: of an address everything but passwords, of all else nothing."""
    parts = urlsplit(secret)
    if not parts.scheme or "://" not in secret:
        return _BLANK
    who = f"{parts.username}:{_BLANK}@" if parts.password else f"{parts.username}@" if parts.username else ""
    place = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    return f"{parts.scheme}://{who}{place}{parts.path}" + (f"?{_BLANK}" if parts.query else "")


def _checked(settings: Settings, failed: list[str]) -> list[str]:
    lines = []
    for name, check in _CHECKS:
        try:
            said = check(settings)
        except Complaint as problem:
            failed.append(name)
            lines += [f"# FAILS {name}: {problem.en}", f"#   {problem.th}"]
        else:
            lines.append(f"# ok {name}{': ' + said if said else ''}")
    lines += [f"# warning: {one}" for one in _warnings(settings)]
    return lines


def _folder(settings: Settings) -> str:
    place = settings.data
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            return "" if place == settings.data else f"{settings.data} will be made"
    except OSError as problem:
        raise Complaint(f"เขียนลงใน {place} ไม่ได้: {problem}", f"{place} is not writable: {problem}") from problem


def _database(settings: Settings) -> str:
    try:
        url = database_url(settings)
    except ArgumentError as problem:
        raise Complaint("ที่อยู่ฐานข้อมูลไม่ถูกต้อง", "the address of the database cannot be read") from problem
    kind = url.get_backend_name()
    if kind not in (sqlite_file.NAME, postgres_server.NAME):
        raise Complaint(f"ใช้ฐานข้อมูล {kind} ไม่ได้", f"databases of {kind} cannot be used")
    if kind == sqlite_file.NAME and not Path(url.database or "").exists():
        return "will be made"
    engine = (sqlite_file if kind == sqlite_file.NAME else postgres_server).reader(url)
    try:
        if kind == postgres_server.NAME:
            sessions = postgres_server.sessions(url)
            postgres_server.demand_fit(sessions)
        with engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("SELECT 1")
    except DatabaseUnfit as problem:
        th, *en = (line.strip() for line in str(problem).splitlines())
        raise Complaint(th, ": ".join(en)) from problem
    except DBAPIError as problem:
        said = " ".join(str(problem.orig).split())
        raise Complaint(f"ติดต่อฐานข้อมูลไม่ได้: {said}", f"the database does not answer: {said}") from problem
    finally:
        engine.dispose()
    return kind


def _port(settings: Settings) -> str:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((settings.host, settings.port))
        except OSError as problem:
            place = f"{settings.host}:{settings.port}"
            raise Complaint(f"ใช้ {place} ไม่ได้: {problem.strerror}", f"{place}: {problem.strerror}") from problem
    return ""


def _certificate(settings: Settings) -> str:
    if not certificates.server_file(settings.data).exists():
        return "will be made"
    try:
        ends = certificates.server(settings.data).not_valid_after_utc
        certificates.signer(settings.data)
    except (OSError, ValueError, TypeError, StopIteration) as problem:
        raise Complaint("อ่านใบรับรองไม่ได้", "the certificate cannot be read") from problem
    if ends <= datetime.now(UTC):
        raise Complaint(f"ใบรับรองหมดอายุแล้ว {ends:%Y-%m-%d}", f"the certificate ended on {ends:%Y-%m-%d}")
    return f"until {ends:%Y-%m-%d}"


def _mail(settings: Settings) -> str:
    server = ways.asked(settings).mail
    if server is None:
        return "none: letters are only recorded"
    try:
        with smtp.Connection(server):
            return ""
    except smtp.Refusal as problem:
        raise Complaint(
            f"เซิร์ฟเวอร์อีเมลไม่รับ: {problem.code}", f"the mail server does not let us in: {problem.code}"
        ) from problem


def _warnings(settings: Settings) -> list[str]:
    if not certificates.server_file(settings.data).exists():
        return []
    return certificate_desk.warnings(settings, datetime.now(UTC))


_CHECKS: tuple[tuple[str, Callable[[Settings], str]], ...] = (
    ("data folder", _folder),
    ("database", _database),
    ("port", _port),
    ("certificate", _certificate),
    ("mail server", _mail),
)
