"""Rules of match and action: a file of twenty cases over two hundred lines, and every mistake in a file (SIM-04)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from app.simulator.rules import RulesWrong, Situation, load
from app.wire.disbursement import Line
from tests.helpers.raw_central import UNIT, Clerk, line, running

if TYPE_CHECKING:
    from pathlib import Path

NOTICES = '[notices]\nsms = ""\nemail = ""\n'

TWENTY = NOTICES + "\n".join(
    f'[[rule]]\nid = "r{number:02d}"\n{text}\n'
    for number, text in enumerate(
        [
            'match = { account = "1000000001" }\naction = { do = "reject", code = "AC01" }',
            'match = { account = "1000000002", bank = "004" }\naction = { do = "reject", code = "AC04" }',
            'match = { account = "1000000003", bank = "999" }\naction = { do = "reject", code = "AC04" }',
            'match = { bank = "030" }\naction = { do = "reject", code = "RC01" }',
            'match = { bank = "034" }\nnot = { amount = "10.00" }\naction = { do = "reject", code = "AG01" }',
            'match = { amount = "11.11" }\naction = { do = "reject", code = "AM02" }',
            'match = { amount_from = "20.00", amount_to = "29.99" }\naction = { do = "reject", code = "AM02" }',
            'match = { amount_from = "9000.00" }\naction = { do = "hold", bank_days = 1 }',
            'match = { name = "ใคร คนหนึ่ง" }\naction = { do = "reject", code = "BE01" }',
            'match = { name_contains = "มูลนิธิ" }\nnot = { name_contains = "แท้" }\n'
            'action = { do = "reject", code = "MD07" }',
            'match = { reference = "X-1" }\naction = { do = "reject", code = "MS03" }',
            'match = { reference = "X-2", kind = "loan" }\naction = { do = "reject", code = "MS03" }',
            'match = { reference = "X-3", kind = "welfare" }\naction = { do = "reject", code = "MS03" }',
            'match = { reference = "X-4", unit = "2101000002" }\naction = { do = "reject", code = "AC06" }',
            'match = { reference = "X-5", unit = "2101000001" }\naction = { do = "reject", code = "AC06" }',
            'match = { line = 150 }\naction = { do = "never_answer", code = "TM01", bank_days = 3 }',
            'nth = 3\nmatch = { bank = "033" }\naction = { do = "reject", code = "AC06" }',
            'match = { amount = "44.44" }\naction = { do = "return", code = "AC04", bank_days = 1 }',
            'match = { name_contains = "ผิด" }\naction = { do = "correct_name", name = "ถูก" }',
            'match = { amount_to = "1.00" }\naction = { do = "accept" }',
        ],
        1,
    )
)


def test_twenty_rules_decide_two_hundred_lines(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(TWENTY, "utf-8")
    special: dict[int, tuple[dict[str, str], str, str]] = {
        1: ({}, "rejected", "AC01"),
        2: ({}, "rejected", "AC04"),
        3: ({}, "settled", ""),
        10: ({"bank": "030"}, "rejected", "RC01"),
        11: ({"bank": "034"}, "rejected", "AG01"),
        12: ({"bank": "034", "satang": "1000"}, "settled", ""),
        13: ({"satang": "1111"}, "rejected", "AM02"),
        14: ({"satang": "2000"}, "rejected", "AM02"),
        15: ({"satang": "2999"}, "rejected", "AM02"),
        16: ({"satang": "3000"}, "settled", ""),
        17: ({"satang": "900000"}, "pending", ""),
        18: ({"name": "ใคร คนหนึ่ง"}, "rejected", "BE01"),
        19: ({"name": "มูลนิธิ ปลอม"}, "rejected", "MD07"),
        20: ({"name": "มูลนิธิ แท้"}, "settled", ""),
        21: ({"ref": "X-1"}, "rejected", "MS03"),
        22: ({"ref": "X-2"}, "settled", ""),
        23: ({"ref": "X-3"}, "rejected", "MS03"),
        24: ({"ref": "X-4"}, "settled", ""),
        25: ({"ref": "X-5"}, "rejected", "AC06"),
        30: ({"bank": "033"}, "settled", ""),
        31: ({"bank": "033"}, "settled", ""),
        32: ({"bank": "033"}, "rejected", "AC06"),
        33: ({"bank": "033"}, "settled", ""),
        40: ({"satang": "4444"}, "settled", ""),
        41: ({"name": "สะกดผิด"}, "settled", ""),
        42: ({"satang": "50"}, "settled", ""),
        150: ({}, "pending", ""),
    }
    lines = [line(n, 50_000 + n) | special.get(n, ({}, "", ""))[0] for n in range(1, 201)]
    with running(tmp_path / "central", "--rules", str(rules)) as central:
        maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
        answer, payment = maker.submit(lines)
        assert answer.status == 201, answer.body
        assert authorizer.decide(payment["op_id"]).status == 201
        central.settle()
        rows = central.operate("GET", f"batches/{payment['op_id']}").json["lines"]
        found = {row["n"]: (row["status"], row["reason"]) for row in rows}
        expected = {n: special.get(n, ({}, "settled", ""))[1:] for n in range(1, 201)}
        assert found == expected
        hits = Counter(row["rule"] for row in rows if row["rule"])
        silent = {"r03": 0, "r12": 0, "r14": 0}
        assert {f"r{n:02d}": hits[f"r{n:02d}"] for n in range(1, 21)} == {
            **{f"r{n:02d}": 1 for n in range(1, 21)},
            **silent,
            "r07": 2,
        }
        central.assert_books_right()


RULE = '[[rule]]\nid = "a"\n'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not toml",
        NOTICES + RULE,
        NOTICES + RULE + 'action = { do = "explode" }',
        NOTICES + RULE + 'action = { do = "reject" }',
        NOTICES + RULE + 'action = { do = "reject", code = "ZZ99" }',
        NOTICES + RULE + 'action = { do = "accept", code = "AC01" }',
        NOTICES + RULE + 'action = { do = "return", code = "AC01" }',
        NOTICES + RULE + 'action = { do = "hold" }',
        NOTICES + RULE + 'action = { do = "correct_name" }',
        NOTICES + RULE + 'action = { do = "accept" }\nmatch = { amount = "1.234" }',
        NOTICES + RULE + 'action = { do = "accept" }\nmatch = { amount = "lots" }',
        NOTICES + RULE + 'action = { do = "accept" }\nmatch = { colour = "red" }',
        NOTICES + (RULE + 'action = { do = "accept" }\n') * 2,
    ],
    ids=range(14),
)
def test_a_rules_file_with_a_mistake_is_refused_at_the_start(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(RulesWrong):
        load(path)


def test_a_rules_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesWrong):
        load(tmp_path / "nowhere.toml")


def test_the_first_rule_that_fits_decides() -> None:
    book = load(None)
    both = Line("1", "010", "1000000001", "บัญชีปิด", "1900", "", "", "", "", "", "")
    rule = book.decide(Situation(both, "welfare", "2101000001"), {})
    assert rule is not None
    assert rule.id == "amount-19"
