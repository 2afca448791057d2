"""What the bank's own books and lists say about a batch, read beside the product."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.helpers.branch import say

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central


def transfers(central: Central, op_id: str) -> Counter[tuple[str, int]]:
    """Count the transfers of each kind for each line: PENDING reserves, POST pays, VOID frees, RETURN brings back."""
    with central.books() as books:
        rows = books.execute("SELECT kind, n FROM transfers WHERE op_id = ?", (op_id,)).fetchall()
    return Counter((kind, n) for kind, n in rows)


def paid(central: Central, op_id: str) -> list[int]:
    """Return the lines that were paid, each as often as it was."""
    return sorted(n for (kind, n), times in transfers(central, op_id).items() for _ in range(times) if kind == "POST")


def arm(central: Central, fault: str, route: str = "commands", method: str = "PUT", count: int = 1) -> None:
    """Let the next requests meet a fault."""
    armed = {"fault": fault, "route": route, "method": method, "count": count}
    assert central.operate("POST", "faults", armed).status == 200


def disarm(central: Central) -> None:
    assert central.operate("DELETE", "faults").status == 200


def branch(central: Central, *words: str) -> str:
    """Have the bank's branch do something at its command line, and return what it says."""
    said = say(central, *words)
    assert said.code == 0, said.err
    return said.out
