"""Lines held against the register, and old registers held against ours."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.disbursement.issues import Severity
from app.domain.disbursement.lines import Line
from app.domain.payees.payee import PayeeRecord, PersonType
from app.domain.payees.register import Register, RegisteredPayee, issues
from app.domain.payees.register_columns import RegisterColumn, recognise
from app.domain.payees.register_file import Judged, Present, Verdict, judged
from app.i18n import LANGUAGES, words
from app.system import reference_data
from tests.helpers.payees import citizen_id, record

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = date(2026, 11, 24)
BANKS = reference_data.banks()
HEAD = (
    "Receiving Bank Code",
    "เลขที่บัญชี",
    "คำนำหน้า",
    "ชื่อ",
    "สกุล",
    "เลขประจำตัวประชาชน",
    "ประเภทบุคคล",
    "สังกัด",
    "โทรศัพท์",
    "e-mail",
)


def payee(number: int, **changes: str) -> RegisteredPayee:
    made = record(number, **{name: text for name, text in changes.items() if name != "merged_into"})
    return RegisteredPayee(
        f"p{number}", 3, made.name, made.bank, made.acct, made.acct_name, made.person_id, made.until,
        changes.get("merged_into", ""), "2026-10-01",
    )  # fmt: skip


def line(number: int, **changes: Any) -> Line:
    made = record(number)
    return Line(7, made.bank, made.acct, made.name, 100, made.person_id)._replace(**changes)


@pytest.mark.parametrize(
    ("registered", "told", "code", "signed"),
    [
        (payee(1), line(1), "", ("p1", "3")),
        (payee(1, acct_name="ชื่อบัญชีอื่น"), line(1, name="ชื่อบัญชีอื่น"), "", ("p1", "3")),
        (payee(1), line(1, name="คนอื่น", person_id=""), "name_differs", ("", "")),
        (payee(1), line(1, account="9800000099"), "account_changed", ("", "")),
        (payee(1), line(1, account="9800000099", person_id=""), "not_registered", ("", "")),
        (payee(1, until="2026-11-23"), line(1), "payee_ended", ("", "")),
        (payee(1, until="2026-11-24"), line(1), "", ("p1", "3")),
        (payee(1, merged_into="p2"), line(1), "payee_ended", ("", "")),
    ],
)
def test_a_line_is_linked_where_register_and_line_say_the_same(
    registered: RegisteredPayee, told: Line, code: str, signed: tuple[str, str]
) -> None:
    link = Register([registered]).link(told, DAY)
    assert (link.code, link.signed) == (code, signed)


def test_of_two_at_one_account_the_name_tells_and_the_living_one_counts() -> None:
    register = Register([payee(1), payee(2, acct=record(1).acct), payee(3, acct=record(1).acct, merged_into="p1")])
    assert register.link(line(2, account=record(1).acct), DAY).signed == ("p2", "3")
    assert register.link(line(3, account=record(1).acct), DAY).code == "payee_ended"


def test_an_empty_register_says_nothing_until_the_policy_wants_it() -> None:
    assert issues(Register([]), [line(1)], DAY, BANKS, required=False) == []
    [found] = issues(Register([]), [line(1)], DAY, BANKS, required=True)
    assert (found.code, found.severity) == ("not_registered", Severity.ERROR)
    [marked] = issues(Register([payee(2)]), [line(1)], DAY, BANKS, required=False)
    assert (marked.code, marked.severity) == ("not_registered", Severity.WARNING)


def test_whoever_has_ended_keeps_a_draft_from_being_handed_in() -> None:
    [found] = issues(Register([payee(1, until="2026-01-01")]), [line(1)], DAY, BANKS, required=False)
    assert (found.code, found.severity) == ("payee_ended", Severity.ERROR)


@pytest.mark.parametrize(
    ("bank", "thai", "english"), [("006", "006 กรุงไทย", "006 KTB"), ("promptpay", "พร้อมเพย์", "PromptPay")]
)
def test_the_bank_of_the_registered_account_has_its_name_in_the_language_of_the_words(
    bank: str, thai: str, english: str
) -> None:
    registered = payee(1, bank=bank)
    [found] = issues(Register([registered]), [line(1, account="9800000099")], DAY, BANKS, required=False)
    told = {language: words(language, f"import_issues.advice.{found.code}", **found.facts) for language in LANGUAGES}
    assert f" {thai} {registered.acct} " in told["th"]
    assert f" {english} {registered.acct};" in told["en"]


# -- old registers ----------------------------------------------------------------------------------------------------


def read(rows: Sequence[Sequence[str]], known: Sequence[PayeeRecord] = (), pending: Sequence[str] = ()) -> list[Judged]:
    ids = count(1)
    records = {f"p{number}": each for number, each in enumerate(known)}
    register = Register(
        RegisteredPayee(key, 1, each.name, each.bank, each.acct, each.acct_name, each.person_id, each.until, "", "")
        for key, each in records.items()
    )
    present = Present(register, records, frozenset(pending))
    table = [("ทะเบียนคุม",) + ("",) * 9, HEAD, *rows]
    layout = recognise(table)
    assert layout.missing == []
    return judged(table, layout, 1, present, BANKS, PersonType.STAFF, DAY, lambda: f"new{next(ids)}")


def row(number: int, **changes: str) -> tuple[str, ...]:
    cells = {
        "bank": "6", "acct": f"{9_800_000_000 + number}", "title": "นางสาว", "name": "ทดสอบ", "last": f"ที่{number:05d}",
        "id": citizen_id(number), "type": "ข้าราชการ", "office": f"กองคลัง กลุ่มที่ {number % 7}",
        "mobile": f"08{number:08d}", "email": "",
    }  # fmt: skip
    return tuple((cells | changes).values())


def test_the_first_column_may_be_the_receiving_bank_code_and_names_may_be_in_pieces() -> None:
    [told] = read([row(1)])
    assert told.verdict is Verdict.ADDED
    assert told.record == record(1)
    assert recognise([HEAD]).columns[RegisterColumn.BANK] == 0


def test_rows_are_added_changed_unchanged_or_refused_each_with_its_reason() -> None:
    rows = [
        row(1),
        row(2, mobile="0899999999"),
        row(3),
        row(4, id="1234567890123"),
        row(5, acct=""),
        row(3, acct="9811111111"),
        row(6),
        ("", "", "", "รวม 6 ราย", "", "", "", "", "", ""),
    ]
    known = [record(1), record(2), record(6, until="2026-01-01")]
    told = read(rows, known)
    assert [(each.verdict, each.differs, each.why) for each in told] == [
        (Verdict.UNCHANGED, (), ""),
        (Verdict.CHANGED, ("mobile",), ""),
        (Verdict.ADDED, (), ""),
        (Verdict.REFUSED, (), "import_issues.issue.id_check_digit"),
        (Verdict.REFUSED, (), "import_issues.issue.account_missing"),
        (Verdict.REFUSED, (), "register.refusal.twice_in_file"),
        (Verdict.REFUSED, (), "register.refusal.ended"),
    ]
    assert [each.row for each in told] == [3, 4, 5, 6, 7, 8, 9]


def test_an_empty_cell_leaves_what_the_register_holds_and_another_account_is_a_change() -> None:
    [told] = read([row(1, mobile="", office="")], [record(1)])
    assert told.verdict is Verdict.UNCHANGED
    [changed] = read(
        [row(1, acct="9811111111")],
        [record(1, account_kind="permitted", permission_no="1", permission_date="2026-01-01")],
    )
    assert changed.differs == ("acct",)
    assert changed.entry is not None
    assert changed.entry.before == record(1, account_kind="permitted", permission_no="1", permission_date="2026-01-01")


def test_whoever_has_a_change_that_waits_is_refused_and_a_completed_number_is_said() -> None:
    [told] = read([row(1, mobile="0899999999")], [record(1)], ["p0"])
    assert told.why == "register.refusal.pending"
    [completed] = read([row(1, acct="80000001")])
    assert completed.record.acct == "0080000001"
    assert completed.guessed == ("account",)


@pytest.mark.parametrize(
    ("words", "kind", "account_kind"),
    [
        ("ลูกจ้างประจำ", "staff", "salary"),
        ("บุคคลภายนอก", "outside", "declared"),
        ("ข้าราชการส่วนราชการอื่น", "other_agency", "declared"),
        ("", "staff", "salary"),
    ],
)
def test_words_say_who_somebody_is_and_that_says_which_account(words: str, kind: str, account_kind: str) -> None:
    [told] = read([row(1, type=words)])
    assert (told.record.person_type, told.record.account_kind) == (kind, account_kind)
