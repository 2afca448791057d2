"""``python -m app.demo``: the central system, a maker's and an authorizer's desk, shown, or told in pictures.

``--administrators`` opens the desks of both administrators of their parent agency beside them, ``--collections`` the
desk of who bills and receipts, ``--treasury`` this one, and two of a unit that remits its receipts itself.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import resources
from app.demo import payers
from app.demo.auditor import BANK_KEY, DOSSIER, verify
from app.demo.closing_story import LEFT as CLOSED
from app.demo.closing_story import REPORT
from app.demo.collection_story import LEFT as COLLECTED
from app.demo.collection_story import RECEIPTED
from app.demo.collection_story import SAMPLE as BILL_LIST
from app.demo.processes import CentralProcess, administrators, collector, desk_command, pair, remitters
from app.demo.treasury_story import LEFT as SENT
from app.documents.pdf.content import DocumentKind

if TYPE_CHECKING:
    from app.demo.processes import SampleUser

ACTS = (
    ("register", "maker", 1),
    ("enter", "authorizer", 11),
    ("prepare", "maker", 21),
    ("decide", "authorizer", 31),
    ("receive", "maker", 41),
    ("propose", "admin_1", 61),
    ("admit", "admin_2", 71),
    ("bill", "collector", 81),
    ("match", "collector", 91),
    ("settle", "authorizer", 101),
    ("receipt", "collector", 111),
    ("deposit", "collector", 121),
    ("approve", "authorizer", 131),
    ("collect", "remitter", 141),
    ("remit", "remitter", 151),
    ("send", "second", 161),
    ("booked", "collector", 171),
    ("compare", "maker", 181),
    ("close", "authorizer", 201),
)
"""Each act with its desk and the number of its first picture."""

PAID_AFTER = ("bill", "collect")
"""Bills are paid after these."""
PASSES_AFTER = {"send": "+6", "booked": "15:45"}
"""Time passes after these: until the treasury has answered, and until the day can be closed."""

STATE = "khlang-demo-state"
"""The folder for stores and keys; ours by its name, so that an earlier demo's can be thrown away."""

_PAPERS = tuple(f"{kind}.pdf" for kind in DocumentKind)
_PICTURES = ("[0-9][0-9]_*.png", "[0-9][0-9][0-9]_*.png")
LEAVINGS = (*_PICTURES, "slip.pdf", "slip-[0-9]*.pdf", DOSSIER, BANK_KEY, *_PAPERS, *COLLECTED, *SENT, *CLOSED)
"""What a demo leaves; anything else in the folder belongs to somebody."""


def main() -> int:
    """Run the demo; return the exit status."""
    parser = argparse.ArgumentParser(prog="khlang-demo", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("demo-output"), help="folder for documents, pictures, state")
    parser.add_argument("--file", type=Path, default=resources.path("samples", "overtime_october_2569.xlsx"))
    parser.add_argument("--headless", action="store_true", help="tell the story offscreen")
    parser.add_argument("--administrators", action="store_true", help="open the desks of both administrators too")
    parser.add_argument("--collections", action="store_true", help="open the desk of the collection maker too")
    parser.add_argument("--treasury", action="store_true", help="open the desks of those who remit to the treasury too")
    options = parser.parse_args()
    if not options.file.is_file():
        parser.error(f"there is no file {options.file}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that everything started here is stopped too
    state = begin_anew(options.out)
    print("Starting the central system (simulator: no real money moves) ...", flush=True)
    with CentralProcess(state / "central") as central:
        maker, authorizer = pair(central.users())
        desks = {"maker": maker, "authorizer": authorizer}
        if options.headless or options.administrators:
            desks["admin_1"], desks["admin_2"] = administrators(central.users(), maker.unit)
        if options.headless or options.collections or options.treasury:
            desks["collector"] = collector(central.users(), maker.unit)
        if options.headless or options.treasury:
            desks["remitter"], desks["second"] = remitters(central.users(), maker.unit)
        if options.headless:
            return tell(central, desks, options.file, options.out)
        return show(central, desks, options.file, options.out)


def leavings(out: Path) -> list[Path]:
    """Return the papers and pictures of a demo that lie in ``out``, the pictures in the order of the story."""
    return sorted((path for pattern in LEAVINGS for path in out.glob(pattern)), key=_turn)


def _turn(path: Path) -> tuple[int, str]:
    number = path.name.partition("_")[0]
    return (int(number) if number.isdecimal() else sys.maxsize), path.name


def begin_anew(out: Path) -> Path:
    """Remove what an earlier demo left in ``out``, and nothing else; return the folder for the new state."""
    for old in leavings(out):
        old.unlink()
    state = out / STATE
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True)
    return state


