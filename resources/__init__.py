"""Data the product ships: fonts, icons, words, holidays, banks; each folder says where it comes from."""

from pathlib import Path

_HERE = Path(__file__).parent
"""Always a real folder: the wheel is never run zipped. ``importlib.resources`` would cost the first window 8 ms."""


def path(*parts: str) -> Path:
    """Return the file or folder named by ``parts`` inside the shipped resources."""
    return _HERE.joinpath(*parts)
