"""Why a command could not be done, for the person who gave it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from app.simulator.options import OptionsWrong

if TYPE_CHECKING:
    from collections.abc import Callable

BAD_START, FAILED = 2, 1


class Complaint(Exception):
    """A command that could not be done: why, in Thai and in English."""

    def __init__(self, th: str, en: str) -> None:
        super().__init__(f"{th} | {en}")
        self.th = th
        self.en = en


def told(do: Callable[[], str]) -> int:
    """Do it, say what it says or why it could not be done, and return the exit code."""
    try:
        said = do()
    except OptionsWrong as problem:
        for mistake in problem.mistakes:
            sys.stderr.write(f"khlang-central: {mistake.where}\n  {mistake.th}\n  {mistake.en}\n")
        return BAD_START
    except Complaint as problem:
        sys.stderr.write(f"khlang-central: {problem.th}\n  {problem.en}\n")
        return FAILED
    sys.stdout.write(said + "\n")
    return 0