def show(central: CentralProcess, people: dict[str, SampleUser], file: Path, out: Path) -> int:
    """Open a desk for each of ``people``, and stay until all are closed."""
    state = out / STATE
    print(f"The central system is at {central.url}\n\nA desk opens for each of these. Sign in with:")
    for title, user in people.items():
        print(f"  {title:<10} {user.company_id}  {user.user_id:<8}  {user.password}   ({user.name})")
    print(f"\nA payee file to try: {file.resolve()}")
    bank = shlex.join(payers.counter(state, central.url))
    print(f"\nPeople's telephones:  {bank} notices\nThe bank's branch:    {bank} --help")
    if "collector" in people:
        print(f"\nA list of bills to import: {BILL_LIST}")
        print(f"A citizen's web page, to apply and to pay (its certificate is the demo's own): {central.url}/")
        print(f"Somebody pays at a bank:  {bank} pay BILLER_ID BAHT --ref1 REF1 --ref2 REF2 --payer NAME")
        units = " or ".join(sorted({people[name].unit for name in ("collector", "remitter") if name in people}))
        print(f"A crowd, right and wrong: {bank} pay-mix UNIT --count 12   (UNIT: {units})")
    if "remitter" in people:
        print("\nThe treasury answers five minutes after the money has moved; a day is closed from 15:30 on.")
        print(f"Time passes:              {bank} clock --to 15:45")
        print(f"What the treasury booked: {bank} books --unit {people['remitter'].unit}")
    print(f"The console of the bank, the treasury and the simulator: {central.console_url}/  Sign in with:")
    for one in central.staff():
        print(f"  {'/'.join(one.faces):<10} {one.name:<10} {one.password}")
    print(f"Sealed slips come out of the demo's printer into {out.resolve()}", flush=True)
    desks = [
        subprocess.Popen(  # noqa: S603  (our own program)
            desk_command("app.demo.desk", state / name, central, user, "--paper", str(out))
        )
        for name, user in people.items()
    ]
    try:
        return max(desk.wait() for desk in desks)
    finally:
        for desk in desks:
            desk.terminate()


def tell(central: CentralProcess, desks: dict[str, SampleUser], file: Path, out: Path) -> int:
    """Play the acts, each in a process of its own with its own store, and say where the papers are."""
    before = ""
    for act, desk, first in ACTS:
        user = desks[desk]
        print(f"{act:<8} {user.name}", flush=True)
        more = ["--act", act, "--out", str(out), "--first", str(first), "--file", str(file), "--before", before]
        played = subprocess.run(  # noqa: S603  (our own program)
            desk_command("app.demo.story", out / STATE / desk, central, user, *more),
            input=user.password + "\n",
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            check=False,
        )
        if played.returncode:
            print(f"The act {act} did not end well; pictures so far are in {out}", file=sys.stderr)
            return played.returncode
        before = played.stdout.strip() or before
        branch = payers.counter(out / STATE, central.url)
        if act in PAID_AFTER:
            payers.pay(branch, payers.read(before))
        if act in PASSES_AFTER:
            payers.pass_time(branch, PASSES_AFTER[act])
    print("\nDone. What it left:")
    for path in leavings(out):
        print(f"  {path}")
    return verify(out, (DOSSIER, *RECEIPTED, *SENT, REPORT))


if __name__ == "__main__":
    sys.exit(main())
