from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.disbursement.office import WIPHA, OfficeDesk, furnish, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def maker(tmp_path: Path) -> Iterator[OfficeDesk]:
    """Yield a maker's desk with a batch of every state."""
    store = open_store(tmp_path / "maker")
    furnish(store)
    yield OfficeDesk(store)
    store.close()


@pytest.fixture
def authorizer(tmp_path: Path) -> Iterator[OfficeDesk]:
    """Yield an authorizer's desk with what others have made."""
    store = open_store(tmp_path / "authorizer")
    furnish(store, mine=False)
    yield OfficeDesk(store, WIPHA)
    store.close()
