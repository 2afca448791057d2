"""``python -m app.demo``: the central system, a maker's desk and an authorizer's desk, shown or told in pictures."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import resources
from app.demo.processes import CentralProcess, desk_command, pair
from app.documents.pdf.content import DocumentKind

if TYPE_CHECKING:
    from app.demo.processes import SampleUser

ACTS = (("prepare", 1), ("decide", 11), ("receive", 21))
"""Each act with the number of its first picture."""

STATE = "khlang-demo-state"
"""The folder for stores and keys; ours by its name, so that an earlier demo's can be thrown away."""

LEAVINGS = ("[0-9][0-9]_*.png", *(f"{kind}.pdf" for kind in DocumentKind))
"""What a demo leaves; anything else in the folder belongs to somebody."""


def main() -> int:
    """Run the demo; return the exit status."""
    parser = argparse.ArgumentParser(prog="khlang-demo", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("demo-output"), help="folder for documents, pictures, state")
    parser.add_argument("--file", type=Path, default=resources.path("samples", "overtime_october_2569.xlsx"))
    parser.add_argument("--headless", action="store_true", help="tell the story offscreen")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that everything started here is stopped too
    state = begin_anew(options.out)
    print("Starting the central system (simulator: no real money moves) ...", flush=True)
    with CentralProcess(state / "central") as central:
        maker, authorizer = pair(central.users())
        if options.headless:
            return tell(central, maker, authorizer, options.file, options.out)
        return show(central, maker, authorizer, options.file, state)


def leavings(out: Path) -> list[Path]:
    """Return the papers and pictures of a demo that lie in ``out``."""
    return sorted(path for pattern in LEAVINGS for path in out.glob(pattern))


def begin_anew(out: Path) -> Path:
    """Remove what an earlier demo left in ``out``, and nothing else; return the folder for the new state."""
    for old in leavings(out):
        old.unlink()
    state = out / STATE
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True)
    return state


def show(central: CentralProcess, maker: SampleUser, authorizer: SampleUser, file: Path, state: Path) -> int:
    """Open both desks for people, and stay until both are closed."""
    print(f"The central system is at {central.url}\n\nTwo desks open now. Sign in with:")
    for title, user in (("maker", maker), ("authorizer", authorizer)):
        print(f"  {title:<10} {user.company_id}  {user.user_id:<8}  {user.password}   ({user.name})")
    print(f"\nA payee file to try: {file.resolve()}", flush=True)
    desks = [
        subprocess.Popen(desk_command("app", state / name, central, user))  # noqa: S603  (our own program)
        for name, user in (("maker", maker), ("authorizer", authorizer))
    ]
    try:
        return max(desk.wait() for desk in desks)
    finally:
        for desk in desks:
            desk.terminate()


def tell(central: CentralProcess, maker: SampleUser, authorizer: SampleUser, file: Path, out: Path) -> int:
    """Play the acts, each in a process of its own with its own store, and say where the papers are."""
    batch = ""
    for act, first in ACTS:
        user = authorizer if act == "decide" else maker
        desk = "authorizer" if act == "decide" else "maker"
        print(f"{act:<8} {user.name}", flush=True)
        more = ["--act", act, "--out", str(out), "--first", str(first), "--file", str(file), "--batch", batch]
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
        batch = played.stdout.strip() or batch
    print("\nDone. What it left:")
    for path in leavings(out):
        print(f"  {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
