"""``python -m tests.pictures --out DIR``: every screen and dialog as PNG, in both languages and both themes.

The scale is the one Qt starts with: ``QT_SCALE_FACTOR=2`` draws at 200 %. One file a picture:
``SCREEN_LANGUAGE_THEME_SCALE.png``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

SCREEN = {"name": "desk", "x": 0, "y": 0, "width": 3840, "height": 2160, "logicalDpi": 96, "logicalBaseDpi": 96}


def main() -> int:
    """Take all pictures; return the exit status."""
    parser = argparse.ArgumentParser(prog="pictures", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="khlang-pictures-") as temporary:
        folder = Path(temporary)
        _offer_large_screen(folder)
        return _draw(folder, options.out)


def _offer_large_screen(folder: Path) -> None:
    """Give the platform without a display a screen on which windows and dialogs have room at 200 %."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        configuration = folder / "screen.json"
        configuration.write_text(json.dumps({"screens": [SCREEN]}), "ascii")
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={configuration}"


def _draw(folder: Path, out: Path) -> int:
    from app.ui import application, worker
    from tests.helpers import raw_central
    from tests.pictures import (
        agency,
        closing_office,
        collection_tour,
        office,
        practice_tour,
        receiving_tour,
        remitting_tour,
    )
    from tests.pictures.album import Album
    from tests.pictures.closing_tour import ClosingTour
    from tests.pictures.report_tour import ReportTour
    from tests.pictures.rights_tour import RightsTour
    from tests.pictures.rooms_tour import RoomsTour
    from tests.pictures.template_tour import TemplateTour
    from tests.pictures.tour import Tour
    from tests.pictures.year_tour import YearTour

    application.create(theme_name="light", settings_folder=folder)
    factor = float(os.environ.get("QT_SCALE_FACTOR", "1"))
    album = Album(out, f"{factor:.0%}".removesuffix("%"))
    with office.opened(folder / "office") as unit:
        ReportTour(unit.authorizer, album).everything()
        Tour(unit, album, folder).everything()
        YearTour(unit.authorizer, album, folder).everything()
    with agency.opened(folder / "agency") as parent:
        RightsTour(parent, album).everything()
        RoomsTour(parent, album).everything()
    with agency.opened(folder / "template") as parent:
        TemplateTour(parent, album, folder).everything()
    with collection_tour.opened(folder / "counter") as counter:
        collection_tour.CollectionTour(counter, album, folder).everything()
    with receiving_tour.opened(folder / "receiving") as receiving:
        receiving_tour.ReceivingTour(receiving, album).everything()
    with remitting_tour.opened(folder / "remitting") as told:
        remitting_tour.RemittingTour(told, album).everything()
    with remitting_tour.portal_opened(folder / "portal") as portal:
        remitting_tour.DepositTour(portal, album).everything()
    with closing_office.opened(folder / "closing") as closing:
        closing.monday()
        ClosingTour(closing, album, folder).everything()
    with raw_central.running(folder / "practice", eased=True) as central:
        practice_tour.see(central, folder / "learner", album)
    worker.shared().close()
    print(f"{album.count} pictures at {factor:.0%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
