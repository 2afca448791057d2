"""The figures in the words of Prometheus, on a listener of its own that only this machine reaches.

Every process has its own: the first at ``--metrics-port``, the next at the port after it. What the database knows is
asked when somebody looks, and is the same at each.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text

from app.simulator.administration.tables import person_notices
from app.simulator.clock import moment_text
from app.simulator.refusals import Refused
from app.simulator.ruling import versions
from app.simulator.tables import log_heads, sessions
from app.simulator.telling import tally
from app.simulator.telling.tables import notices, paper_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from prometheus_client.core import Metric
    from sqlalchemy import Connection

    from app.simulator.context import Central
    from app.simulator.operations.figures import Figures, Spread
    from app.simulator.operations.office_state import OfficeState
    from app.simulator.telling.tally import Told

HOST = "127.0.0.1"


@contextmanager
def told(central: Central, port: int) -> Iterator[int]:
    """Answer ``GET /metrics`` at a port of this machine, 0 for any free one, while the block lasts; give the port."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Counted(central.figures, central.office))
    registry.register(Kept(central))
    for own in (ProcessCollector, PlatformCollector, GCCollector):
        own(registry=registry)
    server, thread = start_http_server(port, HOST, registry)
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Counted(Collector):
    """What this process has counted."""

    def __init__(self, figures: Figures, office: OfficeState) -> None:
        self._figures = figures
        self._office = office

    def collect(self) -> Iterable[Metric]:
        """Give every figure."""
        figures = self._figures
        requests = CounterMetricFamily("khlang_requests", "Requests answered", labels=["route", "method", "status"])
        for (route, method, status), number in list(figures.requests.items()):
            requests.add_metric([route, method, str(status)], number)
        yield requests
        seconds = HistogramMetricFamily("khlang_request_seconds", "Time to the answer", labels=["route", "method"])
        for names, spread in list(figures.answering.items()):
            _add(seconds, list(names), spread)
        yield seconds
        yield GaugeMetricFamily("khlang_requests_running", "Requests being answered", value=figures.running)
        written = HistogramMetricFamily("khlang_transaction_seconds", "Time of transactions", labels=["kind"])
        for kind, spread in figures.transactions.items():
            _add(written, [kind], spread)
        yield written
        yield CounterMetricFamily(
            "khlang_transaction_retries", "Transactions that had to run again", value=figures.retries
        )
        yield _counter("khlang_faults_struck", "Requests that met a fault", "fault", figures.faults)
        yield _counter("khlang_office_steps", "What the back office did", "what", self._office.steps)
        late = HistogramMetricFamily("khlang_office_lateness_seconds", "Done so long after it was due", labels=[])
        _add(late, [], self._office.lateness)
        yield late


@dataclass(frozen=True, slots=True)
class _Found:
    events: int
    sessions: int
    letters: int
    told: tuple[Told, ...]
    size: int
    clock: float
    rules: dict[str, int]


class Kept(Collector):
    """What the database knows; nothing while it does not answer."""

    def __init__(self, central: Central) -> None:
        self._central = central

    def collect(self) -> Iterable[Metric]:
        """Ask, within one transaction."""
        try:
            found = self._central.storage.read_now(self._asked)
        except Refused:
            return
        yield CounterMetricFamily("khlang_events_appended", "Events in all logs", value=found.events)
        yield GaugeMetricFamily("khlang_sessions", "People signed in", value=found.sessions)
        yield GaugeMetricFamily("khlang_letters_waiting", "Letters and messages to be sent", value=found.letters)
        told = CounterMetricFamily("khlang_messages", "Messages by outcome", labels=["to", "channel", "outcome"])
        for one in found.told:
            told.add_metric([one.sort, one.channel, one.outcome], one.count)
        yield told
        yield GaugeMetricFamily("khlang_database_bytes", "Size of the database", value=found.size)
        rules = CounterMetricFamily("khlang_rule_hits", "Lines decided by each rule", labels=["rule"])
        for rule, count in found.rules.items():
            rules.add_metric([rule], count)
        yield rules
        yield GaugeMetricFamily("khlang_clock_seconds", "The system's own time", value=found.clock)

    def _asked(self, connection: Connection) -> _Found:
        now = self._central.clock.now()
        alive = select(func.count()).select_from(sessions).where(sessions.c.lease_until > moment_text(now))
        return _Found(
            events=connection.scalar(select(func.sum(log_heads.c.seq))) or 0,
            sessions=connection.scalar(alive) or 0,
            letters=sum(connection.scalar(waiting) or 0 for waiting in _WAITING),
            told=tally.read(connection),
            size=connection.scalar(text(_SIZE[connection.dialect.name])) or 0,
            clock=now.timestamp(),
            rules=versions.hits(connection),
        )


_WAITING = tuple(
    select(func.count()).select_from(table).where(table.c.state == "")
    for table in (notices, person_notices, paper_letters)
)
_SIZE = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}


def _add(family: HistogramMetricFamily, labels: list[str], spread: Spread) -> None:
    family.add_metric(labels, buckets=spread.cumulative(), sum_value=spread.seconds)


def _counter(name: str, words: str, label: str, counts: dict[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, words, labels=[label])
    for kind, number in list(counts.items()):
        family.add_metric([kind], number)
    return family
