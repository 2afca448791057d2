"""Draws: money of the treasury under one document, and what batches take of it (DI-9).

What is reserved and paid is counted from the lines, so it is given back by whatever becomes of them: rejected,
returned, declined or voided. Writers come one after another, so two batches never take the same money.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, insert, select, update

from app.simulator import fields, ledger, sources
from app.simulator.calendar import fiscal_year
from app.simulator.clock import local_date, moment_text
from app.simulator.disbursement.tables import draws
from app.simulator.gfmis import chart, spending
from app.simulator.refusals import Refused
from app.simulator.remittances.tables import NOT_ITS_MONEY, remittances
from app.simulator.tables import batches, lines
from app.wire.codes import BatchState, LineState, Refusal
from app.wire.disbursement import Draw, Draws
from app.wire.remittances import RemittanceKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection, Row, Select

    from app.simulator.disbursement.call import Call
    from app.wire.disbursement import Payment

_SLASHES = str.maketrans(dict.fromkeys("\u2044\u2215\u29f8\u2571", "/") | {"\u2212": "-"})
"""What looks like a slash or a dash and is of another kind."""
_TAKES = (LineState.PENDING.value, LineState.SETTLED.value)


class DrawWanted(msgspec.Struct, forbid_unknown_fields=True):
    """What the treasury drew for a unit; the money comes with it. ``expense`` is the account of what it is for."""

    unit: str
    doc_no: str
    doc_date: str
    account: str
    satang: str
    expense: str = ""


class DrawsShown(msgspec.Struct):
    """Draws with the unit each is of."""

    draws: list[tuple[str, Draw]]


def take(call: Call, payment: Payment) -> None:
    """Let a batch take its money of the draw it names; refuse what the draw does not have.

    A document that nobody named yet is a draw from the unit's own word.
    """
    if not payment.doc_no:
        if payment.draw_satang or payment.residue_reason:
            raise _wrong("doc_no")
        return
    draw = find(call.connection, call.signed.unit, payment.doc_no)
    taken = _taken(call.connection, call.signed.unit, payment.doc_no, besides=payment.op_id)
    total = int(payment.total_satang)
    back = _returned(call.connection, call.signed.unit).get(payment.doc_no, 0)
    claimed = spending.is_claimed(call.connection, call.signed.unit, payment.doc_no)
    holds = draw is not None and bool(draw.gfmis or taken or back or claimed)
    if not holds:
        _demand_unlike(call.connection, call.signed.unit, payment)
    # What a follow-up pays again was drawn before: nobody says anew how much that was.
    if draw is None or not (holds or payment.follows):
        drawn = int(payment.draw_satang or total)
        _keep_word(call, payment, drawn, known=draw is not None)
        left = drawn
    else:
        left = draw.satang - back - sum(taken.values())
        _demand_same_draw(payment, draw, left, taken)
    if total > left:
        raise Refused(Refusal.DRAW_EXCEEDED, residue_satang=str(left))
    if total < left and not payment.residue_reason:
        raise Refused(Refusal.RESIDUE_UNEXPLAINED, residue_satang=str(left - total))


def find(connection: Connection, unit: str, doc_no: str) -> Row[Any] | None:
    """Return a unit's draw, or None; it is held until the commit, so that its money is taken once."""
    mine = (draws.c.unit == unit, draws.c.doc_no == doc_no)
    return connection.execute(select(draws).where(*mine).with_for_update()).one_or_none()


def left(connection: Connection, draw: Row[Any], besides: str = "") -> int:
    """Return what nobody took of a draw, in satang; the remittance ``besides`` is not counted."""
    back = _returned(connection, draw.unit, besides).get(draw.doc_no, 0)
    return int(draw.satang - back - sum(_taken(connection, draw.unit, draw.doc_no).values()))


def to_return(connection: Connection, draw: Row[Any], besides: str = "") -> int:
    """Return what of a draw can go back to the treasury, in satang: nothing of one that was never claimed there."""
    claimed = spending.is_claimed(connection, draw.unit, draw.doc_no)
    return max(0, left(connection, draw, besides)) if claimed else 0


def _returned(connection: Connection, unit: str, besides: str = "") -> dict[str, int]:
    """Return what goes back to the treasury, or went, of a unit's draws, by document."""
    r = remittances.c
    mine = (r.unit == unit, r.kind == RemittanceKind.DRAW_RETURN.value, r.req_id != besides)
    living = r.state.not_in(NOT_ITS_MONEY)
    rows = connection.execute(select(r.doc_no, func.sum(r.satang)).where(*mine, living).group_by(r.doc_no))
    return {doc_no: int(satang) for doc_no, satang in rows}


