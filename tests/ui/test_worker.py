from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import QObject

from app.ui import worker
from app.ui.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def pool(qtbot: QtBot) -> Iterator[worker.Pool]:
    made = worker.Pool()
    yield made
    assert made.close(60_000)


def fail(error: Exception) -> None:
    raise AssertionError from error


def test_results_arrive_on_the_gui_thread_though_work_was_done_elsewhere(pool: worker.Pool, qtbot: QtBot) -> None:
    owner, seen = QObject(), list[tuple[int, int]]()
    pool.run(owner, lambda _: threading.get_ident(), lambda there: seen.append((there, threading.get_ident())), fail)
    qtbot.waitUntil(lambda: bool(seen))
    there, here = seen[0]
    assert here == threading.get_ident()
    assert there != here


def test_a_failure_is_handed_to_failed_and_nothing_else_is_called(pool: worker.Pool, qtbot: QtBot) -> None:
    owner, errors, results = QObject(), list[Exception](), list[object]()

    def work(_: worker.Progress) -> None:
        raise ValueError("no")

    pool.run(owner, work, results.append, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ValueError)
    assert not results


def test_the_result_for_a_deleted_owner_is_dropped(pool: worker.Pool, qtbot: QtBot) -> None:
    owner, still = QObject(), QObject()
    go, results, after = threading.Event(), list[int](), list[int]()
    pool.run(owner, lambda _: int(go.wait(60)), results.append, fail)
    shiboken6.delete(owner)
    go.set()
    pool.run(still, lambda _: 2, after.append, fail)
    qtbot.waitUntil(lambda: bool(after))
    qtbot.waitUntil(lambda: pool.idle)
    assert not results


def test_a_cancelled_task_hears_of_it_and_its_result_is_dropped(pool: worker.Pool, qtbot: QtBot) -> None:
    owner, heard, results = QObject(), threading.Event(), list[object]()
    started = threading.Event()

    def work(progress: worker.Progress) -> None:
        started.set()
        while not progress.cancelled:
            heard.wait(0.01)
        heard.set()

    task = pool.run(owner, work, results.append, fail)
    qtbot.waitUntil(started.is_set)
    task.cancel()
    qtbot.waitUntil(heard.is_set)
    qtbot.waitUntil(lambda: pool.idle)
    assert not results


def test_progress_shows_the_newest_value_and_never_goes_back(pool: worker.Pool, qtbot: QtBot) -> None:
    owner, shown, results = QObject(), list[tuple[int, int]](), list[int]()

    def work(progress: worker.Progress) -> int:
        for done in range(1, 10_001):
            progress.report(done, 10_000)
        return 7

    pool.run(owner, work, results.append, fail, lambda done, total: shown.append((done, total)))
    qtbot.waitUntil(lambda: bool(results))
    assert shown == sorted(shown)
    assert shown[-1] == (10_000, 10_000)
    assert len(shown) < 10_000


def test_a_pool_without_threads_has_the_result_before_run_returns(qtbot: QtBot) -> None:
    results = list[int]()
    owner = QObject()
    worker.Pool(at_once=True).run(owner, lambda _: 3, results.append, fail)
    assert results == [3]


def test_a_screen_never_shows_what_a_later_look_has_overtaken(qtbot: QtBot) -> None:
    class Page(Screen):
        key, title_key = "page", "home.title"

    page, go_on, shown = Page(), threading.Event(), list[str]()
    qtbot.addWidget(page)

    def early() -> str:
        assert go_on.wait(60)
        return "early"

    page.look(early, shown.append, fail)
    page.look(lambda: "late", shown.append, fail)
    qtbot.waitUntil(lambda: bool(shown))
    go_on.set()
    qtbot.waitUntil(lambda: worker.shared().idle)
    assert shown == ["late"]


def test_of_work_that_only_the_newest_is_wanted_of_neither_answer_nor_failure_of_the_former_arrives(
    qtbot: QtBot,
) -> None:
    owner, go_on, answers = QObject(), threading.Event(), list[str]()
    newest = worker.Newest(owner)

    def former(word: str) -> str:
        assert go_on.wait(60)
        if word == "broken":
            raise ValueError(word)
        return word

    newest.run(lambda _: former("first"), answers.append, fail)
    newest.run(lambda _: former("broken"), answers.append, fail)
    newest.run(lambda _: "newest", answers.append, fail)
    go_on.set()
    qtbot.waitUntil(lambda: worker.shared().idle)
    assert answers == ["newest"]
    newest.run(lambda _: "unwanted", answers.append, fail)
    newest.drop()
    qtbot.waitUntil(lambda: worker.shared().idle)
    assert answers == ["newest"]
