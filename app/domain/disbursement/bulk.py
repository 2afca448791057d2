"""Making very many small objects at once without being interrupted."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Record = TypeVar("Record", bound=NamedTuple)


@contextmanager
def without_collections() -> Iterator[None]:
    """Keep the garbage collector from walking again and again over lines that hold no cycles.

    A collection in the middle of 100,000 lines stops every thread, the one that paints included, for a tenth of a
    second. May be nested and used by several threads: the collector works again after the first that had stopped it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def made(kind: type[Record], *columns: Iterable[object]) -> Iterator[Record]:
    """Give a named tuple for each row of equally long ``columns``, one for each field of ``kind``, in their order.

    Not a step of Python is taken for any of them, as ``_make`` would.
    """
    if len(columns) != len(kind._fields):
        raise ValueError(f"{kind.__name__} has {len(kind._fields)} fields, not {len(columns)}")
    return cast("Iterator[Record]", map(partial(tuple.__new__, kind), zip(*columns, strict=True)))
