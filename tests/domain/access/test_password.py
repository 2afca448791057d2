"""What may be a password, told while it is typed."""

from __future__ import annotations

import pytest

from app.domain.access.password import CODE_POINTS_MAX, PasswordRule, judge

GOOD = "ruam-jai-pen-nueng-2569"
COMMON = ("password", "qwertyuiop", "123456789012")


def broken(password: str, *names: str, former: str = "") -> set[PasswordRule]:
    return set(judge(password, names=names, common=COMMON, former=former).broken)


def test_a_phrase_of_ones_own_breaks_nothing() -> None:
    assert not broken(GOOD, "GMIS210101", "MAKER01", former="what-was-on-the-slip")


@pytest.mark.parametrize("password", ["น้ำใจงามนะ", "สวัสดีชาว", "short"])
def test_length_counts_code_points_and_not_what_looks_like_a_letter(password: str) -> None:
    assert broken(password) == {PasswordRule.LENGTH}


def test_the_two_ways_to_type_sara_am_have_the_same_length() -> None:
    """U+0E33, and U+0E4D U+0E32, which NFKC makes of it: one word typed on two keyboards is one password."""
    assert judge("น้ำ", names=(), common=(), former="").code_points == 4
    assert judge("น้\u0e4d\u0e32", names=(), common=(), former="").code_points == 4


def test_more_than_the_wire_takes_is_refused_too() -> None:
    assert broken("ab12" * (CODE_POINTS_MAX // 4) + "x") == {PasswordRule.LENGTH}


@pytest.mark.parametrize("password", ["my-Maker.01-phrase", "gmis210101-is-mine", "I am Somying today"])
def test_names_are_found_without_case_and_signs(password: str) -> None:
    assert broken(password, "GMIS210101", "MAKER01", "Somying") == {PasswordRule.NOT_NAMED}


@pytest.mark.parametrize(
    "password",
    [
        "Password1234!",
        "q-w-e-r-t-y-u-i-o-p",
        "aaaaaaaaaaaaaaaa",
        "121212121212",
        "password-password",
        "my password password",
        "12345678๙๐๑๒",
        "กล้วยหอม กล้วยหอม",
    ],
)
def test_what_many_choose_is_refused(password: str) -> None:
    assert broken(password) == {PasswordRule.NOT_COMMON}


def test_a_common_word_in_a_long_phrase_is_no_harm() -> None:
    assert not broken("my password is long and mine alone")


def test_the_former_password_is_no_new_one_however_it_is_typed() -> None:
    assert broken("น้ำใจงามนะเพื่อน", former="น้\u0e4d\u0e32ใจงามนะเพื่อน") == {PasswordRule.NOT_USED}


def test_strength_grows_with_length_and_kinds_and_is_nothing_for_what_is_refused() -> None:
    def strength(password: str) -> int:
        return judge(password, names=(), common=COMMON, former="").strength

    assert strength("too-short") == 0
    assert strength("abcdefghijkm") == 1
    assert strength("abcdefghijkm-9") == 2
    assert strength("บ้านเราอยู่ริมน้ำ") == 2
    assert strength(GOOD) == 4
