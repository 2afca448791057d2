"""What Thai files do to cells: each case is repaired or named as the rules say, and the original is kept (DI-7)."""

from __future__ import annotations

import pytest

from app.domain.disbursement.bank_names import BankNames
from app.domain.disbursement.batch import Kind
from app.domain.disbursement.issues import GUESSES, Rule, Severity
from app.domain.disbursement.lines import Cells
from app.domain.disbursement.transfer import Field
from app.domain.disbursement.validation import Checker
from app.system.reference_data import banks

GOOD = Cells("006", "6544793646", "นายชัยวัฒน์ ลองใจ", "2750", "1234545678781", "0812345678", "a@b.test", "R1")
BANKS = banks()

# field, what the file has, what is read, the rules that changed it, the codes that remain
CASES: list[tuple[str, Field, str, str | int | None, list[str], list[str]]] = [
    ("Thai digits in an account", Field.ACCOUNT, "๖๕๔๔๗๙๓๖๔๖", "6544793646", ["thai_digits"], []),
    ("dashes in an account", Field.ACCOUNT, "654-4-79364-6", "6544793646", ["separators"], []),
    ("long dashes in an account", Field.ACCOUNT, "654–4–79364–6", "6544793646", ["separators"], []),
    ("blanks in an account", Field.ACCOUNT, "654 4 79364 6", "6544793646", ["separators"], []),
    (
        "a no-break blank in an account", Field.ACCOUNT,
        "654\u00a0479 3646", "6544793646", ["spaces", "separators"], [],
    ),
    (
        "a zero-width mark in an account", Field.ACCOUNT,
        "\u200b6544793646\ufeff", "6544793646", ["invisible"], [],
    ),
    (
        "Thai digits and dashes", Field.ACCOUNT,
        "๖๕๔-๔-๗๙๓๖๔-๖", "6544793646", ["thai_digits", "separators"], [],
    ),
    ("one lost zero of an account", Field.ACCOUNT, "544793646", "0544793646", ["account_zeros"], []),
    ("two lost zeros of an account", Field.ACCOUNT, "44793646", "0044793646", ["account_zeros"], []),
    ("too many lost zeros to guess", Field.ACCOUNT, "4793646", "4793646", [], ["account_short"]),
    ("a short account that kept its zero", Field.ACCOUNT, "02047713", "02047713", [], ["account_short"]),
    ("Excel's text mark", Field.ACCOUNT, "'0544793646", "0544793646", ["excel_text"], []),
    ("Excel's text formula", Field.ACCOUNT, '="0544793646"', "0544793646", ["excel_text"], []),
    ("a decimal tail", Field.ACCOUNT, "6544793646.0", "6544793646", ["decimal_tail"], []),
    (
        "a decimal tail and a lost zero", Field.ACCOUNT,
        "385520917.0", "0385520917", ["decimal_tail", "account_zeros"], [],
    ),
    ("all digits in scientific form", Field.ACCOUNT, "6.544793646E+9", "6544793646", ["scientific"], []),
    ("a rounded account", Field.ACCOUNT, "6.54479E+09", "6.54479E+09", [], ["account_rounded"]),
    (
        "a number too long for a sheet", Field.ACCOUNT,
        "1.23456789012346E+15", "1.23456789012346E+15", [], ["account_rounded"],
    ),
    ("letters in an account", Field.ACCOUNT, "65447936O6", "65447936O6", [], ["digits_lookalike"]),
    ("Arabic-Indic digits", Field.ACCOUNT, "٦٥٤٤٧٩٣٦٤٦", "٦٥٤٤٧٩٣٦٤٦", [], ["account_unreadable"]),
    (
        "two accounts in one cell", Field.ACCOUNT,
        "6544793646/6713718606", "6544793646/6713718606", [], ["account_unreadable"],
    ),
    ("only zeros", Field.ACCOUNT, "0000000000", "0000000000", [], ["account_unreadable"]),
    (
        "a date where an account should be", Field.ACCOUNT,
        "2026-11-21 00:00:00", "2026-11-21 00:00:00", [], ["account_day"],
    ),
    ("an account too long for its bank", Field.ACCOUNT, "123456789012", "123456789012", [], ["account_long"]),
    (
        "an unusual length that can be paid", Field.ACCOUNT,
        "12345678901", "12345678901", [], ["account_unusual"],
    ),
    ("no account", Field.ACCOUNT, "  ", "", [], ["account_missing"]),
    ("one digit of a bank code", Field.BANK, "6", "006", ["bank_zeros"], []),
    ("a Thai digit of a bank code", Field.BANK, "๖", "006", ["thai_digits", "bank_zeros"], []),
    ("a bank code with a decimal tail", Field.BANK, "6.0", "006", ["decimal_tail", "bank_zeros"], []),
    ("a bank's name", Field.BANK, "กรุงไทย", "006", ["bank_name"], []),
    ("a bank's full name", Field.BANK, "ธนาคารกรุงไทย จำกัด (มหาชน)", "006", ["bank_name"], []),
    ("a bank's short name", Field.BANK, "ธ.กรุงไทย", "006", ["bank_name"], []),
    ("a bank's letters", Field.BANK, "ktb", "006", ["bank_name"], []),
    ("code and name together", Field.BANK, "006 กรุงไทย", "006", ["bank_name"], []),
    (
        "code and another bank's name", Field.BANK,
        "006 ไทยพาณิชย์", "006 ไทยพาณิชย์", [], ["bank_unknown"],
    ),
    (
        "an unknown bank", Field.BANK,
        "ธนาคารแห่งดวงจันทร์", "ธนาคารแห่งดวงจันทร์", [], ["bank_unknown"],
    ),
    ("a bank that was merged", Field.BANK, "065", "065", [], ["bank_closed"]),
    ("no bank", Field.BANK, "", "", [], ["bank_missing"]),
    ("the word baht", Field.AMOUNT, "2,750.00 บาท", 275000, ["amount_words"], []),
    ("the sign of the baht", Field.AMOUNT, "฿2,750", 275000, ["amount_words"], []),
    ("a full stop and a dash", Field.AMOUNT, "2,750.-", 275000, ["amount_words"], []),
    ("thousands commas", Field.AMOUNT, "2,750.00", 275000, [], []),
    ("Thai digits in an amount", Field.AMOUNT, "๒,๗๕๐.๕๐", 275050, ["thai_digits"], []),
    ("blanks between thousands", Field.AMOUNT, "1 002 750.25", 100275025, ["separators"], []),
    ("an exact scientific amount", Field.AMOUNT, "2.75025E+03", 275025, ["scientific"], []),
    ("a rounded amount", Field.AMOUNT, "2.7E+03", None, [], ["amount_rounded"]),
    ("a fraction of a satang", Field.AMOUNT, "33.333333333", None, [], ["amount_third_decimal"]),
    ("nothing to pay", Field.AMOUNT, "0.00", 0, [], ["amount_zero"]),
    ("a negative amount", Field.AMOUNT, "-500", None, [], ["amount_negative"]),
    ("a negative amount of a bookkeeper", Field.AMOUNT, "(500.00)", None, [], ["amount_negative"]),
    ("a decimal comma", Field.AMOUNT, "2750,50", None, [], ["amount_comma"]),
    ("a word", Field.AMOUNT, "สองพัน", None, [], ["amount_unreadable"]),
    ("an amount beyond any budget", Field.AMOUNT, "99999999999999999", None, [], ["amount_too_large"]),
    ("no amount", Field.AMOUNT, "", None, [], ["amount_missing"]),
    ("split sara am", Field.NAME, "นายน\u0e49\u0e4d\u0e32 ใจดี", "นายน้ำ ใจดี", ["sara_am"], []),
    ("a zero-width blank in a name", Field.NAME, "นายกอ\u200b ขอคอ", "นายกอ ขอคอ", ["invisible"], []),
    ("double blanks in a name", Field.NAME, "นายกอ   ขอคอ", "นายกอ ขอคอ", ["spaces"], []),
    ("a line break in a name", Field.NAME, "นายกอ\nขอคอ", "นายกอ ขอคอ", ["spaces"], []),
    (
        "Excel's carriage return in a name", Field.NAME,
        "นายกอ_x000D_\nขอคอ", "นายกอ ขอคอ", ["invisible", "spaces"], [],
    ),
    ("a title in a name", Field.NAME, "ว่าที่ร้อยตรีหญิง ดร.กอ ขอคอ", "ว่าที่ร้อยตรีหญิง ดร.กอ ขอคอ", [], []),
    ("a name made safe for spreadsheets", Field.NAME, "'-นายกอ ขอคอ", "-นายกอ ขอคอ", ["excel_text"], []),
    (
        "a name that turns the writing round", Field.NAME,
        "นาย\u202eกอ ขอคอ", "นาย\u202eกอ ขอคอ", [], ["text_hidden"],
    ),
    ("a formula for a name", Field.NAME, "=HYPERLINK(1)", "=HYPERLINK(1)", [], ["text_formula"]),
    ("a number for a name", Field.NAME, "12345", "12345", [], ["name_unreadable"]),
    ("a name in other letters", Field.NAME, "Łukasz Żółw", "Łukasz Żółw", [], ["name_characters"]),
    ("a name without end", Field.NAME, "ก" * 101, "ก" * 101, [], ["text_long"]),
    ("no name", Field.NAME, " ", "", [], ["name_missing"]),
    ("dashes in an id", Field.PERSON_ID, "1-2345-45678-78-1", "1234545678781", ["separators"], []),
    ("a lost zero of a tax id", Field.PERSON_ID, "994000165501", "0994000165501", ["id_zero"], []),
    ("twelve digits that are no tax id", Field.PERSON_ID, "994000165502", "994000165502", [], ["id_length"]),
    ("a wrong check digit", Field.PERSON_ID, "1234545678789", "1234545678789", [], ["id_check_digit"]),
    ("a rounded id", Field.PERSON_ID, "1.23455E+12", "1.23455E+12", [], ["id_rounded"]),
    ("no id", Field.PERSON_ID, " ", "", [], []),
    ("dashes in a mobile number", Field.MOBILE, "081-234-5678", "0812345678", ["separators"], []),
    ("a lost zero of a mobile number", Field.MOBILE, "812345678", "0812345678", ["mobile_zero"], []),
    ("the country code", Field.MOBILE, "+66 81 234 5678", "0812345678", ["mobile_prefix"], []),
    (
        "a number of an office", Field.MOBILE,
        "02-123-4567", "021234567", ["separators"], ["mobile_unreadable"],
    ),
    (
        "two addresses in one cell", Field.EMAIL,
        "a@b.test, c@d.test", "a@b.test, c@d.test", [], ["email_unreadable"],
    ),
    ("blanks around an address", Field.EMAIL, " a@b.test ", "a@b.test", [], []),
    ("a formula for a reference", Field.REFERENCE, "@SUM(1)", "@SUM(1)", [], ["text_formula"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "original", "read", "rules", "codes"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_messy_cell_is_repaired_or_named(
    changed: Field, original: str, read: str | int | None, rules: list[str], codes: list[str]
) -> None:
    row = Checker(BANKS, Kind.WELFARE).check_row(7, GOOD.edited(changed, original))
    assert getattr(row.line, "satang" if changed is Field.AMOUNT else changed.value) == read
    assert [rule.value for repair in row.repairs for rule in repair.rules] == rules
    assert [issue.code for issue in row.issues] == codes
    for repair in row.repairs:
        assert (repair.row, repair.field, repair.original) == (7, changed, original)
        assert repair.severity is (Severity.WARNING if GUESSES.intersection(repair.rules) else Severity.NOTE)


@pytest.mark.parametrize(
    ("bank", "account", "rules", "codes"),
    [
        ("030", "20477131234", ["account_zeros"], []),
        ("030", "020477131234", [], []),
        ("030", "123456789012345", [], []),
        ("030", "02047713", [], ["account_short"]),
        ("030", "0204771312", [], ["account_unusual"]),
        ("034", "12345678901", ["account_zeros"], []),
        ("067", "12345678901234", [], []),
        ("067", "1234567890", [], ["account_unusual"]),
        ("069", "12345678901234", [], []),
        ("066", "123456789012", [], []),
        ("035", "1234567890", [], []),
        ("035", "123456789012", [], ["account_long"]),
        ("002", "123456789012345", [], ["account_long"]),
        ("999", "123456789012345", [], ["bank_unknown"]),
        ("999", "12345", [], ["bank_unknown", "account_length"]),
        ("", "123456789012", [], ["bank_missing"]),
        ("999", "12O45", [], ["bank_unknown", "account_unreadable"]),
    ],
)
def test_each_bank_has_its_own_usual_lengths(bank: str, account: str, rules: list[str], codes: list[str]) -> None:
    row = Checker(BANKS, Kind.WELFARE).check_row(1, GOOD._replace(bank=bank, account=account))
    assert [rule.value for repair in row.repairs for rule in repair.rules] == rules
    assert [issue.code for issue in row.issues] == codes


def test_a_declined_rule_leaves_the_cell_as_the_file_has_it() -> None:
    cells = GOOD._replace(account="544793646", amount="2,750 บาท")
    row = Checker(BANKS, Kind.WELFARE, {Rule.ACCOUNT_ZEROS}).check_row(1, cells)
    assert row.line.account == "544793646"
    assert [issue.code for issue in row.issues] == ["account_short"]
    assert [repair.rules for repair in row.repairs] == [(Rule.AMOUNT_WORDS,)]


def test_a_second_column_confirms_the_bank_or_contradicts_it() -> None:
    checker = Checker(BANKS, Kind.WELFARE)
    assert not checker.check_row(1, GOOD._replace(bank_name="ธ.กรุงไทย")).issues
    assert not checker.check_row(1, GOOD._replace(bank_name="สาขาไหนก็ได้")).issues
    contradicted = checker.check_row(1, GOOD._replace(bank_name="ออมสิน"))
    assert [(issue.code, issue.severity) for issue in contradicted.issues] == [("bank_name_differs", Severity.WARNING)]
    assert not checker.check_row(1, GOOD._replace(bank_name="ออมสิน").edited(Field.BANK, "006")).issues
    assert checker.check_row(1, GOOD._replace(bank="", bank_name="กรุงไทย")).line.bank == "006"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("กสิกรไทย", "004"), ("Kasikorn Bank", "004"), ("KBank", "004"), ("ธ.ไทยพาณิชย์", "014"), ("SCB", "014"),
        ("ธนาคารออมสิน", "030"), ("ธ.ก.ส.", "034"), ("ธกส", "034"), ("BAAC", "034"), ("ธอส.", "033"), ("TTB", "011"),
        ("ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร", "034"), ("ทหารไทยธนชาต จำกัด (มหาชน)", "011"),
        ("กรุงศรีอยุธยา", "025"),
        ("Bank of Ayudhya", "025"), ("ธนาคารกรุงเทพ", "002"), ("Bangkok Bank PCL", "002"), ("ซีไอเอ็มบี ไทย", "022"),
        ("ยูโอบี", "024"), ("ธนาคารอิสลามแห่งประเทศไทย", "066"), ("LH Bank", "073"),
        ("แลนด์ แอนด์ เฮ้าส์", "073"), ("KKP", "069"),
        ("Krungthai Bank", "006"), ("KRUNGTHAIBANK", "006"), ("", ""), ("ธนาคาร", ""), ("bank", ""), ("ไทย", ""),
    ],
)  # fmt: skip
def test_banks_are_known_by_their_usual_names_and_never_guessed(name: str, code: str) -> None:
    assert BankNames(BANKS).code(name) == code
