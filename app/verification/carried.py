"""What the bank signed in a saved paper: by its key, against what the pages say, and whether the file was altered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from app.verification import page_text
from app.verification import paper as paper_of
from app.verification.findings import Broken, Part, Report
from app.wire import codec, paper, signature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.wire.paper import Carried

M = TypeVar("M", bound=codec.Message)
_SATANG = re.compile(r"[0-9]{1,17}\Z")
_AMOUNT = re.compile(r"(-?[0-9]{1,3}(?:,[0-9]{3})*\.[0-9]{2})(?: [^ ]+)?\Z")


@dataclass(frozen=True, slots=True)
class Form(Generic[M]):
    """What is asked of one kind of signed text: its label, its form, and what a page with it must say.

    ``is_whole`` says whether it is itself right; ``name`` is its number as papers have it; ``satangs`` are the sums
    that its page may bear, the whole one first, none where it is not about money. Besides name and whole sum one of its
    ``tellings`` must stand on its page, word for word; each is a language.
    """

    part: Part
    label: bytes
    kind: type[M]
    is_whole: Callable[[M], bool]
    name: Callable[[M], str]
    satangs: Callable[[M], Sequence[str]]
    tellings: Callable[[M], Sequence[Sequence[str]]]


def check(form: Form[M], pdf: bytes, carried: tuple[Carried, ...], bank_key: str) -> Report:
    """Check what a paper carries against the bank's public key (base64), its fingerprint, or nothing ('')."""
    report = Report()
    said: list[M] = []
    try:
        compared = _demand_bank(carried, bank_key)
    except Broken as problem:
        report.broken(Part.BANK_KEY, problem)
        return report
    shown = signature.key_id(carried[0].bank_public_key)
    report.proven(Part.BANK_KEY) if compared else report.open(Part.BANK_KEY, "not_compared", shown)
    for number, each in enumerate(carried, 1):
        try:
            one = _demand_signed(form, each, number)
        except Broken as problem:
            report.broken(form.part, problem)
            return report
        said.append(one)
        report.proven(form.part, form.name(one), " ".join(_whole_sum(form, one)))
    _check_pages(form, report, pdf, said)
    return report


def amount(satang: str) -> str:
    """Return a sum as papers have it."""
    return f"{int(satang) // 100:,}.{int(satang) % 100:02d}"


def adds_up(satangs: Iterable[str], total: str) -> bool:
    """Say whether the lines of something signed are amounts that come to its sum."""
    known = list(satangs)
    return all(map(_SATANG.match, known)) and str(sum(map(int, known))) == total


def _demand_bank(carried: tuple[Carried, ...], bank_key: str) -> bool:
    """Say whether the paper's key was compared with the bank's; raise `Broken` where it is another."""
    keys = {each.bank_public_key for each in carried}
    if len(keys) != 1:
        raise Broken("", "key")
    (key,) = keys
    try:
        known = signature.key_id(key)
    except ValueError as problem:
        raise Broken("", "key") from problem
    if bank_key and bank_key not in (key, known):
        raise Broken(known, "other_bank")
    return bool(bank_key)


def _demand_signed(form: Form[M], carried: Carried, number: int) -> M:
    """Return what the bank signed; raise `Broken` with its place in the paper."""
    if not signature.verify(carried.bank_public_key, form.label, carried.text, carried.sig):
        raise Broken(str(number), "not_the_banks")
    try:
        one = codec.decode(carried.text, form.kind)
    except codec.NotCanonical as problem:
        raise Broken(str(number), "unreadable") from problem
    if not form.is_whole(one):
        raise Broken(str(number), "unreadable")
    return one


def _check_pages(form: Form[M], report: Report, pdf: bytes, said: list[M]) -> None:
    """Check the seal over every byte where there is one, and that the pages say what was signed, and no other sum."""
    try:
        content, text, _ = paper.taken_apart(pdf)
        seal = paper.read(text)
    except (ValueError, codec.NotCanonical):
        report.broken(Part.PAPER, Broken("", "no_seal"))
        return
    try:
        paper_of.demand_pages(content, seal)
        _demand_same(form, page_text.texts(content), said)
        report.proven(Part.PAPER, place=seal.digest[:16])
    except ValueError as problem:
        report.broken(Part.PAPER, Broken(str(problem), "unreadable"))
    except Broken as problem:
        report.broken(Part.PAPER, problem)


def _demand_same(form: Form[M], pages: list[list[str]], said: list[M]) -> None:
    """Demand that each stands on a page, and that no page bears a sum that was not signed."""
    held = [_plain("".join(page)) for page in pages]
    signed = {amount(satang) for one in said for satang in form.satangs(one)}
    for number, page in enumerate(pages, 1):
        if any((sum_ := _AMOUNT.match(text)) and sum_[1] not in signed for text in page):
            raise Broken(str(number), "page_says_else")
    for one in said:
        headed = [form.name(one), *_whole_sum(form, one)]
        wanted = [headed + [_plain(words) for words in telling] for telling in form.tellings(one)]
        if not any(all(words in page for words in telling) for telling in wanted for page in held):
            raise Broken(form.name(one), "page_says_else")


def _whole_sum(form: Form[M], one: M) -> list[str]:
    return [amount(satang) for satang in form.satangs(one)[:1]]


def _plain(text: str) -> str:
    return "".join(text.split())
