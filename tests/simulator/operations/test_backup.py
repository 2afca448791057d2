"""A copy of a running central system is one moment of it, and what comes back loses and doubles nothing (G14)."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from app.simulator.operations import archive
from tests.helpers import postgres, warm
from tests.helpers.extent import WHOLE
from tests.helpers.raw_books import opened
from tests.helpers.raw_central import UNIT, Central, Clerk, Wire, running, three_lines

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Json

_SOME = 6
_FORMER_HAD_NOT = ("calendar_versions", "moved_moments")


@contextmanager
def _started(data: Path, database: str) -> Iterator[Central]:
    central = Central(data, database=database)
    central.start()
    try:
        yield central
    finally:
        central.stop()


@contextmanager
def _writing(maker: Clerk, acked: list[Json]) -> Iterator[None]:
    """Hand batches in without a pause while the block lasts, and note what was acknowledged."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.1):  # else there would be hundreds to send again
            body = maker.submit_body(maker.payment(lines := three_lines()), lines)
            assert maker.send(body).status == 201
            acked.append(body)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(300)


def _until_more(acked: list[Json], count: int) -> None:
    wanted = len(acked) + count
    while len(acked) < wanted:
        threading.Event().wait(0.01)


def _events(clerk: Clerk) -> list[tuple[str, str]]:
    """Return every event of the unit: its record's number, and what it is chained to."""
    found: list[tuple[str, str]] = []
    while True:
        page = clerk.ask("GET", f"/v1/events?after={len(found)}").json
        found += [(event["record"]["seq"], event["record"]["prev"]) for event in page["events"]]
        if page["more"] == "no":
            return found


def _at(url: str) -> tuple[str, ...]:
    return ("--database", url) if url else ()


