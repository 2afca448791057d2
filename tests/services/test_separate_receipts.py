"""Receipts as files of their own: one for each paid line, sealed, on record, and none replaced unasked."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from app.documents.pdf.rendering import Pdf
from app.domain.access.permissions import Action
from app.domain.values.errors import Broken, Refused
from app.services.evidence import Evidence
from app.store import audit_trail
from app.wire import paper
from tests.verification import dossiers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.ui.disbursement.office import OfficeDesk

OP = "op-0007"


@contextmanager
def unit(folder: Path) -> Iterator[tuple[OfficeDesk, Evidence]]:
    with dossiers.paid_office(folder / "store") as (desk, _):
        yield desk, Evidence(desk.for_services())


def saved_names(desk: OfficeDesk) -> list[str]:
    with desk.store.read() as reading:
        entries = audit_trail.entries(reading)
        return sorted(json.loads(each.facts)["file"] for each in entries if each.action == Action.SAVE_DOCUMENT)


def test_each_paid_line_becomes_a_sealed_file_named_after_number_and_payee_and_is_on_record(tmp_path: Path) -> None:
    with unit(tmp_path) as (desk, evidence):
        saved = evidence.save_each(OP, "th", tmp_path / "out", layout="roll")
        paths = sorted(saved.folder.iterdir())
        assert saved.folder == tmp_path / "out" / "receipt-OP0007-th"
        assert saved.written == saved.total == len(paths) > 1
        assert saved_names(desk) == [path.name for path in paths]
        for path in paths:
            number, _, payee = path.stem.partition("_")
            view = Pdf(path.read_bytes())
            said = " ".join(view.text(0).split())
            assert view.pages == 1
            assert number in said
            assert payee.replace("_", " ") in said
            assert paper.taken_apart(path.read_bytes())[1]


def test_files_that_are_there_are_replaced_only_when_that_is_said(tmp_path: Path) -> None:
    with unit(tmp_path) as (desk, evidence):
        first = sorted(evidence.save_each(OP, "th", tmp_path).folder.iterdir())
        first[1].write_bytes(b"kept")
        first[0].unlink()
        on_record = saved_names(desk)
        with pytest.raises(Refused) as caught:
            evidence.save_each(OP, "th", tmp_path)
        assert caught.value.code == "receipts_exist"
        assert caught.value.facts["count"] == len(first) - 1
        assert first[1].read_bytes() == b"kept"
        assert not first[0].exists()
        assert saved_names(desk) == on_record
        evidence.save_each(OP, "th", tmp_path, overwrite=True)
        assert all(path.read_bytes().startswith(b"%PDF") for path in first)


def test_stopped_in_the_middle_the_files_written_are_whole_on_record_and_counted(tmp_path: Path) -> None:
    with unit(tmp_path) as (desk, evidence):
        saved = evidence.save_each(OP, "th", tmp_path, progress=lambda done, _: done < 1)
        paths = sorted(saved.folder.iterdir())
        assert (saved.written, len(paths)) == (1, 1)
        assert saved.total > 1
        assert [Pdf(path.read_bytes()).pages for path in paths] == [1]
        assert saved_names(desk) == [path.name for path in paths]


def test_where_one_cannot_be_written_those_before_it_are_kept_and_counted(tmp_path: Path) -> None:
    with unit(tmp_path) as (_, evidence):
        first = sorted(evidence.save_each(OP, "th", tmp_path).folder.iterdir())
        first[1].unlink()
        first[1].mkdir()
        (first[1] / "taken").touch()
        with pytest.raises(Broken) as caught:
            evidence.save_each(OP, "th", tmp_path, overwrite=True)
        told = {"written": 1, "total": len(first), "folder": first[1].parent.name, "file": first[1].name}
        assert (caught.value.code, caught.value.facts) == ("receipts_broken_off", told)
        first[0].unlink()
        first[0].mkdir()
        (first[0] / "taken").touch()
        with pytest.raises(Broken, match="file_unwritable"):
            evidence.save_each(OP, "th", tmp_path, overwrite=True)


def test_a_batch_of_which_nothing_is_confirmed_leaves_no_file(tmp_path: Path) -> None:
    with unit(tmp_path) as (_, evidence), pytest.raises(Refused):
        evidence.save_each("op-0002", "th", tmp_path / "out")
    assert not (tmp_path / "out").exists()
