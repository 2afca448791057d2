"""What the unit's tables call a kind of payment, its sort and a service; for kinds of years ago, the catalogue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app import i18n
from app.domain.disbursement import kinds
from app.domain.disbursement.batch import Kind

if TYPE_CHECKING:
    from datetime import date

    from app.domain.access.user import Unit
    from app.domain.disbursement.record import BatchHead

_SURENESS = re.compile(r" \[[HML]\]\Z")
Choices = list[tuple[str, str]]
"""Values and words after ``=``, as `app.ui.fields.ComboField` offers them."""


def kind_choices(unit: Unit, day: date, also: str = "") -> Choices:
    """Return the kinds that may be paid on ``day``; ``also`` is offered whatever the table says."""
    codes = kinds.kinds_on(unit.kinds, day) if unit.kinds else [kind.value for kind in Kind]
    wanted = codes if not also or also in codes else [*codes, also]
    return [(code, f"={kind_name(unit, code)}") for code in wanted]


def known_kinds(unit: Unit) -> Choices:
    """Return every kind of the unit's table, whatever the day: a draft may still get its day."""
    codes = list(dict.fromkeys(row.kind for row in unit.kinds)) or [kind.value for kind in Kind]
    named = ((code, f"terms.kind.{code}") for code in codes)
    return [(code, key if i18n.has(key) else f"={kind_name(unit, code)}") for code, key in named]


def sort_choices(unit: Unit, kind: str, day: date, also: str = "") -> Choices:
    """Return the sorts of a kind on ``day``, with the question before them; nothing where the kind has none."""
    rows = [(row.sub_kind, f"={row.name(i18n.language())}") for row in kinds.sorts_of(unit.kinds, kind, day)]
    if also and all(code != also for code, _ in rows):
        rows.append((also, f"={sort_name(unit, kind, also)}"))
    return [("", "editor.sub_kind_choose"), *rows] if rows else []


def service_choices(unit: Unit, day: date, also: str = "") -> Choices:
    """Return the services of ``day``, the ordinary one as ''."""
    rows = kinds.in_force(unit.services, day)
    offered = [("" if row.ordinary else row.service, f"={row.name(i18n.language())}") for row in rows]
    if also and all(code != also for code, _ in offered):
        offered.append((also, f"={also}"))
    return offered


def kind_name(unit: Unit, kind: str) -> str:
    """Return what a kind is called."""
    named = [row for row in unit.kinds if (row.kind, row.sub_kind) == (kind, "")]
    if named:
        return named[-1].name(i18n.language())
    return i18n.text(f"terms.kind.{kind}") if i18n.has(f"terms.kind.{kind}") else kind


def short_kind(kind: str) -> str:
    """Return the one word by which lists name a kind; its code for one that came with a later table."""
    key = f"batches.kind_short.{kind}"
    return i18n.text(key) if i18n.has(key) else kind


def sort_name(unit: Unit, kind: str, sub_kind: str) -> str:
    """Return what a sort is called, whether or not it is still valid; '' for none."""
    named = [row for row in unit.kinds if (row.kind, row.sub_kind) == (kind, sub_kind)]
    return named[-1].name(i18n.language()) if named else sub_kind


def source(told: str) -> str:
    """Return a rule's source without the mark of how sure its writer was."""
    return _SURENESS.sub("", told)


def full_kind(unit: Unit, head: BatchHead) -> str:
    """Return kind and sort of a head in one line."""
    name = kind_name(unit, head.kind)
    return f"{name} · {sort_name(unit, head.kind, head.sub_kind)}" if head.sub_kind else name


def service_name(unit: Unit, service: str) -> str:
    """Return what a service is called; '' is the ordinary one."""
    named = [row for row in unit.services if row.service == service or (row.ordinary and not service)]
    return named[-1].name(i18n.language()) if named else service
