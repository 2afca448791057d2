"""Why a command could not be done, for the person who gave it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from app.simulator.options import OptionsWrong
from app.simulator.settings import PROGRAM

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
        sys.stderr.write(problem.said(PROGRAM))
        return BAD_START
    except Complaint as problem:
        sys.stderr.write(f"{PROGRAM}: {problem.th}\n  {problem.en}\n")
        return FAILED
    sys.stdout.write(said + "\n")
    return 0