def _demand_unlike(connection: Connection, unit: str, payment: Payment) -> None:
    """Refuse a document that differs from one that holds something by what nobody sees only, see `_bare`.

    One that was mistyped and given up holds nothing.
    """
    known = connection.execute(select(draws).where(draws.c.unit == unit, draws.c.doc_no != payment.doc_no))
    for one in known.all():
        if _bare(one.doc_no) != _bare(payment.doc_no):
            continue
        taken = _taken(connection, unit, one.doc_no, besides=payment.op_id)
        if one.gfmis or taken or spending.is_claimed(connection, unit, one.doc_no):
            of_it = select(batches.c.op_id).where(batches.c.unit == unit, batches.c.doc_no == one.doc_no)
            raise Refused(Refusal.DUPLICATE_DOCUMENT, op_id=connection.scalar(of_it.order_by(batches.c.turn)) or "")


def _bare(doc_no: str) -> str:
    """Return a number without blanks, case, script of digits, kinds of dashes and slashes, and twice เ for แ."""
    plain = unicodedata.normalize("NFKC", doc_no).casefold().replace("เเ", "แ").translate(_SLASHES)
    return "".join(
        "-" if unicodedata.category(char) == "Pd" else str(unicodedata.decimal(char, char))
        for char in plain
        if not char.isspace()
    )


def _demand_same_draw(payment: Payment, draw: Row[Any], left: int, taken: dict[str, int]) -> None:
    if left <= 0 or (taken and draw.fy != payment.fy):
        raise Refused(Refusal.DUPLICATE_DOCUMENT, op_id=next(iter(taken), ""))
    if draw.fy != payment.fy:
        raise _wrong("fy")
    if draw.account != payment.debit_acct:
        raise _wrong("debit_acct")
    if draw.gfmis and payment.doc_date not in ("", draw.doc_date):
        raise _wrong("doc_date")  # numbers begin anew every year: another date is another document
    # A batch that pays failed lines again need not say again what was drawn.
    said = payment.draw_satang or ("" if payment.follows else payment.total_satang)
    if said and int(said) != draw.satang:
        raise Refused(Refusal.DRAW_DIFFERS, satang=str(draw.satang))


def _keep_word(call: Call, payment: Payment, drawn: int, *, known: bool) -> None:
    """Write down what the unit says was drawn; as long as nobody took of it, it may say otherwise."""
    today = local_date(call.now).isoformat()
    values = {
        "doc_date": payment.doc_date,
        "account": payment.debit_acct,
        "fy": payment.fy,
        "satang": drawn,
        "drawn_on": payment.doc_date or today,
        "gfmis": 0,
        "expense": chart.expense_of(payment.kind, payment.sub_kind),
    }
    key = {"unit": call.signed.unit, "doc_no": payment.doc_no}
    if known:
        mine = (draws.c.unit == key["unit"], draws.c.doc_no == key["doc_no"])
        call.connection.execute(update(draws).where(*mine).values(**values))
    else:
        call.connection.execute(insert(draws).values(**key, **values))


def _taken(connection: Connection, unit: str, doc_no: str, besides: str = "") -> dict[str, int]:
    """Return what batches have reserved and paid of a draw, by their op_ids."""
    of_draw = (batches.c.unit == unit, batches.c.doc_no == doc_no, batches.c.op_id != besides)
    found: dict[str, int] = {}
    for row in connection.execute(_amounts().where(*of_draw)):
        found[row.op_id] = found.get(row.op_id, 0) + int(row.satang)
    return found


def beside(connection: Connection, unit: str, payment: Payment) -> dict[str, int]:
    """Return what other batches have reserved and paid of the draw that a batch names, by kind.

    Failed, declined and voided lines are not counted: they may be paid again, and then the other batch counts.
    """
    if not payment.doc_no:
        return {}
    of_draw = (batches.c.unit == unit, batches.c.doc_no == payment.doc_no, batches.c.op_id != payment.op_id)
    found: dict[str, int] = {}
    for row in connection.execute(_amounts().where(*of_draw)):
        found[row.kind] = found.get(row.kind, 0) + int(row.satang)
    return found


def _amounts() -> Select[Any]:
    edition = (lines.c.op_id == batches.c.op_id) & (lines.c.rev == batches.c.rev)
    amount = func.sum(lines.c.satang).label("satang")
    columns = (batches.c.doc_no, batches.c.op_id, batches.c.kind, lines.c.status)
    takes = select(*columns, amount).select_from(batches.join(lines, edition))
    return takes.where(lines.c.status.in_(_TAKES)).group_by(*columns, batches.c.turn).order_by(batches.c.turn)


def of_unit(connection: Connection, unit: str, at: str) -> Draws:
    """Return the draws of a unit: those with money left first, the oldest first."""
    found = _of_unit(connection, unit)
    found.sort(key=lambda draw: (draw.residue_satang == "0", draw.drawn_on, draw.doc_no))
    return Draws(server_time=at, draws=tuple(found))


def of_units(connection: Connection, unit: str) -> DrawsShown:
    """Return the draws of one unit or, for '', of all, as the treasury's staff sees them."""
    every = select(draws.c.unit).distinct().order_by(draws.c.unit)
    named = [unit] if unit else list(connection.execute(every).scalars())
    return DrawsShown([(one, draw) for one in named for draw in of_unit(connection, one, "").draws])


