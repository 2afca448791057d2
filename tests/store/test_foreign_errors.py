from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import exc
from sqlcipher3 import dbapi2

from app.domain.access.permissions import Action
from app.domain.values.errors import Broken, Conflict, KhlangError, Tampered
from app.store.foreign_errors import ours, translated
from tests.helpers.stores import MAKER

if TYPE_CHECKING:
    from app.store.unit_of_work import Store


def database_error(code: int) -> dbapi2.DatabaseError:
    problem = dbapi2.DatabaseError("nobody reads this")
    problem.sqlite_errorcode, problem.sqlite_errorname = code, f"E{code}"
    return problem


@pytest.mark.parametrize(
    ("problem", "kind", "code"),
    [
        (database_error(5), Broken, "store_busy"),
        (database_error(261), Broken, "store_busy"),
        (database_error(8), Broken, "store_read_only"),
        (database_error(10), Broken, "disk_failed"),
        (database_error(11), Tampered, "store_damaged"),
        (database_error(13), Broken, "disk_full"),
        (database_error(14), Broken, "store_unreadable"),
        (database_error(2067), Conflict, "store_conflict"),
        (database_error(26), Tampered, "store_damaged"),
        (database_error(1), Broken, "store_failed"),
        (exc.TimeoutError(), Broken, "store_busy"),
        (OSError(errno.ENOSPC, "full"), Broken, "disk_full"),
        (OSError(errno.EDQUOT, "quota"), Broken, "disk_full"),
        (OSError(errno.EROFS, "read-only"), Broken, "store_read_only"),
        (OSError(errno.EIO, "rot"), Broken, "disk_failed"),
    ],
)
def test_each_error_of_the_machine_has_a_word_of_ours(problem: Exception, kind: type[KhlangError], code: str) -> None:
    wrapped = exc.DBAPIError("", {}, problem) if isinstance(problem, dbapi2.Error) else problem
    for known in (problem, wrapped):
        said = ours(known)
        assert type(said) is kind
        assert said.code == code


def test_errors_of_the_disk_are_translated_only_where_the_store_handles_files() -> None:
    with pytest.raises(Broken, match="disk_failed"), translated(OSError):
        raise OSError(errno.EIO, "rot")
    with pytest.raises(OSError, match="rot"), translated():
        raise OSError(errno.EIO, "rot")


def test_an_error_of_the_caller_goes_through_the_door_unchanged(store: Store) -> None:
    with pytest.raises(ConnectionResetError), store.write(MAKER, Action.SIGN_IN, "u-1"):
        raise ConnectionResetError
