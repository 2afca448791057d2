"""Account statements as files: written for others, and read from the bank's, where known entries add nothing (RC-1)."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import TYPE_CHECKING

from app.documents.formats import camt_053, pain_001_reader, statement_csv
from app.documents.workbook import limits
from app.domain.access.permissions import Action, require
from app.domain.closing.statement_file import FileVerdict, StatementFile, verdict
from app.domain.values.errors import BadInput, Broken, Refused
from app.services.statements import account_names
from app.store import statements
from app.system import files

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from app.services.desk import Desk
    from app.services.statements import Movements, Statements


class StatementForm(StrEnum):
    """What movements can be written as and read from."""

    CAMT = "camt.053"
    CSV = "csv"


class StatementFiles:
    """Writes and reads files for one signed-in person."""

    def __init__(self, desk: Desk, statements_: Statements) -> None:
        self._desk = desk
        self._statements = statements_

    def name(self, account: str, first: date, last: date, form: StatementForm) -> str:
        """Return how a file of an account from one day to another is called."""
        file = _file(self._statements.movements(account, first, last))
        return camt_053.name_of(file) if form is StatementForm.CAMT else statement_csv.name_of(file)

    def export(self, account: str, first: date, last: date, form: StatementForm, path: Path) -> str:
        """Write what moved on an account, whole or not at all, and return the hash of the file.

        Raises `Refused` ``statement_account_unknown`` and ``statement_missing``, `NotAllowed` ``role_missing``, and
        `Broken` ``file_unwritable``.
        """
        require(self._desk.actor.person.roles, Action.EXPORT_STATEMENT)
        movements = self._statements.movements(account, first, last)
        if movements.complete_until is None and not movements.entries:
            raise Refused("statement_missing")
        file = _file(movements)
        content = camt_053.make(file, self._desk.now()) if form is StatementForm.CAMT else statement_csv.make(file)
        files.replace(path, content)
        digest = hashlib.sha256(content).hexdigest()
        facts = {"form": form.value, "entries": str(len(file.entries)), "file": path.name, "file_sha256": digest}
        stretch = {"from": first.isoformat(), "to": last.isoformat()}
        self._desk.note(Action.EXPORT_STATEMENT, account, {**facts, **stretch})
        return digest

    def look(self, path: Path, account: str) -> FileVerdict:
        """Read a file of an account and say what of it is new here; nothing is written.

        Raises `BadInput` ``statement_account_other`` for another account's, ``statement_currency_other`` for another
        currency, ``statement_sum_wrong``, ``statement_entry_differs`` and ``statement_file_wrong`` for what cannot be,
        and ``file_...`` and ``xml_...`` for what cannot be read.
        """
        if account not in account_names(self._desk):
            raise Refused("statement_account_unknown", account=account)
        file = _read(path)
        if file.account != account:
            raise BadInput("statement_account_other", account=account, found=file.account)
        with self._desk.store.read() as rd:
            known = statements.named(rd, account, [entry.entry_id for entry in file.entries])
        return verdict(file, known)

    def take(self, looked: FileVerdict, path: Path) -> int:
        """Keep what was new in a file and return how many entries that were; they are not the bank's signed word.

        Raises `BadInput` ``statement_entry_differs`` for an entry of a stretch that the bank signed without it.
        """
        account = looked.file.account
        facts = {"file": path.name, "file_sha256": files.sha256(path), "entries": str(len(looked.file.entries))}
        with self._desk.store.write(self._desk.actor, Action.IMPORT_STATEMENT, account, facts) as tx:
            foreign = statements.covered(tx, account, looked.fresh)
            if foreign:
                raise BadInput("statement_entry_differs", entry=foreign[0].bank_ref or foreign[0].entry_id[:8])
            added = statements.put_entries(tx, account, looked.fresh)
            tx.note(added=str(added))
        return added


def _read(path: Path) -> StatementFile:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= limits.FILE_BYTES_MAX else b""
    except OSError as problem:
        raise Broken("file_unreadable", file=path.name) from problem
    if size > limits.FILE_BYTES_MAX:
        raise BadInput("file_too_large", limit=limits.FILE_BYTES_MAX >> 20)
    if not data:
        raise BadInput("file_empty")
    return camt_053.parse(data) if pain_001_reader.looks_like(data) else statement_csv.parse(data, path.suffix.lower())


def _file(movements: Movements) -> StatementFile:
    return StatementFile(
        account=movements.account,
        name=movements.name,
        first=movements.first,
        last=movements.last,
        opening=movements.opening,
        closing=movements.closing,
        entries=movements.entries,
    )
