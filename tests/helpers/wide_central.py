"""A central system whose sample ministry has more units: ``python -m tests.helpers.wide_central UNITS ...``.

Each further unit has an account, a payment maker ``MAKER01`` and an authorizer ``AUTH01``; the product's own seed
makes them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import TYPE_CHECKING

import resources
from app.simulator import __main__ as program
from app.simulator import seed
from tests.load.ministry import account_of, code_of, company_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNIT = """
[[unit]]
unit = "{unit}"
agency = "2102"
company_id = "{company}"
name = "หน่วยจ่ายที่ {n}"
accounts = [{{ account = "{account}", name = "เงินงบประมาณ หน่วยจ่ายที่ {n}", baht = 100_000_000 }}]
users = [
    {{ user_id = "MAKER01", name_th = "ผู้ทำ หน่วยที่ {n}", name_en = "Maker {n}", roles = ["maker_payment"] }},
    {{ user_id = "AUTH01", name_th = "ผู้อนุมัติ หน่วยที่ {n}", name_en = "Authorizer {n}", roles = ["authorizer"] }},
]
"""


def main(arguments: Sequence[str]) -> int:
    """Let the seed read a longer list of units, and be the central system."""
    units, sample = int(arguments[1]), resources.path("simulator", "sample.toml").read_text("utf-8")
    further = (_UNIT.format(n=n, unit=code_of(n), company=company_of(n), account=account_of(n)) for n in range(units))
    with TemporaryDirectory() as folder:
        longer = Path(folder) / "sample.toml"
        longer.write_text("".join((sample, *further)), "utf-8")

        def path(*parts: str) -> Path:
            return longer if parts[-1] == "sample.toml" else resources.path(*parts)

        setattr(seed, "resources", SimpleNamespace(path=path))  # noqa: B010 - mypy knows it as the module
        sys.argv = [arguments[0], *arguments[2:]]
        return program.main()


if __name__ == "__main__":
    sys.exit(main(sys.argv))