def _of_unit(connection: Connection, unit: str) -> list[Draw]:
    sums: dict[str, dict[str, int]] = {}
    for row in connection.execute(_amounts().where(batches.c.unit == unit, batches.c.doc_no != "")):
        of_draw = sums.setdefault(row.doc_no, {})
        of_draw[row.status] = of_draw.get(row.status, 0) + int(row.satang)
    named: dict[str, list[str]] = {}
    living = (batches.c.unit == unit, batches.c.doc_no != "", batches.c.status != BatchState.CANCELLED.value)
    for doc_no, op_id in connection.execute(select(batches.c.doc_no, batches.c.op_id).where(*living)):
        named.setdefault(doc_no, []).append(op_id)
    back, booked = _returned(connection, unit), spending.documents_of_draws(connection, unit)
    return [
        msgspec.structs.replace(
            _draw(row, sums.get(row.doc_no, {}), back.get(row.doc_no, 0)),
            batches=tuple(sorted(named.get(row.doc_no, []))),
            documents=tuple(booked.get(row.doc_no, ())),
        )
        for row in connection.execute(select(draws).where(draws.c.unit == unit))
        if row.gfmis or row.doc_no in named or row.doc_no in sums
    ]


def _draw(row: Row[Any], taken: dict[str, int], back: int) -> Draw:
    reserved, paid = taken.get(LineState.PENDING.value, 0), taken.get(LineState.SETTLED.value, 0)
    return Draw(
        doc_no=row.doc_no,
        doc_date=row.doc_date,
        account=row.account,
        fy=row.fy,
        satang=str(row.satang),
        reserved_satang=str(reserved),
        paid_satang=str(paid),
        returned_satang=str(back),
        residue_satang=str(row.satang - reserved - paid - back),
        drawn_on=row.drawn_on,
        gfmis="yes" if row.gfmis else "no",
        batches=(),
        documents=(),
    )


def add(connection: Connection, now: datetime, wanted: DrawWanted) -> Draw:
    """Write down what the treasury drew, and bring the money; the same again changes nothing.

    Refuses a document that is known with other words, ``draw_differs``, and what is no account of that unit.
    """
    for name, sound in (
        ("doc_no", bool(wanted.doc_no) and fields.is_text(wanted.doc_no)),
        ("doc_date", fields.read_day(wanted.doc_date) is not None),
        ("satang", fields.is_satang(wanted.satang)),
        ("expense", not wanted.expense or chart.is_of_money(wanted.expense)),
    ):
        if not sound:
            raise _wrong(name)
    if not sources.is_source(connection, wanted.account, wanted.unit):
        raise Refused(Refusal.ACCOUNT_UNKNOWN, account=wanted.account)
    if _write(connection, now, wanted):
        fy = fiscal_year(local_date(now))
        came = ledger.Arrival("DRAW", wanted.account, int(wanted.satang), wanted.doc_no, fy, moment_text(now))
        ledger.deposit(connection, came)
        spending.drawn(connection, now, _stored(connection, wanted), arrives=True)
    return next(draw for draw in _of_unit(connection, wanted.unit) if draw.doc_no == wanted.doc_no)


def seed(connection: Connection, now: datetime, wanted: DrawWanted, drawn_on: date) -> None:
    """Write down a draw whose money is in the opening balance: it is claimed, and does not arrive again."""
    connection.execute(insert(draws).values(**_told(wanted, drawn_on)))
    spending.drawn(connection, now, _stored(connection, wanted), arrives=False)


def _stored(connection: Connection, wanted: DrawWanted) -> Row[Any]:
    mine = (draws.c.unit == wanted.unit, draws.c.doc_no == wanted.doc_no)
    return connection.execute(select(draws).where(*mine)).one()


def _write(connection: Connection, now: datetime, wanted: DrawWanted) -> bool:
    """Write a draw down; say whether it was only the unit's word until now, or none: then its money comes."""
    mine = (draws.c.unit == wanted.unit, draws.c.doc_no == wanted.doc_no)
    before = connection.execute(select(draws).where(*mine)).one_or_none()
    if before is None:
        connection.execute(insert(draws).values(**_told(wanted, local_date(now))))
        return True
    same = (before.satang, before.account) == (int(wanted.satang), wanted.account)
    # Numbers begin anew every year: another date is another document, of which nothing came yet.
    if before.gfmis:
        same = same and before.doc_date == wanted.doc_date and wanted.expense in ("", before.expense)
    if not same:
        raise Refused(Refusal.DRAW_DIFFERS, satang=str(before.satang))
    connection.execute(update(draws).where(*mine).values(gfmis=1))
    return not before.gfmis


def _told(wanted: DrawWanted, drawn_on: date) -> dict[str, str | int]:
    return {
        "unit": wanted.unit,
        "doc_no": wanted.doc_no,
        "doc_date": wanted.doc_date,
        "account": wanted.account,
        "fy": fiscal_year(drawn_on),
        "satang": int(wanted.satang),
        "drawn_on": drawn_on.isoformat(),
        "gfmis": 1,
        "expense": wanted.expense or chart.expense_of("", ""),
    }


def _wrong(field: str) -> Refused:
    return Refused(Refusal.FIELD_WRONG, field=field, line="")
