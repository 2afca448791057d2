"""What is wrong with a user's record as it is typed, field by field; the central system decides again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.values import identifiers
from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from app.domain.access.company import UserRecord
    from app.domain.access.grants import Grant

USER_ID = re.compile(r"[A-Z][A-Z0-9]{2,19}\Z")

Fault = tuple[str, "Mapping[str, object]"]
"""A code of ``errors`` or ``administration.fault`` with its facts."""


def faults(record: UserRecord) -> dict[str, Fault]:
    """Return the first fault of each field, by the field's name; empty where all is well."""
    found: dict[str, Fault] = {}
    for name, check in _CHECKS.items():
        try:
            check(getattr(record, name))
        except BadInput as problem:
            found[name] = problem.code, problem.facts
    if not record.mobile and not record.email:
        found.setdefault("mobile", ("contact_missing", {}))
    if not record.grants:
        found.setdefault("grants", ("grants_missing", {}))
    return found


def grant_faults(grant: Grant) -> Iterator[Fault]:
    """Give what is wrong with one right: its days, and what a substitute needs."""
    if grant.valid_until is not None and grant.valid_until < grant.valid_from:
        yield "ends_before_it_begins", {}
    if grant.substitute_for and not grant.order_no:
        yield "substitute_without_order", {}
    if grant.substitute_for and grant.valid_until is None:
        yield "substitute_without_end", {}


def held_twice(grants: tuple[Grant, ...]) -> bool:
    """Say whether the same right is granted twice on a common day."""
    return any(
        one.role == other.role and _overlap(one, other) for place, one in enumerate(grants) for other in grants[:place]
    )


def _overlap(one: Grant, other: Grant) -> bool:
    return _before_end(one.valid_from, other) and _before_end(other.valid_from, one)


def _before_end(day: date, grant: Grant) -> bool:
    return grant.valid_until is None or day <= grant.valid_until


def _user_id(text: str) -> None:
    if not USER_ID.match(text):
        raise BadInput("user_id_form")


def _needed(text: str) -> None:
    if not text.strip():
        raise BadInput("field_needed")


def _person_id(text: str) -> None:
    _needed(text)
    identifiers.parse_person_or_tax_id(text)


def _if_given(check: Callable[[str], object]) -> Callable[[str], object]:
    return lambda text: check(text) if text else None


_CHECKS: dict[str, Callable[[str], object]] = {
    "unit": _needed,
    "user_id": _user_id,
    "person_id": _person_id,
    "name_th": _needed,
    "mobile": _if_given(identifiers.parse_mobile),
    "email": _if_given(identifiers.parse_email),
}
