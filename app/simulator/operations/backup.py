"""``khlang-central backup FILE`` and ``restore FILE``: a whole copy of a running central system and its way back (G14).

A copy is one moment: the books are read within one transaction while others go on writing. It is opened again and
held against those books before it gets its name. What is restored begins a new epoch, by which workstations that saw
more than the copy holds notice it; they send again what was not lost with them, and nothing has its effect twice.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import delete, inspect, make_url
from sqlalchemy.exc import DBAPIError

from app.simulator import postgres_server, sqlite_file
from app.simulator.operations import archive, books, postgres_programs
from app.simulator.operations.archive import DATABASE, Contents
from app.simulator.operations.complaint import Complaint, told
from app.simulator.operations.sealing import SealWrong, read_passphrase
from app.simulator.postgres_server import DatabaseUnfit
from app.simulator.renewal import renew
from app.simulator.schema import every_table
from app.simulator.settings import from_start
from app.simulator.snapshots import new_epoch
from app.simulator.storage import Storage
from app.simulator.tables import challenges, sessions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import URL, Connection

    from app.simulator.settings import Settings

_DATABASE_FILE = "central.db"
_FILE_BYTES_MAX = 1 << 20
"""Keys and secrets are small; what is larger is no part of a copy: logs, recordings."""
_PAGES_AT_ONCE = 4096
_UMASK = 0o077


def main_backup(arguments: Sequence[str]) -> int:
    """Make a copy; return the exit code."""

    def do() -> str:
        os.umask(_UMASK)
        file, settings = _asked(arguments)
        contents = backup(settings, file)
        sealed = "" if settings.backup_passphrase else _NOT_SEALED
        return f"สำรองแล้ว / Backed up: {file}\n{_described(contents)}{sealed}"

    return told(do)


def main_restore(arguments: Sequence[str]) -> int:
    """Put a copy back into an empty place; return the exit code."""

    def do() -> str:
        file, settings = _asked(arguments)
        contents = restore(settings, file)
        return f"คืนข้อมูลแล้ว / Restored: {settings.data}\n{_described(contents)}"

    return told(do)


def backup(settings: Settings, file: Path) -> Contents:
    """Copy a central system, running or not, into a new file, and check the copy; raise `Complaint`."""
    if file.exists():
        raise Complaint(f"มีไฟล์ {file} อยู่แล้ว", f"{file} is there already")
    passphrase, url = _passphrase(settings), database_url(settings)
    with TemporaryDirectory(prefix="backup-", dir=settings.data) as scratch:
        folder = Path(scratch)
        kind = url.get_backend_name()
        held = _copy_sqlite(url, folder) if kind == sqlite_file.NAME else _copy_postgres(url, folder)
        for path in _secrets(settings.data):
            shutil.copyfile(path, folder / path.name)
        hashes = {path.name: archive.sha256(path) for path in sorted(folder.iterdir())}
        contents = Contents(datetime.now(UTC).isoformat(timespec="seconds"), kind, held, hashes)
        part = file.with_name(file.name + ".part")
        part.unlink(missing_ok=True)
        try:
            archive.write(part, contents, folder, passphrase)
            _verify(part, passphrase, settings.data)
            part.replace(file)
        except OSError as problem:
            raise Complaint(f"เขียน {file} ไม่ได้: {problem}", f"{file} cannot be written: {problem}") from problem
        finally:
            part.unlink(missing_ok=True)
    return contents


def restore(settings: Settings, file: Path) -> Contents:
    """Put a copy into an empty folder, and into an empty database, as a new epoch; raise `Complaint`."""
    data, url = settings.data, database_url(settings)
    if data.exists() and any(data.iterdir()):
        raise Complaint(f"โฟลเดอร์ {data} ไม่ว่าง", f"the folder {data} is not empty")
    making = data.with_name(data.name + ".restoring")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True, mode=0o755)
    try:
        contents = archive.unpack(file, making, _passphrase(settings))
        if contents.kind != url.get_backend_name():
            raise Complaint(
                f"ไฟล์สำรองมาจาก {contents.kind} แต่ฐานข้อมูลปลายทางเป็น {url.get_backend_name()}",
                f"the backup is of {contents.kind}, the database to restore into is {url.get_backend_name()}",
            )
        _check_copy(making / DATABASE, contents)
        _fill(url, making / DATABASE, inside=making if settings.database is None else None)
        for public in making.glob("*.pem"):
            public.chmod(0o600 if "key" in public.name else 0o644)
        if data.exists():
            data.rmdir()
        making.replace(data)
        _begin_anew(url, contents)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return contents


def database_url(settings: Settings) -> URL:
    """Return where the books are."""
    return make_url(settings.database or f"sqlite:///{settings.data / _DATABASE_FILE}")


def _asked(arguments: Sequence[str]) -> tuple[Path, Settings]:
    if not arguments or arguments[0].startswith("-"):
        raise Complaint(
            "ระบุไฟล์สำรองก่อนตัวเลือกอื่น: backup FILE --data DIR", "name the backup first: backup FILE --data DIR"
        )
    return Path(arguments[0]), from_start(arguments[1:], os.environ).values


def _passphrase(settings: Settings) -> bytes | None:
    if settings.backup_passphrase is None:
        return None
    try:
        return read_passphrase(settings.backup_passphrase)
    except SealWrong as problem:
        raise Complaint(f"รหัสผ่านใช้ไม่ได้: {problem}", f"the passphrase cannot be used: {problem}") from problem


def _secrets(data: Path) -> list[Path]:
    return [
        path
        for path in data.iterdir()
        if path.is_file()
        and path.stat().st_size <= _FILE_BYTES_MAX
        and not path.name.startswith((_DATABASE_FILE, DATABASE, "recording"))
        and path.suffix not in (".part", ".log")
    ]


def _copy_sqlite(url: URL, folder: Path) -> books.Books:
    """Copy the file page by page within one reading transaction, beside which writers go on."""
    source_file = Path(url.database or "")
    if not source_file.exists():
        raise Complaint(f"ไม่มีฐานข้อมูล {source_file}", f"there is no database {source_file}")
    path = folder / DATABASE
    try:
        with (
            closing(sqlite3.connect(source_file, isolation_level=None)) as source,
            closing(sqlite3.connect(path, isolation_level=None)) as target,
        ):
            path.chmod(0o600)
            source.execute("PRAGMA query_only=ON")
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # the moment of the copy
            source.backup(target, pages=_PAGES_AT_ONCE)
            target.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as problem:
        raise Complaint(f"อ่านฐานข้อมูลไม่ได้: {problem}", f"the database cannot be read: {problem}") from problem
    return _read_file(path)


def _copy_postgres(url: URL, folder: Path) -> books.Books:
    """Read the books and dump the database in one and the same snapshot."""
    engine = postgres_server.reader(url)
    try:
        with engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
            snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
            held = _sound(connection)
            postgres_programs.dump(url, snapshot, folder / DATABASE)
        return held
    except DBAPIError as problem:
        said = " ".join(str(problem.orig).split())
        raise Complaint(f"อ่านฐานข้อมูลไม่ได้: {said}", f"the database cannot be read: {said}") from problem
    finally:
        engine.dispose()


def _read_file(path: Path) -> books.Books:
    """Read a copy, which a former program may have made, as if it were brought up to date; the file stays as it is."""
    try:
        with sqlite_file.supposing(make_url(f"sqlite:///{path}")) as connection:
            damage = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
            damage += [f"{row[0]} {row[1]}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
            if damage:
                raise _unsound(damage)
            renew(connection)
            every_table().create_all(connection)
            return _sound(connection)
    except DBAPIError as problem:
        raise _unsound([str(problem.orig)]) from problem
    except DatabaseUnfit as problem:
        raise _unfit(problem) from problem


def _sound(connection: Connection) -> books.Books:
    if found := books.faults(connection):
        raise _unsound(found)
    return books.read(connection)


def _unsound(found: Sequence[str]) -> Complaint:
    listed = "; ".join(found[:5])
    return Complaint(f"ข้อมูลในฐานข้อมูลไม่ถูกต้อง: {listed}", f"the database is not sound: {listed}")


def _verify(file: Path, passphrase: bytes | None, data: Path) -> None:
    """Open the copy as if it were to be restored, and hold it against what was read."""
    with TemporaryDirectory(prefix="backup-", dir=data) as scratch:
        _check_copy(Path(scratch) / DATABASE, archive.unpack(file, Path(scratch), passphrase))


def _check_copy(database: Path, contents: Contents) -> None:
    if contents.kind == sqlite_file.NAME:
        _demand_same(_read_file(database), contents.books)
    else:
        postgres_programs.read_through(database)


def _demand_same(found: books.Books, expected: books.Books) -> None:
    if found.without_empty() != expected.without_empty():  # tables of which a former program did not know
        raise _unsound(["the rows are not those of the copy"])


def _unfit(problem: DatabaseUnfit) -> Complaint:
    thai, english = str(problem).split("\n  ", 1)
    return Complaint(thai, english)


def _fill(url: URL, copy: Path, inside: Path | None) -> None:
    """Put the database where it is to be: within the folder, at another path, or into an empty PostgreSQL."""
    if url.get_backend_name() == sqlite_file.NAME:
        target = inside / _DATABASE_FILE if inside is not None else Path(url.database or "")
        if target.exists():
            raise Complaint(f"มีฐานข้อมูล {target} อยู่แล้ว", f"there is a database {target} already")
        shutil.move(copy, target)
        return
    engine = postgres_server.reader(url)
    try:
        with engine.connect() as connection, connection.begin():
            if inspect(connection).get_table_names():
                raise Complaint("ฐานข้อมูลปลายทางไม่ว่าง", "the database to restore into is not empty")
    except DBAPIError as problem:
        said = " ".join(str(problem.orig).split())
        raise Complaint(f"ติดต่อฐานข้อมูลไม่ได้: {said}", f"the database does not answer: {said}") from problem
    finally:
        engine.dispose()
    postgres_programs.restore(url, copy)
    copy.unlink()


def _begin_anew(url: URL, contents: Contents) -> None:
    """Hold what is there now against what was copied; then begin a new epoch, into which everybody signs in again."""
    try:
        storage = Storage(url.render_as_string(hide_password=False))
    except DatabaseUnfit as problem:
        raise _unfit(problem) from problem
    try:
        with storage.writing() as connection:
            _demand_same(_sound(connection), contents.books)
            connection.execute(delete(challenges))
            connection.execute(delete(sessions))
            new_epoch(connection)
    finally:
        storage.close()


def _described(contents: Contents) -> str:
    rows, events = sum(contents.books.rows.values()), sum(seq for seq, _ in contents.books.heads.values())
    return f"{contents.kind}, {contents.made_at}: {rows} rows, {events} events, {len(contents.files)} files"


_NOT_SEALED = (
    "\nคำเตือน: ไฟล์นี้ไม่ได้ปิดผนึก มีกุญแจและข้อมูลทั้งหมด เปิดอ่านได้เฉพาะเจ้าของไฟล์ ใช้ --backup-passphrase เพื่อปิดผนึก"
    "\nWarning: this file is not sealed. It holds every key and all data; only its owner may read it."
    " --backup-passphrase seals it."
)
