"""What the program can say of a new password before it is sent."""

from __future__ import annotations

from app.domain.access.password import PasswordVerdict, judge
from app.system import reference_data


def judged(password: str, company_id: str, user_id: str, former: str, *names: str) -> PasswordVerdict:
    """Judge a new password of this user; ``names`` are the person's own, as far as they are known."""
    parts = [part for name in names for part in name.split() if len(part) >= _NAME_MIN]
    return judge(password, names=(company_id, user_id, *parts), common=reference_data.common_passwords(), former=former)


_NAME_MIN = 4
"""Shorter parts of names are parts of many words."""
