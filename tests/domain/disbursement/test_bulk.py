"""Named tuples made a column at a time are those that are made one by one."""

from __future__ import annotations

import pytest

from app.domain.disbursement.bulk import made
from app.domain.disbursement.lines import Line


def test_rows_of_columns_become_what_is_made_of_each_by_name() -> None:
    one = Line(row=2, bank="006", account="1112223334", name="มาลี ใจดี", satang=25_000, mobile="0812223333")
    other = Line(row=3, bank="004", account="5556667778", name="สมชาย ใจดี", satang=None, reference="A/1")
    assert list(made(Line, *zip(one, other, strict=True))) == [one, other]
    assert {type(line) for line in made(Line, *zip(one, other, strict=True))} == {Line}


def test_a_column_too_few_or_of_another_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="Line has 9 fields, not 2"):
        made(Line, (1, 2), ("006", "006"))
    with pytest.raises(ValueError, match="shorter"):
        list(made(Line, *[(1, 2)] * 8, (1,)))
