"""A maker and an authorizer who sit before the central system all the time of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys import acts
from tests.journeys.person import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.raw_central import Central


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
