"""Both administrators agree on other papers; a unit prints an old batch as it was, and a new one as it is (PT-9)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdf
import pytest

from app.domain.disbursement.batch import BatchStatus
from tests.helpers.emblems import png
from tests.journeys import acts, admin_acts, template_acts
from tests.journeys.lists import write_list
from tests.journeys.papers import text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central
    from tests.journeys.person import Person

pytestmark = [pytest.mark.campaign, pytest.mark.xdist_group("journeys: paper template")]

FIRST, SECOND = "กรมแบบอย่าง ฉบับก่อน", "กรมแบบอย่าง ฉบับใหม่"
NOTE = "โปรดเก็บไว้ไม่น้อยกว่า 10 ปี"
BLUE, GOLD = (10, 60, 150), (150, 110, 20)
KINDS = ("receipt", "detail")


def paid(central: Central, maker: Person, authorizer: Person, path: Path, number: str) -> str:
    """Have a batch paid between the two desks."""
    op_id = maker.does(acts.import_file, path)
    maker.does(acts.hand_in, number)
    assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.approve, op_id, authorizer.password)
    central.settle()
    assert maker.does(acts.hear, op_id).status is BatchStatus.SETTLED
    return op_id


def emblem_of(path: Path) -> object:
    """Return the colour in the middle of the emblem on the first page."""
    (emblem,) = pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages[0].images
    assert emblem.image is not None
    width, height = emblem.image.size
    return emblem.image.getpixel((width // 2, height // 2))


def test_an_old_batch_is_printed_as_it_was_and_a_new_one_as_it_is(
    central: Central, admins: tuple[Person, Person], maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    one, two = admins

    def agreed(colour: tuple[int, int, int], texts: dict[str, str]) -> None:
        (tmp_path / "emblem.png").write_bytes(png(300, 300, colour))
        said = one.does(template_acts.propose_template, tmp_path / "emblem.png", texts, "ตามคำสั่งที่ กค 20/2570")
        assert one.does(acts.say, "paper_template.waits") in said
        two.does(acts.sync)
        two.does(admin_acts.approve_request, one.does(template_acts.agency_name), two.password)
        one.does(acts.sync)

    agreed(BLUE, {"office": FIRST})
    maker.does(acts.sync)
    old = paid(central, maker, authorizer, write_list(tmp_path / "old.csv", ["1250.00"], first=60), "ฎ.860/2570")
    agreed(GOLD, {"office": SECOND, "footer_note": NOTE, "caption_2": "ผู้อนุมัติ", "name_2": "นายสมชาย หัวหน้า"})
    maker.does(acts.sync)
    new = paid(central, maker, authorizer, write_list(tmp_path / "new.csv", ["749.50"], first=70), "ฎ.861/2570")
    for folder, op_id in (("old", old), ("new", new)):
        (tmp_path / folder).mkdir()
        maker.does(acts.save_papers, op_id, tmp_path / folder, KINDS)
    for path in (tmp_path / "old").iterdir():
        assert FIRST in text_of(path), path.name
        assert "แบบ v1" in text_of(path)
        assert SECOND not in text_of(path)
        assert emblem_of(path) == BLUE
        assert NOTE not in text_of(path)
    for path in (tmp_path / "new").iterdir():
        text = text_of(path)
        for words in (SECOND, NOTE, "แบบ v2", "(นายสมชาย หัวหน้า)", "ผู้อนุมัติ"):
            assert words in text, (path.name, words)
        assert emblem_of(path) == GOLD
    assert len(list((tmp_path / "new").iterdir())) == len(KINDS)
