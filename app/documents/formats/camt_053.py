"""ISO 20022 camt.053.001.02, the bank's statement to its customer: written from what is kept, and read.

The version of the same year (2009) as the payment messages that we write, the one that most banks' and accounting
programs read; what later ones add, we have no use for. Our words for what an entry is stand as the proprietary code of
our own issuer, its reference as unstructured remittance information. Every message is read again before it is given.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from app.documents.formats import xml_source
from app.documents.formats.xml_words import DECLARATION, baht, can_hold, moment, tag, text
from app.domain.closing.statement import Entry, EntryKind, Side
from app.domain.closing.statement_file import CURRENCY, StatementFile, demand_sum, foreign_id, plain_id
from app.domain.values.dates import BANGKOK
from app.domain.values.errors import BadInput, Broken
from app.domain.values.money import SATANG_PER_BAHT, Money

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.documents.formats.xml_source import Path

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
ISSUER = "KHLANG"
BOOKED = "BOOK"
OPENING, CLOSING = "OPBD", "CLBD"
REFERENCE_CHARS_MAX, TEXT_CHARS_MAX = 140, 500
_STATEMENT = ("Document", "BkToCstmrStmt", "Stmt")
_ENTRY = (*_STATEMENT, "Ntry")
_BALANCE = (*_STATEMENT, "Bal")
_DETAILS = ("NtryDtls", "TxDtls")
_AMOUNT = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,2})0{0,3})?\Z")
_SIGNS = {"CRDT": Side.IN, "DBIT": Side.OUT}


def make(file: StatementFile, made_at: datetime) -> bytes:
    """Return the message; raise `Broken` ``export_differs`` where it would not say what is kept."""
    content = _content(file, made_at).encode()
    try:
        again = parse(content)
    except BadInput as problem:
        raise Broken("export_differs", part=problem.code) from problem
    if (again.account, again.opening, again.closing, list(map(_told, again.entries))) != (
        file.account,
        file.opening,
        file.closing,
        list(map(_told, file.entries)),
    ):
        raise Broken("export_differs", part="content")
    return content


def name_of(file: StatementFile) -> str:
    """Return how the file is called."""
    return f"camt.053.001.02-{file.account}-{file.first:%Y%m%d}-{file.last:%Y%m%d}.xml"


def parse(data: bytes) -> StatementFile:
    """Return what a message says of its one account; raise `BadInput` ``xml_...`` and ``statement_...``.

    Entries that are not booked are left out.
    """
    reading = _Reading()
    xml_source.walk(data, NAMESPACE, reading.leaf)
    return reading.result()


def _told(entry: Entry) -> tuple[object, ...]:
    return (
        entry.entry_id,
        entry.booked_at,
        entry.side,
        entry.amount,
        entry.kind,
        entry.reference,
        entry.bank_ref,
        entry.count,
        entry.text,
    )


# -- writing ----------------------------------------------------------------------------------------------------------


def _content(file: StatementFile, made_at: datetime) -> str:
    named = f"{file.account}-{file.first:%Y%m%d}-{file.last:%Y%m%d}"
    begin, end = _start(file.first), _start(file.last + timedelta(days=1)) - timedelta(milliseconds=1)
    statement = "".join(
        (
            text("Id", named),
            text("CreDtTm", moment(made_at)),
            tag("FrToDt", text("FrDtTm", begin.isoformat()), text("ToDtTm", end.isoformat(timespec="milliseconds"))),
            tag("Acct", _account(file.account), text("Ccy", CURRENCY), text("Nm", file.name[:70])),
            _balance(OPENING, file.opening or Money(0), file.first),
            _balance(CLOSING, file.closing or Money(0), file.last),
            _summary(file),
            *(_entry(entry) for entry in file.entries),
        )
    )
    head = tag("GrpHdr", text("MsgId", f"{file.account}-{made_at:%Y%m%d%H%M%S}"), text("CreDtTm", moment(made_at)))
    body = tag("BkToCstmrStmt", head, tag("Stmt", statement))
    return f'{DECLARATION}<Document xmlns="{NAMESPACE}">{body}</Document>\n'


def _start(day: date) -> datetime:
    return datetime.combine(day, time(0), BANGKOK)


def _account(number: str) -> str:
    return tag("Id", tag("Othr", text("Id", number)))


def _amount(satang: int) -> str:
    return f'<Amt Ccy="{CURRENCY}">{baht(abs(satang))}</Amt>'


def _sign(satang: int) -> str:
    return text("CdtDbtInd", "DBIT" if satang < 0 else "CRDT")


def _balance(code: str, amount: Money, day: date) -> str:
    kind = tag("Tp", tag("CdOrPrtry", text("Cd", code)))
    return tag("Bal", kind, _amount(amount.satang), _sign(amount.satang), tag("Dt", text("Dt", day.isoformat())))


def _summary(file: StatementFile) -> str:
    def total(name: str, entries: list[Entry]) -> str:
        satang = sum(entry.amount.satang for entry in entries)
        return tag(name, text("NbOfNtries", str(len(entries))), text("Sum", baht(satang)))

    came_in = [entry for entry in file.entries if entry.side is Side.IN]
    went_out = [entry for entry in file.entries if entry.side is Side.OUT]
    whole = tag("TtlNtries", text("NbOfNtries", str(len(file.entries))))
    return tag("TxsSummry", whole, total("TtlCdtNtries", came_in), total("TtlDbtNtries", went_out))


def _entry(entry: Entry) -> str:
    booked = entry.booked_at.astimezone(BANGKOK)
    return tag(
        "Ntry",
        text("NtryRef", entry.entry_id.replace("-", "")),
        _amount(entry.amount.satang),
        _sign(entry.change),
        text("Sts", BOOKED),
        tag("BookgDt", text("DtTm", booked.isoformat(timespec="milliseconds"))),
        tag("ValDt", text("Dt", booked.date().isoformat())),
        text("AcctSvcrRef", _plain(entry.bank_ref, 35)),
        tag("BkTxCd", tag("Prtry", text("Cd", entry.kind.value), text("Issr", ISSUER))),
        tag(
            "NtryDtls",
            tag("Btch", text("NbOfTxs", str(entry.count))),
            tag("TxDtls", tag("RmtInf", text("Ustrd", _plain(entry.reference, REFERENCE_CHARS_MAX)))),
        ),
        text("AddtlNtryInf", _plain(entry.text, TEXT_CHARS_MAX)),
    )


def _plain(words: str, limit: int) -> str:
    if len(words) > limit or not can_hold(words):
        raise Broken("export_differs", part="text")
    return words


# -- reading ----------------------------------------------------------------------------------------------------------


class _Reading:
    """A message as it comes."""

    def __init__(self) -> None:
        self._accounts: list[str] = []
        self._name = ""
        self._values: dict[Path, str] = {}
        self._balances: dict[str, Money] = {}
        self._days: list[date] = []
        self._entries: list[Entry] = []
        self._alike: dict[tuple[object, ...], int] = {}

    def leaf(self, path: Path, words: str, attributes: Mapping[str, str]) -> None:
        """Take one element."""
        if path == _ENTRY:
            self._close_entry()
        elif path == _BALANCE:
            self._close_balance()
        elif path[:4] in (_ENTRY, _BALANCE):
            inside = path[4:]
            if inside[-1] == "Amt" and len(inside) == 1:
                self._demand_baht(attributes.get("Ccy", ""))
            self._values.setdefault(inside, words)
        elif path[:4] == (*_STATEMENT, "Acct"):
            self._account(path[4:], words)
        elif path in ((*_STATEMENT, "FrToDt", "FrDtTm"), (*_STATEMENT, "FrToDt", "ToDtTm")):
            self._days.append(self._moment(words).astimezone(BANGKOK).date())

    def result(self) -> StatementFile:
        """Return the statement once the message has been read to its end."""
        if len(set(self._accounts)) != 1:
            raise BadInput("statement_file_wrong", place=0, found=", ".join(sorted(set(self._accounts))) or "–")
        days = self._days or [entry.day for entry in self._entries]
        if not days:
            raise BadInput("statement_file_wrong", place=0, found="–")
        opening, closing = self._balances.get(OPENING), self._balances.get(CLOSING)
        entries = tuple(sorted(self._entries, key=lambda entry: entry.booked_at))
        demand_sum(opening, closing, entries)
        return StatementFile(self._accounts[0], self._name, min(days), max(days), opening, closing, entries)

    def _account(self, path: Path, words: str) -> None:
        if path in (("Id", "Othr", "Id"), ("Id", "IBAN")):
            if self._entries and words not in self._accounts:
                raise BadInput("statement_file_wrong", place=len(self._entries), found=words)
            self._accounts.append(words)
        elif path == ("Ccy",):
            self._demand_baht(words)
        elif path == ("Nm",):
            self._name = words

    def _close_balance(self) -> None:
        values, self._values = self._values, {}
        amount = self._satang(values.get(("Amt",), ""))
        code = values.get(("Tp", "CdOrPrtry", "Cd"), "")
        self._balances.setdefault(code, Money(-amount if values.get(("CdtDbtInd",)) == "DBIT" else amount))

    def _close_entry(self) -> None:
        values, self._values = self._values, {}
        if values.get(("Sts",)) != BOOKED:
            return
        account = self._accounts[0] if self._accounts else ""
        booked = values.get(("BookgDt", "DtTm")) or values.get(("BookgDt", "Dt")) or values.get(("ValDt", "Dt"), "")
        side = _SIGNS.get(values.get(("CdtDbtInd",), ""))
        satang, at = self._satang(values.get(("Amt",), "")), self._moment(booked)
        if side is None or not account or not satang:
            raise self._wrong(values.get(("CdtDbtInd",), "–") if account else "–")
        bank_ref, told = values.get(("AcctSvcrRef",), ""), values.get(("AddtlNtryInf",), "")
        reference = values.get((*_DETAILS, "RmtInf", "Ustrd"), "")
        named = plain_id(values.get(("NtryRef",), ""))
        self._entries.append(
            Entry(
                account=account,
                entry_id=named or self._named(account, at, side, satang, (bank_ref, reference, told)),
                booked_at=at,
                side=side,
                amount=Money(satang),
                kind=_kind(values),
                reference=reference,
                bank_ref=bank_ref,
                count=self._count(values.get(("NtryDtls", "Btch", "NbOfTxs"), "1")),
                text=told,
                signed=False,
            )
        )

    def _named(self, account: str, at: datetime, side: Side, satang: int, words: tuple[str, ...]) -> str:
        alike = (account, at, side, satang, words)
        place = self._alike.get(alike, 0)
        self._alike[alike] = place + 1
        return foreign_id(account, at, side, satang, words, place)

    def _moment(self, words: str) -> datetime:
        try:
            found = datetime.fromisoformat(words)
        except ValueError as problem:
            raise self._wrong(words) from problem
        return found if found.tzinfo else found.replace(tzinfo=BANGKOK)

    def _satang(self, words: str) -> int:
        match = _AMOUNT.match(words)
        if match is None:
            raise self._wrong(words)
        return int(match[1]) * SATANG_PER_BAHT + int((match[2] or "").ljust(2, "0"))

    def _count(self, words: str) -> int:
        if not (words.isascii() and words.isdigit() and 0 < int(words) < 10**9):
            raise self._wrong(words)
        return int(words)

    def _demand_baht(self, currency: str) -> None:
        if currency != CURRENCY:
            raise BadInput("statement_currency_other", found=currency[:10] or "–")

    def _wrong(self, words: str) -> BadInput:
        return BadInput("statement_file_wrong", place=len(self._entries) + 1, found=words[:40] or "–")


def _kind(values: Mapping[Path, str]) -> EntryKind:
    code, issuer = values.get(("BkTxCd", "Prtry", "Cd"), ""), values.get(("BkTxCd", "Prtry", "Issr"))
    return EntryKind(code) if issuer == ISSUER and code in set(EntryKind) else EntryKind.OTHER
