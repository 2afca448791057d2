"""Write the contract and its test vectors to where they are kept: ``python -m app.simulator.contract``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import resources
from app.simulator.contract import document, vectors

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = "openapi"
KEPT: dict[str, Callable[[], bytes]] = {"khlang.json": document.text, "vectors.json": vectors.text}


def main() -> None:
    """Write both files anew."""
    for name, text in KEPT.items():
        file = resources.path(FOLDER, name)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text())


if __name__ == "__main__":
    main()
