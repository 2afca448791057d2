"""Data the product ships: fonts, icons, words, holidays, banks; each folder says where it comes from."""

from importlib.resources import files
from pathlib import Path


def path(*parts: str) -> Path:
    """Return the file or folder named by ``parts`` inside the shipped resources."""
    return Path(str(files(__name__))).joinpath(*parts)
