"""The decision table of document 002 for money paid wrongly, by hand: twelve cases around the end of a fiscal year."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """Money of fiscal year 2570, which ends on 30 September 2027; ``at`` is the moment in Bangkok of its return."""

    what: str
    kind: str
    sub_kind: str
    at: str
    route: str
    documents: tuple[str, ...]
    account: str
    revenue: str
    fund: str
    days_left: str


_IN, _IN_YEAR = "in_year", ("BD", "R6", "BE")
_OUT = ("RA", "R1")
LAST, FIRST = "2027-09-30T23:59:59.999+07:00", "2027-10-01T00:00:00.000+07:00"

CASES = (
    Case("overtime on the day of payment", "welfare", "overtime", "2026-11-23T09:00:00+07:00", _IN, _IN_YEAR,
         "2116010104", "", "", "311"),
    Case("overtime in the year's last millisecond", "welfare", "overtime", LAST, _IN, _IN_YEAR,
         "2116010104", "", "", "0"),
    Case("overtime at midnight", "welfare", "overtime", FIRST, "prior_year", _OUT, "4206010102", "811", "7119400", ""),
    Case("overtime two years later", "welfare", "overtime", "2028-10-01T09:00:00+07:00", "prior_year", _OUT,
         "4206010102", "811", "7219400", ""),
    Case("a loan in the year's last millisecond", "loan", "", LAST, _IN, _IN_YEAR, "2116010104", "", "", "0"),
    Case("a loan at midnight", "loan", "", FIRST, "prior_year", _OUT, "4206010102", "811", "7119400", ""),
    Case("a purchase in the year's last millisecond", "purchase", "", LAST, _IN, _IN_YEAR, "2116010104", "", "", "0"),
    Case("a purchase at midnight", "purchase", "", FIRST, "prior_year", _OUT, "4206010102", "811", "7119400", ""),
    Case("medical fees on the day of payment", "welfare", "medical", "2026-11-23T09:00:00+07:00", "medical", _OUT,
         "", "", "", ""),
    Case("medical fees in the year's last millisecond", "welfare", "medical", LAST, "medical", _OUT, "", "", "", ""),
    Case("medical fees at midnight", "welfare", "medical", FIRST, "medical", _OUT, "", "", "", ""),
    Case("tuition on New Year's Day, which is within the year", "welfare", "tuition", "2027-01-01T00:00:00+07:00", _IN,
         _IN_YEAR, "2116010104", "", "", "272"),
)  # fmt: skip
