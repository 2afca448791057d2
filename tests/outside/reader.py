"""What a screen reader hears, asked from outside by AT-SPI; runs on the system's Python, which has ``gi``.

    python3 reader.py WORDS.json -- COMMAND [ARG ...]

Inside a session of its own with a display: starts COMMAND, signs in with the words of the file, goes through the
screens by pressing what is named there, and writes one JSON line for each: the roles and names of everything in sight.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 120.0
REPLY_MILLISECONDS = 60_000
"""A program on a busy machine is slow to answer, not dead: the bus would give up after less than a second."""
CHILDREN_MAX = 80
BUS = ("/usr/libexec/at-spi-bus-launcher", "--launch-immediately")


class Reader:
    """Looks at the desktop as assistive technology does."""

    def __init__(self) -> None:
        gi: Any = importlib.import_module("gi")
        gi.require_version("Atspi", "2.0")
        self.atspi: Any = importlib.import_module("gi.repository.Atspi")
        self.atspi.set_timeout(REPLY_MILLISECONDS, REPLY_MILLISECONDS)
        self.desktop = self.atspi.get_desktop(0)

    def walk(self, node: Any) -> Any:
        """Yield a node and what is in it; a control may go away while it is being read."""
        with contextlib.suppress(Exception):
            yield node
            for number in range(min(node.get_child_count(), CHILDREN_MAX)):
                child = node.get_child_at_index(number)
                if child is not None:
                    yield from self.walk(child)

    def holds(self, node: Any, state: str) -> bool:
        """Say whether a node is in a state."""
        with contextlib.suppress(Exception):
            return bool(node.get_state_set().contains(getattr(self.atspi.StateType, state)))
        return False

    def find(self, name: str, *roles: str) -> Any:
        """Wait for what has this name and one of these roles."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for node in self.walk(self.desktop):
                with contextlib.suppress(Exception):
                    fits = (node.get_name() or "").startswith(name) and (not roles or node.get_role_name() in roles)
                    if fits and self.holds(node, "SHOWING"):
                        return node
            time.sleep(0.2)
        raise LookupError(name)

    def press(self, name: str, *roles: str) -> None:
        """Do what a click would do."""
        self.find(name, *roles).do_action(0)

    def fill(self, name: str, words: str) -> None:
        """Put words into a field."""
        self.find(name, "text", "password text").set_text_contents(words)

    def heard(self) -> list[dict[str, Any]]:
        """Return everything in sight."""
        found = []
        for node in self.walk(self.desktop):
            if self.holds(node, "SHOWING"):
                with contextlib.suppress(Exception):
                    found.append(
                        {
                            "role": node.get_role_name(),
                            "name": node.get_name() or "",
                            "focusable": self.holds(node, "FOCUSABLE"),
                            "checked": self.holds(node, "CHECKED"),
                        }
                    )
        return found


def main() -> int:
    """Go through the program; return its exit status."""
    told = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    bus = subprocess.Popen(BUS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1)
    program = subprocess.Popen(sys.argv[3:])
    try:
        reader = Reader()
        reader.find(told["enter"], "push button")
        reader.find(told["banner"])
        report("sign_in", reader)
        reader.fill(told["password_label"], told["password"])
        reader.press(told["enter"], "push button")
        reader.find(told["home_title"])
        report("home", reader)
        for key, (name, sign) in told["screens"].items():
            reader.press(name, "radio button", "push button")
            reader.find(sign)
            report(key, reader)
    finally:
        for process in (program, bus):
            process.terminate()
            process.wait(10)
    return 0


def report(key: str, reader: Reader) -> None:
    """Write what is heard on one screen once it does not change any more."""
    before, heard = None, reader.heard()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while heard != before and time.monotonic() < deadline:
        time.sleep(0.5)
        before, heard = heard, reader.heard()
    print(json.dumps({"screen": key, "heard": heard}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
