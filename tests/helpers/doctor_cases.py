"""What comes in Thai payee lists, and what the doctor makes of it (DI-7): the table that the rules are held against.

A case that is read is repaired by its rules, and the original is kept beside it. A case with codes is flagged and stays
as it came: whatever could mean something else is never repaired without a person. Titles and ranks stay in the name.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from app.domain.disbursement.transfer import Field


class Case(NamedTuple):
    """One cell: ``comes`` in the file, ``read`` by the program; ``satang`` for amounts, None where unreadable."""

    what: str
    field: Field
    comes: str
    read: str | int | None
    rules: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def wide(text: str) -> str:
    """Return letters and digits as wide as Chinese ones."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


_F = Field
TITLES = (
    "นายสมชาย ใจดี", "นางสมหญิง ใจดี", "นางสาวมาลี ใจดี", "น.ส.มาลี ใจดี", "ดร.กอ ขอคอ", "ผศ.ดร.กอ ขอคอ", "พ.ญ.แพร งามดี",
    "ร.ต.อ.กล้า หาญดี", "ว่าที่ ร.ต.กอ ขอคอ", "ว่าที่ร้อยตรีหญิงกอ ขอคอ", "จ.ส.อ.กอ ขอคอ", "ด.ต.กอ ขอคอ", "ม.ร.ว.กอ ขอคอ",
)  # fmt: skip

