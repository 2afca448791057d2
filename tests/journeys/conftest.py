"""One central system a module, and a maker and an authorizer who sit before it all the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import Central, running
from tests.journeys import acts
from tests.journeys.person import Person

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run a central system with the sample ministry, its clock standing on a Monday morning."""
    with running(tmp_path_factory.mktemp("central")) as started:
        yield started


@pytest.fixture(scope="module")
def maker(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """Seat a maker, signed in."""
    yield from seated(Person(central, tmp_path_factory.mktemp("maker"), "MAKER01"))


@pytest.fixture(scope="module")
def authorizer(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """Seat an authorizer of the same unit at another machine, signed in."""
    yield from seated(Person(central, tmp_path_factory.mktemp("authorizer"), "AUTH01"))


def seated(person: Person) -> Iterator[Person]:
    person.sits_down()
    try:
        assert person.does(acts.sign_in, person.password)
        yield person
        person.leaves()
    finally:
        person.is_gone()
