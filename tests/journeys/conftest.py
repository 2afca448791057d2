"""People who sit before the central system all the time of a module: a maker, an authorizer, both administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import PARENT
from tests.journeys import acts
from tests.journeys.person import Person, at_desks

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


@pytest.fixture(scope="module")
def admins(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Person, Person]]:
    """Seat both administrators of the agency, signed in, each at a machine of their own."""
    one = Person(central, tmp_path_factory.mktemp("one"), "ADMIN1", PARENT)
    two = Person(central, tmp_path_factory.mktemp("two"), "ADMIN2", PARENT)
    with at_desks(one, two):
        for person in (one, two):
            assert person.does(acts.sign_in, person.password)
        yield one, two


def seated(person: Person) -> Iterator[Person]:
    person.sits_down()
    try:
        assert person.does(acts.sign_in, person.password)
        yield person
        person.leaves()
    finally:
        person.is_gone()