@pytest.mark.parametrize("on_postgres", [True] if postgres.WANTED else [False, True] if WHOLE else [False])
def test_a_copy_under_writes_is_an_exact_prefix_and_what_was_lost_is_sent_again_once(
    tmp_path: Path, on_postgres: bool
) -> None:
    url = postgres.database() if on_postgres else ""
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("correct horse battery\n", "utf-8")
    sealed = ("--backup-passphrase", passphrase)
    file, acked = tmp_path / "copy", list[dict[str, Any]]()
    with running(tmp_path / "central", on_postgres=on_postgres) as central:
        maker = Clerk.ready(central, UNIT, "MAKER01")
        epoch = central.wire.ask("GET", "/v1/about").json["epoch"]
        with _writing(maker, acked):
            _until_more(acked, _SOME)
            sure = len(acked)
            done = warm.command("backup", file, "--data", central.data, *_at(central.database), *sealed)
            assert done.returncode == 0, done.stderr
            _until_more(acked, _SOME)
        original = _events(maker)
    again = warm.command("restore", file, "--data", tmp_path / "restored", *_at(url), *sealed)
    assert again.returncode == 0, again.stderr

    with _started(tmp_path / "restored", url) as restored:
        assert restored.wire.ask("GET", "/v1/about").json["epoch"] != epoch
        assert restored.ready["ca"] != central.ready["ca"]
        maker.central, maker.wire = restored, Wire(restored.ready["url"], central.ready["ca"])
        restored.wires.append(maker.wire)
        assert maker.ask("GET", "/v1/events?after=0").status == 401
        assert maker.sign_in().status == 201
        kept = _events(maker)
        assert kept == original[: len(kept)]
        assert len(kept) < len(original)
        answers = [maker.send(body) for body in acked]
        assert [answer.status for answer in answers[:sure]] == [200] * sure
        lost = [body for body, answer in zip(acked, answers, strict=True) if answer.code == "session_stale"]
        assert lost == acked[len(acked) - len(lost) :]
        assert len(lost) >= _SOME
        for body in lost:
            anew = maker.submit_body(body["payment"], body["lines"])
            assert [maker.send(anew).status for _ in range(2)] == [201, 200]
        assert {maker.send(maker.submit_body(body["payment"], body["lines"])).status for body in acked} == {409}
        assert len(_events(maker)) == len(original)
        restored.assert_books_right()


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a data folder that nobody runs on, and a copy of it that is not sealed."""
    folder = tmp_path_factory.mktemp("copied")
    if postgres.WANTED:
        pytest.skip("what is copied here is a file")
    with running(folder / "central", on_postgres=False):
        pass
    done = warm.command("backup", folder / "copy", "--data", folder / "central")
    assert done.returncode == 0, done.stderr
    assert "Warning" in done.stdout
    return folder / "central", folder / "copy"


def test_a_copy_is_its_owners_alone_and_never_put_over_another(copied: tuple[Path, Path]) -> None:
    data, file = copied
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    done = warm.command("backup", file, "--data", data)
    assert (done.returncode, file.read_bytes()) == (1, before)
    assert "there already" in done.stderr


def test_nothing_is_restored_over_something_from_a_damaged_copy_or_into_another_kind(
    copied: tuple[Path, Path], tmp_path: Path
) -> None:
    data, file = copied
    full = warm.command("restore", file, "--data", data)
    assert (full.returncode, "not empty" in full.stderr) == (1, True)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    for name, wrong in (("altered", bytes(content)), ("cut", bytes(content[:-70_000])), ("other", b"x" * 100)):
        (tmp_path / name).write_bytes(wrong)
        done = warm.command("restore", tmp_path / name, "--data", tmp_path / "new")
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    other = warm.command("restore", file, "--data", tmp_path / "new", "--database", "postgresql://nobody@127.0.0.1:1/x")
    assert (other.returncode, "the backup is of sqlite" in other.stderr) == (1, True)
    assert not (tmp_path / "new").exists()
    assert list(tmp_path.glob("*.restoring")) == []


def test_books_that_are_not_sound_are_not_copied_as_if_they_were(copied: tuple[Path, Path], tmp_path: Path) -> None:
    data = tmp_path / "central"
    assert warm.command("restore", copied[1], "--data", data).returncode == 0
    with opened(data / "central.db") as books:
        books.execute("UPDATE accounts SET balance_satang = balance_satang + 1 WHERE unit <> ''")
    done = warm.command("backup", tmp_path / "copy", "--data", data)
    assert (done.returncode, "not sound" in done.stderr) == (1, True)
    assert not (tmp_path / "copy").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["central"]
    assert _names(data) == []


def _names(data: Path) -> list[Any]:
    return [path.name for path in data.iterdir() if path.name.startswith("backup-")]


def test_a_copy_that_a_former_program_made_is_restored_and_one_of_a_later_program_is_not(
    copied: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    contents = archive.unpack(copied[1], folder, None)
    with opened(folder / archive.DATABASE) as books:
        for name in _FORMER_HAD_NOT:
            books.execute(f"DROP TABLE {name}")
        books.execute("ALTER TABLE drill_runs DROP COLUMN busy")
    rows = {name: count for name, count in contents.books.rows.items() if name not in _FORMER_HAD_NOT}
    contents = msgspec.structs.replace(contents, books=msgspec.structs.replace(contents.books, rows=rows))

    def restored(name: str) -> subprocess.CompletedProcess[str]:
        contents.files[archive.DATABASE] = archive.sha256(folder / archive.DATABASE)
        archive.write(tmp_path / name, contents, folder, None)
        return warm.command("restore", tmp_path / name, "--data", tmp_path / f"{name}-data")

    done = restored("former")
    assert done.returncode == 0, done.stderr
    with _started(tmp_path / "former-data", "") as central:
        assert Clerk.ready(central, UNIT, "MAKER01").submit(three_lines())[0].status == 201
        central.assert_books_right()

    with opened(folder / archive.DATABASE) as books:
        books.execute("ALTER TABLE batches ADD COLUMN to_come TEXT NOT NULL DEFAULT ''")
    refused = restored("later")
    assert (refused.returncode, "batches.to_come" in refused.stderr) == (1, True), refused.stderr
    assert not (tmp_path / "later-data").exists()
