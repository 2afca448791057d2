"""A rules file is read wholly or not at all, and every mistake is told with its rule and field (SIM-04)."""

from __future__ import annotations

import pytest

from app.simulator.rules import RuleBook, Situation, text_of
from app.simulator.ruling.checking import RulesWrong, read
from app.simulator.ruling.versions import check
from app.wire.disbursement import Line

NOTICES = '[notices]\nsms = ""\nemail = ""\n'
RULE = '[[rule]]\nid = "a"\n'
ACCEPT = 'action = { do = "accept" }\n'
REJECT = 'action = { do = "reject", code = "AC01" }\n'


def line(**changes: str) -> Line:
    said = dict.fromkeys(Line.__struct_fields__, "") | {
        "n": "1",
        "bank": "004",
        "acct": "1000000001",
        "name": "บริษัท ตัวอย่าง จำกัด",
        "satang": "10000",
    }
    return Line(**(said | changes))


def rules(text: str) -> RuleBook:
    return RuleBook(read(NOTICES + text))


def decided(book: RuleBook, one: Line, kind: str = "welfare", unit: str = "2101000001") -> str:
    rule = book.decide(Situation(one, kind, unit), {})
    return rule.id if rule else ""


def test_the_products_own_file_is_sound() -> None:
    assert check(text_of(None)) == ()


def test_all_mistakes_of_a_file_are_told_at_once_each_with_its_rule_and_field() -> None:
    faults = check(
        NOTICES
        + '[[rule]]\nid = "one"\ncolour = 1\nmatch = { amount = "19,00", bank = 4 }\n'
        + 'action = { do = "reject", code = "ZZ99" }\n'
        + '[[rule]]\nid = "two"\nmatch = { colour = "red" }\naction = { do = "explode" }\n'
        + '[[rule]]\nid = "one"\naction = { do = "hold" }\n'
        + '[[rule]]\nmatch = { line = 0, amount_from = "2.00", amount_to = "1.00" }\n'
        + '[[recall]]\nid = "back"\ndo = "refuse"\namount = "lots"\npercent = 0\n'
        + "[waiting]\nremind_hours = -1\n"
    )
    assert [(fault.rule, fault.field, fault.problem) for fault in faults] == [
        ("", "waiting.remind_hours", "value"),
        ("one", "colour", "unknown"),
        ("one", "action.code", "value"),
        ("one", "match.bank", "type"),
        ("one", "match.amount", "value"),
        ("two", "action.do", "type"),
        ("two", "match.colour", "unknown"),
        ("one", "id", "twice"),
        ("one", "action.bank_days", "value"),
        ("#4", "id", "missing"),
        ("#4", "action", "missing"),
        ("#4", "match.line", "value"),
        ("#4", "match.amount_to", "value"),
        ("back", "code", "value"),
        ("back", "percent", "value"),
        ("back", "amount", "value"),
    ]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "notices"),
        ("rule = 1\n" + NOTICES, "rule"),
        (NOTICES, "rule"),
        (NOTICES + RULE + 'action = { do = "accept", code = "AC01" }', "action.code"),
        (NOTICES + RULE + 'action = { do = "accept", bank_days = 1 }', "action.bank_days"),
        (NOTICES + RULE + 'action = { do = "hold", bank_days = 366 }', "action.bank_days"),
        (NOTICES + RULE + 'action = { do = "correct_name" }', "action.name"),
        (NOTICES + RULE + ACCEPT + 'match = { amount = "1.234" }', "match.amount"),
        (NOTICES + RULE + ACCEPT + 'match = { amount = "NaN" }', "match.amount"),
        (NOTICES + RULE + ACCEPT + 'match = { amount = "Infinity" }', "match.amount"),
        (NOTICES + RULE + ACCEPT + 'match = { amount = "-1" }', "match.amount"),
        (NOTICES + RULE + ACCEPT + 'match = { name_contains = "" }', "match.name_contains"),
        (NOTICES + RULE + ACCEPT + 'match = { bank = "four" }', "match.bank"),
        (NOTICES + RULE + ACCEPT + "not = { }", "not"),
        (NOTICES + RULE + ACCEPT + "nth = 0", "nth"),
        (NOTICES + RULE + ACCEPT + 'trigger_th = "จำนวนเงิน"', "trigger_en"),
        (NOTICES + '[[rule]]\nid = "a b"\n' + ACCEPT, "id"),
        ('[notices]\nsms = "{who}"\nemail = ""\n' + RULE + ACCEPT, "notices.sms"),
        ('[notices]\nsms = "{unit.__class__}"\nemail = ""\n' + RULE + ACCEPT, "notices.sms"),
        ('[notices]\nsms = "{"\nemail = ""\n' + RULE + ACCEPT, "notices.sms"),
        ('[notices]\nsms = ""\nemail = ""\nemail_subject = "{amount}"\n' + RULE + ACCEPT, "notices.email_subject"),
        (NOTICES + RULE + ACCEPT + "[other]\n", "other"),
    ],
    ids=range(22),
)
def test_what_cannot_be_meant_is_a_mistake(text: str, field: str) -> None:
    assert field in [fault.field for fault in check(text)]


@pytest.mark.parametrize("text", ["not toml", "a = " + "[" * 5_000, "x = 1\n" * 3, "#" * 500_001], ids=range(4))
def test_what_is_no_rules_file_at_all_is_said_to_be_unreadable(text: str) -> None:
    assert [fault.problem for fault in check(text)] == ["unreadable"]
    with pytest.raises(RulesWrong, match="unreadable"):
        read(text)


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("บริษัท*", True),
        ("*จำกัด", True),
        ("บริษัท*จำกัด (มหาชน)", False),
        ("บริษัท ????????? จำกัด", False),
        ("[กบ]ริษัท*", True),
    ],
    ids=range(5),
)
def test_a_name_is_matched_by_a_pattern(pattern: str, fits: bool) -> None:
    book = rules(RULE + REJECT + f'match = {{ name_pattern = "{pattern}" }}')
    assert bool(decided(book, line())) is fits


def test_a_pattern_may_stand_in_the_exception_too() -> None:
    book = rules(RULE + REJECT + 'match = { bank = "004" }\nnot = { name_pattern = "*มหาชน*" }')
    assert decided(book, line()) == "a"
    assert decided(book, line(name="ธนาคาร (มหาชน)")) == ""


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    book = rules(RULE + REJECT + f'match = {{ name_pattern = "{"*ก" * 40}ข" }}')
    assert decided(book, line(name="ก" * 140)) == ""


def test_every_condition_of_a_rule_must_hold() -> None:
    all_of_them = {
        "account": "1000000001",
        "bank": "004",
        "amount": "100.00",
        "amount_from": "99.99",
        "amount_to": "100.00",
        "name": "บริษัท ตัวอย่าง จำกัด",
        "name_contains": "ตัวอย่าง",
        "name_pattern": "*จำกัด",
        "reference": "R1",
        "kind": "welfare",
        "unit": "2101000001",
    }
    asked = ", ".join(f'{name} = "{value}"' for name, value in all_of_them.items())
    book = rules(RULE + REJECT + f"match = {{ {asked}, line = 1 }}")
    right = line(ref="R1")
    assert decided(book, right) == "a"
    others = {"acct": "1000000002", "bank": "006", "satang": "10001", "name": "ใคร", "ref": "R2", "n": "2"}
    assert [
        decided(book, line(ref="R1") if not name else line(**({"ref": "R1"} | {name: value})))
        for name, value in others.items()
    ] == [""] * 6
    assert decided(book, right, kind="loan") == decided(book, right, unit="2101000002") == ""
