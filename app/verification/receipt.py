"""Receipts in a saved paper: what the bank signed, whether the pages say the same, and whether the file was altered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.verification import page_text
from app.verification import paper as paper_of
from app.verification.dossier import fingerprint
from app.verification.findings import Broken, Part, Report, Unreadable
from app.wire import codec, paper, signature
from app.wire.receipts import OFFICIAL_RECEIPT, OfficialReceipt

if TYPE_CHECKING:
    from app.wire.paper import CarriedReceipt

_AMOUNT = re.compile(r"(-?[0-9]{1,3}(?:,[0-9]{3})*\.[0-9]{2})(?: [^ ]+)?\Z")
_NAME_CHARS = 40
"""So much of a payer's name is looked for; long ones are shortened on paper."""


def check(pdf: bytes, carried: tuple[CarriedReceipt, ...], bank_key: str) -> Report:
    """Check the receipts of a paper against the bank's public key (base64), its fingerprint, or nothing ('')."""
    report = Report()
    receipts: list[OfficialReceipt] = []
    try:
        compared = _demand_bank(carried, bank_key)
    except Broken as problem:
        report.broken(Part.BANK_KEY, problem)
        return report
    report.proven(Part.BANK_KEY) if compared else report.open(Part.BANK_KEY, "not_compared", _shown_key(carried))
    for number, each in enumerate(carried, 1):
        try:
            receipt = _demand_receipt(each, number)
        except Broken as problem:
            report.broken(Part.OFFICIAL_RECEIPT, problem)
            return report
        receipts.append(receipt)
        report.proven(Part.OFFICIAL_RECEIPT, shown_number(receipt), _amount(receipt.total_satang))
    _check_pages(report, pdf, receipts)
    return report


def shown_number(receipt: OfficialReceipt) -> str:
    """Return a receipt's number as its paper has it."""
    return f"{receipt.number.zfill(6)}/{receipt.fy}"


def _demand_bank(carried: tuple[CarriedReceipt, ...], bank_key: str) -> bool:
    """Say whether the paper's key was compared with the bank's; raise `Broken` where it is another."""
    keys = {each.bank_public_key for each in carried}
    if len(keys) != 1:
        raise Broken("", "key")
    (key,) = keys
    try:
        known = fingerprint(key)
    except ValueError as problem:
        raise Broken("", "key") from problem
    if bank_key and bank_key not in (key, known):
        raise Broken(known, "other_bank")
    return bool(bank_key)


def _shown_key(carried: tuple[CarriedReceipt, ...]) -> str:
    return fingerprint(carried[0].bank_public_key)


def _demand_receipt(carried: CarriedReceipt, number: int) -> OfficialReceipt:
    """Return what the bank signed; raise `Broken` with the receipt's place in the paper."""
    if not signature.verify(carried.bank_public_key, signature.OFFICIAL_RECEIPT, carried.text, carried.sig):
        raise Broken(str(number), "not_the_banks")
    try:
        receipt = codec.decode(carried.text, OfficialReceipt)
    except codec.NotCanonical as problem:
        raise Broken(str(number), "unreadable") from problem
    items = sum(int(item.satang) for item in receipt.items)
    if receipt.typ != OFFICIAL_RECEIPT or str(items) != receipt.total_satang:
        raise Broken(str(number), "unreadable")
    return receipt


def _check_pages(report: Report, pdf: bytes, receipts: list[OfficialReceipt]) -> None:
    """Check the seal over every byte where there is one, and that the pages say what was signed, and no other sum."""
    try:
        content, text, _ = paper.taken_apart(pdf)
        seal = paper.read(text)
    except (ValueError, codec.NotCanonical):
        report.broken(Part.PAPER, Broken("", "no_seal"))
        return
    try:
        paper_of.demand_pages(content, seal)
        _demand_same(page_text.texts(content), receipts)
        report.proven(Part.PAPER, place=seal.digest[:16])
    except ValueError as problem:
        report.broken(Part.PAPER, Broken(str(problem), "unreadable"))
    except Broken as problem:
        report.broken(Part.PAPER, problem)


def _demand_same(pages: list[list[str]], receipts: list[OfficialReceipt]) -> None:
    """Demand that every receipt stands on a page, and that no page bears a sum that was not signed."""
    said = [_plain("".join(page)) for page in pages]
    signed = {_amount(receipt.total_satang) for receipt in receipts}
    signed |= {_amount(item.satang) for receipt in receipts for item in receipt.items}
    for number, page in enumerate(pages, 1):
        if any((sum_ := _AMOUNT.match(text)) and sum_[1] not in signed for text in page):
            raise Broken(str(number), "page_says_else")
    for receipt in receipts:
        wanted = (shown_number(receipt), _amount(receipt.total_satang), _plain(receipt.payer_name)[:_NAME_CHARS])
        if not any(all(words in page for words in wanted) for page in said):
            raise Broken(shown_number(receipt), "page_says_else")


def _plain(text: str) -> str:
    return "".join(text.split())


def _amount(satang: str) -> str:
    return f"{int(satang) // 100:,}.{int(satang) % 100:02d}"


def carried(pdf: bytes, name: str) -> tuple[CarriedReceipt, ...]:
    """Return the receipts in a paper, none for other papers; raise `Unreadable` for a paper that is cut."""
    try:
        return paper.receipts(pdf)
    except ValueError as problem:
        raise Unreadable(name, "damaged") from problem
