from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import running
from tests.helpers.raw_console import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.raw_central import Central


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run a central system with its console."""
    with running(tmp_path_factory.mktemp("central"), "--console-port", "0", "--sms") as started:
        yield started


@pytest.fixture
def stranger(central: Central) -> Iterator[Visitor]:
    visitor = Visitor.of(central)
    yield visitor
    visitor.wire.close()


@pytest.fixture
def operator(central: Central) -> Iterator[Visitor]:
    visitor = Visitor.signed_in(central, "operator1")
    yield visitor
    visitor.wire.close()
