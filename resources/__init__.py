"""Data the product ships: fonts, icons, words, holidays, banks; each folder says where it comes from."""

from pathlib import Path

_HOME = Path(__file__).parent


def path(*parts: str) -> Path:
    """Return the file or folder named by ``parts`` inside the shipped resources."""
    return _HOME.joinpath(*parts)
