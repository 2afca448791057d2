"""Sums that were sent and refused, and which of them still wait to be sent again; both programs must say the same."""

from __future__ import annotations

from typing import NamedTuple


class Sent(NamedTuple):
    """A remittance: when it was sent, when the treasury refused it ('' where it did not), on one day in Bangkok."""

    name: str
    satang: int
    sent: str
    refused: str = ""


CASES: dict[str, tuple[tuple[Sent, ...], set[str]]] = {
    "a sum counts first for one of the same amount": (
        (Sent("a", 100, "10:00", "10:10"), Sent("b", 50, "10:01", "10:11"), Sent("c", 50, "11:00")),
        {"a"},
    ),
    "each sum that was sent counts once": (
        (
            Sent("a", 100, "10:00", "10:10"),
            Sent("b", 50, "10:01", "10:11"),
            Sent("c", 50, "11:00"),
            Sent("d", 50, "11:01"),
        ),
        {"a"},
    ),
    "what is not enough for the first is not left for the next": (
        (Sent("a", 100, "10:00", "10:10"), Sent("b", 60, "10:01", "10:11"), Sent("c", 70, "11:00")),
        {"a", "b"},
    ),
    "several sums make up for one": (
        (Sent("a", 100, "10:00", "10:10"), Sent("c", 60, "11:00"), Sent("d", 40, "11:30")),
        set(),
    ),
    "two that were refused in one moment do not make up for one another": (
        (Sent("a", 100, "10:00", "10:00"), Sent("b", 100, "10:00", "10:00")),
        {"a", "b"},
    ),
    "in the moment of the refusal it was sent again": (
        (Sent("a", 100, "10:00", "10:10"), Sent("b", 100, "10:10")),
        set(),
    ),
    "what was sent before the refusal is another matter": (
        (Sent("a", 100, "10:00", "10:10"), Sent("b", 100, "10:05")),
        {"a"},
    ),
    "what was sent again and refused again waits itself": (
        (Sent("a", 100, "10:00", "10:10"), Sent("b", 100, "11:00", "11:10")),
        {"b"},
    ),
}
