"""The papers about access: slips that are not read through, forms filled from the data, lists that say everything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import ImageOps

from app.documents.pdf import access_content as content
from app.documents.pdf import access_review, application_forms, handover, slip
from app.documents.pdf.access_content import AccessPaper, access_digest
from app.documents.pdf.codes import payload
from app.documents.pdf.rendering import Pdf
from app.documents.pdf.wording import fingerprint
from app.i18n import LANGUAGES, Language, words
from tests.documents.pdf import access_samples as people
from tests.documents.pdf import samples
from tests.documents.pdf.pictures import ink, ink_box, picture, scanned

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

PAPERS: dict[AccessPaper, Callable[[Language], bytes]] = {
    AccessPaper.AGENCY_FORM: lambda language: application_forms.write_agency(people.AGENCY_FORM, language),
    AccessPaper.UNIT_FORM: lambda language: application_forms.write_unit(people.UNIT_FORM, language, samples.BANKS),
    AccessPaper.RESET_FORM: lambda language: application_forms.write_reset(people.RESET_FORM, language),
    AccessPaper.REVIEW: lambda language: access_review.write(people.review(23), language),
    AccessPaper.HANDOVER: lambda language: handover.write(people.HANDOVER, language),
}
CONTENTS: dict[
    AccessPaper,
    content.AgencyForm | content.UnitForm | content.ResetForm | content.AccessReview | content.Handover,
] = {
    AccessPaper.AGENCY_FORM: people.AGENCY_FORM,
    AccessPaper.UNIT_FORM: people.UNIT_FORM,
    AccessPaper.RESET_FORM: people.RESET_FORM,
    AccessPaper.REVIEW: people.review(23),
    AccessPaper.HANDOVER: people.HANDOVER,
}
SLIPS: tuple[content.SlipKind, ...] = ("first", "reset", "workstation")
each_paper = pytest.mark.parametrize("kind", PAPERS)
each_language = pytest.mark.parametrize("language", LANGUAGES)
each_slip = pytest.mark.parametrize("kind", SLIPS)


def pages(data: bytes) -> list[str]:
    pdf = Pdf(data)
    return [" ".join(pdf.text(page).split()) for page in range(pdf.pages)]


def everything(data: bytes) -> str:
    return " ".join(pages(data))


def third(sheet: Image, number: int) -> Image:
    """Return the first, second or last third of a slip."""
    height = sheet.height / 3
    return sheet.crop((0, round(number * height), sheet.width, round((number + 1) * height)))


# -- the sealed slip ---------------------------------------------------------------------------------------------------


@each_language
@each_slip
def test_a_slip_says_who_what_until_when_and_what_to_do(kind: content.SlipKind, language: Language) -> None:
    made = people.slip(kind)
    (text,) = pages(slip.write(made, language))
    assert people.SECRET in text
    for fact in (made.company_id, made.agency_name, made.unit_name, made.unit, made.user_id, made.name, made.position):
        assert fact in text
    assert made.device_name in text
    assert ("23 ธ.ค. 2569 09:41" if language == "th" else "23 Dec 2026 09:41") in text
    for number in range(1, 5):
        assert words(language, f"access_papers.slip.{kind}_step_{number}") in text
    assert words(language, "access_papers.slip.how_to_read", count=len(people.SECRET)) in text


def test_outside_stands_the_addressee_and_nothing_else() -> None:
    """The lines of the text layer that lie in the third that becomes the outside, in their order."""
    made = people.slip()
    outside = "\n".join(Pdf(slip.write(made, "th")).text(0).split("\r\n")).partition(
        words("th", "access_papers.slip.title_first")
    )[0]
    lines = [line.strip() for line in outside.splitlines() if line.strip()]
    unit = words("th", "documents.unit", unit=made.unit_name, code=made.unit)
    expected = [
        words("th", "access_papers.slip.sealed"),
        made.company_id,
        made.agency_name,
        unit,
        words("th", "access_papers.slip.to"),
        made.name,
        made.position,
    ]
    assert " ".join(lines) == " ".join(expected)
    above = third(picture(slip.write(made, "th"), dots_per_inch=72), 0)
    other = third(picture(slip.write(people.slip(secret=people.SECRET[::-1]), "th"), dots_per_inch=72), 0)
    assert above.tobytes() == other.tobytes()


def test_each_letter_of_the_secret_is_named_below_it() -> None:
    secret = "aB3-!"  # noqa: S105
    (text,) = pages(slip.write(people.slip(secret=secret), "th"))
    names = [words("th", f"access_papers.slip.{name}") for name in ("lower", "upper", "digit", "dash", "sign")]
    assert f"{secret} {' '.join(names)}" in text


def test_a_long_secret_goes_on_in_a_second_row_and_loses_no_letter() -> None:
    secret = "abcd-efgh-jkmn-pqrs-tuvw-xyz2"  # noqa: S105
    (text,) = pages(slip.write(people.slip(secret=secret), "th"))
    assert secret[:19] in text
    assert secret[19:] in text
    assert words("th", "access_papers.slip.how_to_read", count=29) in text


@pytest.mark.parametrize("cover", [0, 2])
def test_folded_the_pattern_lies_on_every_letter_of_the_secret(cover: int) -> None:
    """Seen to fail with the addressee at the foot of the outside, where it would lie behind the secret."""
    plain = slip.write(people.slip(), "th")
    blank = slip.write(people.slip(secret=" " * len(people.SECRET)), "th")
    with_secret, without = (third(picture(data, dots_per_inch=144), 1) for data in (plain, blank))
    letters = ImageOps.invert(with_secret.copy())
    letters.paste(0, mask=without.point(lambda grey: 255 if grey < 200 else 0))
    left, top, right, bottom = ink_box(ImageOps.invert(letters.crop((0, 0, letters.width, 150))))
    over = ImageOps.flip(third(picture(plain, dots_per_inch=144), cover))
    width = (right - left) / len(people.SECRET)
    for number in range(len(people.SECRET)):
        box = (round(left + number * width), top, round(left + (number + 1) * width), bottom)
        seen = over.crop(box).histogram()
        assert sum(seen[:160]) / sum(seen) > 0.4, number


def test_the_folds_are_marked_at_both_edges_and_divide_the_sheet_in_three() -> None:
    sheet = picture(slip.write(people.slip(), "th"), dots_per_inch=144)
    for fold in (sheet.height / 3, sheet.height * 2 / 3):
        rows = (round(fold) - 3, round(fold) + 3)
        assert ink(sheet.crop((20, rows[0], 42, rows[1])))
        assert ink(sheet.crop((sheet.width - 42, rows[0], sheet.width - 20, rows[1])))


def test_nothing_of_a_slip_comes_near_the_edge_of_the_sheet() -> None:
    for kind in SLIPS:
        sheet = picture(slip.write(people.slip(kind), "th"))
        left, top, right, bottom = ink_box(sheet)
        assert min(left, top, sheet.width - right, sheet.height - bottom) >= 10


def test_a_slip_shows_its_secret_in_no_log() -> None:
    assert people.SECRET not in repr(people.slip())


def test_a_slip_of_the_bank_itself_carries_no_warning_of_the_simulator() -> None:
    assert words("th", "documents.simulated") in everything(slip.write(people.slip(), "th"))
    assert words("th", "documents.simulated") not in everything(slip.write(people.slip(simulated=False), "th"))


# -- forms and lists ---------------------------------------------------------------------------------------------------


@each_paper
@each_language
def test_every_page_is_of_the_house(kind: AccessPaper, language: Language) -> None:
    data = PAPERS[kind](language)
    digest = access_digest(kind, CONTENTS[kind])
    layers = pages(data)
    for number, text in enumerate(layers, 1):
        assert words(language, f"access_papers.{kind.value}.title") in text
        assert words(language, "documents.page", number=number, total=len(layers)) in text
        assert people.AGENCY.agency in text
        assert people.PRINTING.printed_by in text
        assert words(language, "documents.simulated") in text
        assert fingerprint(digest) in text
        assert scanned(picture(data, number - 1, 150)) == [payload(kind, digest)]
        left, _, right, bottom = ink_box(picture(data, number - 1))
        assert left >= 46
        assert right <= 595 - 34
        assert bottom <= 842 - 12


@each_paper
def test_a_paper_on_access_is_the_same_bytes_again(kind: AccessPaper) -> None:
    assert PAPERS[kind]("th") == PAPERS[kind]("th")


def test_the_hash_of_a_form_is_of_its_content_and_not_of_who_printed_it() -> None:
    def hashed(form: content.AgencyForm) -> str:
        return access_digest(AccessPaper.AGENCY_FORM, form)

    form = people.AGENCY_FORM
    again = replace(form, printing=replace(form.printing, printed_by="อีกคน"))
    assert hashed(again) == hashed(form)
    assert hashed(replace(form, gfmis_package=False)) != hashed(form)


@each_language
def test_the_agency_form_names_service_package_and_both_administrators(language: Language) -> None:
    text = everything(PAPERS[AccessPaper.AGENCY_FORM](language))
    for applicant in (people.ADMIN_1, people.ADMIN_2):
        assert applicant.name_th.replace(" ", "") in text.replace(" ", "")
        assert applicant.name_en.split()[-1] in text
        assert applicant.mobile in text
        assert applicant.position in text
    assert "1-1017-00203-45-0" in text
    for fact in (people.AGENCY_FORM.application_id, people.AGENCY_FORM.address, people.AGENCY_FORM.order_no):
        assert fact in text
    for key in ("service", "gfmis", "declaration"):
        assert words(language, f"access_papers.agency_form.{key}") in text


def test_a_package_that_is_not_wanted_is_not_ticked() -> None:
    without = application_forms.write_agency(replace(people.AGENCY_FORM, gfmis_package=False), "th")
    assert ink(picture(without)) < ink(picture(PAPERS[AccessPaper.AGENCY_FORM]("th")))


@each_language
def test_the_unit_form_lists_every_account_in_full_with_its_purpose(language: Language) -> None:
    text = everything(PAPERS[AccessPaper.UNIT_FORM](language))
    for number in ("301-6-00001-2", "301-6-00002-0", "301-6-00003-9"):
        assert number in text
    for each in people.UNIT_FORM.accounts:
        assert words(language, f"access_papers.purpose.{each.purpose}") in text
        assert each.name.replace(" ", "") in text.replace(" ", "")
    assert people.UNIT_FORM.branch in text
    assert people.UNIT_FORM.unit_name in text


def test_a_form_that_was_not_sent_says_so() -> None:
    form = replace(people.AGENCY_FORM, application_id="", applied_at="")
    assert words("th", "access_papers.not_sent_yet") in everything(application_forms.write_agency(form, "th"))


def test_the_branch_form_is_one_page_with_what_is_known_filled_in() -> None:
    (text,) = pages(PAPERS[AccessPaper.RESET_FORM]("th"))
    assert "GMIS210100" in text
    assert "ADMIN2" in text
    assert words("th", "access_papers.reset_form.why_locked") in text
    assert words("th", "access_papers.bank_officer") in text


@each_language
def test_the_review_list_holds_every_user_with_rights_days_and_result(language: Language) -> None:
    review = people.review(60)
    text = everything(access_review.write(review, language)).replace(" ", "")
    for user in review.users:
        assert user.user_id in text
        assert user.name.replace(" ", "") in text
    assert text.count(words(language, "access_papers.access_review.result_open").replace(" ", "")) >= 8
    assert words(language, "terms.role.maker_collection").replace(" ", "") in text
    for signer in review.signers:
        assert f"({signer.name})".replace(" ", "") in text
    assert "52" in text


@each_language
def test_the_handover_pack_holds_rights_work_keys_and_workstations(language: Language) -> None:
    pack = people.HANDOVER
    text = everything(PAPERS[AccessPaper.HANDOVER](language))
    for right in pack.rights:
        assert words(language, f"terms.role.{right.role}") in text
    for batch in pack.batches:
        assert batch.reference in text
        assert words(language, f"terms.batch.{batch.status}") in text
    assert "486,275.50" in text
    for key in pack.keys:
        assert fingerprint(key.kid) in text
        assert key.device_name in text
    assert words(language, "access_papers.workstation.revoked") in text


def test_an_empty_part_of_the_pack_says_that_there_is_nothing() -> None:
    pack = replace(people.HANDOVER, rights=(), batches=(), keys=(), workstations=())
    text = everything(handover.write(pack, "th"))
    for part in ("rights", "batches", "keys", "workstations"):
        assert words("th", f"access_papers.handover.no_{part}") in text