CASES = (
    Case("Thai digits of an account", _F.ACCOUNT, "๐๓๘-๕-๕๒๐๙๑-๗", "0385520917", ("thai_digits", "separators")),
    Case("full-width digits", _F.ACCOUNT, wide("0385520917"), "0385520917", ("full_width",)),
    Case("a zero lost in Excel", _F.ACCOUNT, "385520917", "0385520917", ("account_zeros",)),
    Case("two zeros lost in Excel", _F.ACCOUNT, "38552091", "0038552091", ("account_zeros",)),
    Case("so many zeros that it may be another bank's", _F.ACCOUNT, "3855209", "3855209", (), ("account_short",)),
    Case("all digits in scientific form", _F.ACCOUNT, "6.544793646E+09", "6544793646", ("scientific",)),
    Case("digits lost in scientific form", _F.ACCOUNT, "6.54479E+09", "6.54479E+09", (), ("account_rounded",)),
    Case("digits that a sheet took for a day", _F.ACCOUNT, "2026-11-21", "2026-11-21", (), ("account_day",)),
    Case("a day with its hour", _F.ACCOUNT, "2026-11-21 00:00:00", "2026-11-21 00:00:00", (), ("account_day",)),
    Case("a day of the Buddhist era", _F.ACCOUNT, "๒๑-๑๑-๒๕๖๙", "21-11-2569", ("thai_digits",), ("account_day",)),
    Case(
        "a bank and its account in one cell", _F.ACCOUNT,
        "กรุงไทย 447-1-02938-5", "4471029385", ("bank_account", "separators"),
    ),
    Case("the account before its bank", _F.ACCOUNT, "4471029385 (KTB)", "4471029385", ("bank_account",)),
    Case(
        "an account of another bank than the line's", _F.ACCOUNT,
        "กสิกรไทย 4471029385", "กสิกรไทย 4471029385", (), ("account_unreadable",),
    ),
    Case(
        "a number of the branch before the account", _F.ACCOUNT,
        "กรุงไทย พระราม 9 4471029385", "กรุงไทย พระราม 9 4471029385", (), ("account_unreadable",),
    ),
    Case("a day as a sheet shows it", _F.ACCOUNT, "21/11/69", "21/11/69", (), ("account_day",)),
    Case("a day of an English sheet", _F.ACCOUNT, "11/21/2026", "11/21/2026", (), ("account_day",)),
    Case("a day with its month in Thai", _F.ACCOUNT, "21-พ.ย.-69", "21-พ.ย.-69", (), ("account_day",)),
    Case("a day with its month in English", _F.ACCOUNT, "21-Nov-26", "21-Nov-26", (), ("account_day",)),
    Case("a month and its year", _F.ACCOUNT, "พ.ย.-69", "พ.ย.-69", (), ("account_day",)),
    Case("thousands parted by a point, or satang", _F.AMOUNT, "1.250", None, (), ("amount_point",)),
    Case("satang with zeros after them", _F.AMOUNT, "1250.500", 125_050),
    Case("a number that became a fraction", _F.ACCOUNT, "6544793646.0", "6544793646", ("decimal_tail",)),
    Case(
        "a fraction that lost its zero", _F.ACCOUNT,
        "385520917.00", "0385520917", ("decimal_tail", "account_zeros"),
    ),
    Case("blanks", _F.ACCOUNT, "038 5 52091 7", "0385520917", ("separators",)),
    Case("dashes of a word processor", _F.ACCOUNT, "038–5—52091\u20117", "0385520917", ("separators",)),
    Case("points between the groups", _F.ACCOUNT, "038.5.52091.7", "0385520917", ("separators",)),
    Case("a full stop at the end", _F.ACCOUNT, "0385520917.", "0385520917", ("trailing",)),
    Case("Excel's text mark", _F.ACCOUNT, "'0385520917", "0385520917", ("excel_text",)),
    Case("a curly text mark", _F.ACCOUNT, "‘0385520917", "0385520917", ("quotes", "excel_text")),
    Case("quotes of a text file", _F.ACCOUNT, "“0385520917”", "0385520917", ("quotes",)),
    Case("marks of direction from a web page", _F.ACCOUNT, "\u200e0385520917\u200f", "0385520917", ("invisible",)),
    Case("a byte order mark", _F.ACCOUNT, "\ufeff0385520917", "0385520917", ("invisible",)),
    Case("digits turned round", _F.ACCOUNT, "\u202e0385520917", "\u202e0385520917", (), ("account_unreadable",)),
    Case("the letter O", _F.ACCOUNT, "O385520917", "O385520917", (), ("digits_lookalike",)),
    Case("a small L", _F.ACCOUNT, "038552O9l7", "038552O9l7", (), ("digits_lookalike",)),
    Case("a Cyrillic O", _F.ACCOUNT, "О385520917", "О385520917", (), ("digits_lookalike",)),
    Case("a PromptPay word", _F.ACCOUNT, "พร้อมเพย์ 0812345678", "พร้อมเพย์ 0812345678", (), ("account_unreadable",)),
    Case("a bank by its name", _F.BANK, "ธ.กรุงไทย", "006", ("bank_name",)),
    Case("a bank in English", _F.BANK, "Krungthai Bank PCL", "006", ("bank_name",)),
    Case("a bank by its letters", _F.BANK, "KTB", "006", ("bank_name",)),
    Case("a bank with its branch", _F.BANK, "ธนาคารกรุงไทย สาขาสีลม", "006", ("bank_name",)),
    Case("a bank named twice", _F.BANK, "กรุงไทย (KTB)", "006", ("bank_name",)),
    Case("two banks in one cell", _F.BANK, "กรุงไทย (SCB)", "กรุงไทย (SCB)", (), ("bank_unknown",)),
    Case("a code that lost its zeros", _F.BANK, "๖", "006", ("thai_digits", "bank_zeros")),
    Case("a code as a fraction", _F.BANK, "6.0", "006", ("decimal_tail", "bank_zeros")),
    Case("commas between thousands", _F.AMOUNT, "1,234,567.50", 123_456_750),
    Case("Thai digits and the word baht", _F.AMOUNT, "๑,๒๓๔.๕๐ บาท", 123_450, ("thai_digits", "amount_words")),
    Case("baht and satang in words", _F.AMOUNT, "1,234 บาท 50 สตางค์", 123_450, ("amount_words",)),
    Case("the sign of the baht and a dash", _F.AMOUNT, "฿1,234.-", 123_400, ("amount_words",)),
    Case("no-break blanks between thousands", _F.AMOUNT, "1\u00a0234.50", 123_450, ("spaces", "separators")),
    Case("a full stop after an amount", _F.AMOUNT, "1,234.", 123_400),
    Case("satang after a comma", _F.AMOUNT, "1234,50", None, (), ("amount_comma",)),
    Case("points for thousands and a comma", _F.AMOUNT, "1.234,50", None, (), ("amount_comma",)),
    Case("an exact amount in scientific form", _F.AMOUNT, "1.23457E+05", 12_345_700, ("scientific",)),
    Case("a rounded amount", _F.AMOUNT, "1.2E+05", None, (), ("amount_rounded",)),
    Case("thousands as a word", _F.AMOUNT, "5 พัน", None, (), ("amount_unreadable",)),
    Case("letters in an amount", _F.AMOUNT, "l234567.OO", None, (), ("amount_unreadable",)),
    Case("a hundred-thousandth", _F.AMOUNT, "1234.567", None, (), ("amount_third_decimal",)),
    *(Case(f"a title stays: {name}", _F.NAME, name, name) for name in TITLES),
    Case("a title alone", _F.NAME, "น.ส.", "น.ส.", (), ("name_title_only",)),
    Case("a title twice", _F.NAME, "นาย นาย กอ ขอคอ", "นาย นาย กอ ขอคอ", (), ("name_title_twice",)),
    Case("a zero-width blank", _F.NAME, "นายกอ\u200bขอ คอ", "นายกอขอ คอ", ("invisible",)),
    Case("a soft hyphen", _F.NAME, "นายกอ\u00ad ขอคอ", "นายกอ ขอคอ", ("invisible",)),
    Case("a no-break blank", _F.NAME, "นายกอ\u00a0ขอคอ", "นายกอ ขอคอ", ("spaces",)),
    Case("an ideographic blank", _F.NAME, "นายกอ\u3000ขอคอ", "นายกอ ขอคอ", ("spaces",)),
    Case("sara am in two letters", _F.NAME, "นายน\u0e49\u0e4d\u0e32 ใจดี", "นายน้ำ ใจดี", ("sara_am",)),
    Case("sara am before its tone", _F.NAME, "นายน\u0e33\u0e49 ใจดี", "นายน้ำ ใจดี", ("mark_order",)),
    Case("a tone before its vowel", _F.NAME, "นายก\u0e48\u0e35 ใจดี", "นายกี่ ใจดี", ("mark_order",)),
    Case("thanthakhat before its vowel", _F.NAME, "นายสิทธ\u0e4c\u0e34 ใจดี", "นายสิทธิ์ ใจดี", ("mark_order",)),
    Case("a tone twice", _F.NAME, "นายก\u0e48\u0e48อ ใจดี", "นายก่อ ใจดี", ("doubled_marks",)),
    Case("an upper vowel twice", _F.NAME, "นายด\u0e35\u0e35 ใจดี", "นายดี ใจดี", ("doubled_marks",)),
    Case("two E for one AE", _F.NAME, "นายเเก้ว ใจดี", "นายแก้ว ใจดี", ("sara_ae",)),
    Case("two tones on one letter", _F.NAME, "นายก\u0e48\u0e49อ ใจดี", "นายก่้อ ใจดี", (), ("name_marks",)),
    Case("a vowel that can be seen twice", _F.NAME, "นายสมมาาตร ใจดี", "นายสมมาาตร ใจดี", (), ("name_marks",)),
    Case("a tone in the air", _F.NAME, "นายกอ ่ขอคอ", "นายกอ ่ขอคอ", (), ("name_marks",)),
    Case("a Latin letter in a Thai word", _F.NAME, "นางสาวmาลี ใจดี", "นางสาวmาลี ใจดี", (), ("name_mixed",)),
    Case("to patak for do chada", _F.NAME, "นายกรกฏ ใจดี", "นายกรกฏ ใจดี", (), ("name_lookalike",)),
    Case("a repeat mark in a name", _F.NAME, "นายกอๆ ใจดี", "นายกอๆ ใจดี", (), ("name_repeat",)),
    Case("an abbreviation mark stays", _F.NAME, "ร้านเทพฯ พาณิชย์", "ร้านเทพฯ พาณิชย์"),
    Case("a full stop after a name", _F.NAME, "นายกอ ใจดี.", "นายกอ ใจดี", ("trailing",)),
    Case("a full stop of an abbreviation stays", _F.NAME, "ร้านกอ บจก.", "ร้านกอ บจก."),
    Case("curly quotes around a shop", _F.NAME, "ร้าน “กอขอ” พาณิชย์", 'ร้าน "กอขอ" พาณิชย์', ("quotes",)),
    Case("a name in quotes", _F.NAME, '"นายกอ ขอคอ"', "นายกอ ขอคอ", ("quotes",)),
    Case("full-width letters", _F.NAME, wide("ABC") + " Trading", "ABC Trading", ("full_width",)),
    Case("a tax id without its zero", _F.PERSON_ID, "994000165501", "0994000165501", ("id_zero",)),
    Case("twelve digits that prove nothing", _F.PERSON_ID, "994000165502", "994000165502", (), ("id_length",)),
    Case(
        "a citizen id with dashes", _F.PERSON_ID, "๑-๒๓๔๕-๔๕๖๗๘-๗๘-๑", "1234545678781",
        ("thai_digits", "separators"),
    ),
    Case("all digits of an id, scientific", _F.PERSON_ID, "1.234545678781E+12", "1234545678781", ("scientific",)),
    Case("an id that was rounded", _F.PERSON_ID, "1.23455E+12", "1.23455E+12", (), ("id_rounded",)),
    Case("the letter O in an id", _F.PERSON_ID, "12345456787O1", "12345456787O1", (), ("digits_lookalike",)),
    Case("a mobile number from abroad", _F.MOBILE, "+66 (0)81-234-5678", "0812345678", ("mobile_prefix",)),
    Case("the country code with two zeros", _F.MOBILE, "0066 81 234 5678", "0812345678", ("mobile_prefix",)),
    Case("a mobile number without its zero", _F.MOBILE, "812345678", "0812345678", ("mobile_zero",)),
    Case("points in a mobile number", _F.MOBILE, "081.234.5678", "0812345678", ("separators",)),
    Case(
        "two numbers in one cell", _F.MOBILE,
        "0812345678, 0898765432", "0812345678, 0898765432", (), ("mobile_unreadable",),
    ),
    Case("a comma in an address", _F.EMAIL, "kor.khor@example,co,th", "kor.khor@example.co.th", ("email_comma",)),
    Case("an address as mail programs copy it", _F.EMAIL, "<mailto:kor@b.test>", "kor@b.test", ("email_form",)),
    Case("blanks around the at sign", _F.EMAIL, "kor @ b.test", "kor@b.test", ("email_form",)),
    Case("two addresses", _F.EMAIL, "a@b.test, c@d.test", "a@b.test, c@d.test", (), ("email_unreadable",)),
)  # fmt: skip

DAYS: tuple[tuple[str, date | None], ...] = (
    ("21/11/2569", date(2026, 11, 21)),
    ("21/11/69", date(2026, 11, 21)),
    ("๒๑/๑๑/๒๕๖๙", date(2026, 11, 21)),
    ("21 พ.ย. 69", date(2026, 11, 21)),
    ("21 พฤศจิกายน 2569", date(2026, 11, 21)),
    ("2026-11-21", date(2026, 11, 21)),
    ("21/11/2026", date(2026, 11, 21)),
    ("11/21/2569", None),
    ("29/02/2569", None),
)
"""Days as they are typed or pasted into the head; None where they are refused."""
