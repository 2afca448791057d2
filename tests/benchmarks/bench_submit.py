"""P5: handing in 20,000 lines, from the signed bytes to the bank's answer, beside posting the same bytes to nobody.

The peers are endpoints of the same server library over TLS with the same certificate: one reads the body and says yes,
the other reads the lines and commits them as rows, unchecked and unsigned: the least that any bank must do.
Run by itself (``python -m tests.benchmarks.bench_submit``); prints a line of JSON for each.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2

from app.central.disbursement import prepare_submit
from app.central.transport import Timeouts, pinned_context, read_authority
from app.domain.values.money import Money
from app.store import disbursement, inbox
from tests.helpers.raw_central import Central, running
from tests.helpers.workstation import Workstation, transfers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.central.signed_orders import Prepared
    from app.domain.disbursement.transfer import CreditTransfer

LINES = 20_000
RUNS = 5
LIMIT = 4.0
FELT_SECONDS_MAX = 2.0
PATIENT = Timeouts(connect=5, bytes=30, whole=120, whole_content=120)

PEERS = """
import sqlite3, sys, msgspec, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

async def take(request):
    await request.body()
    return Response(b"{}", 201)

books = sqlite3.connect(sys.argv[4], isolation_level=None)
books.execute("PRAGMA journal_mode = WAL")
books.execute("PRAGMA synchronous = FULL")
books.execute("CREATE TABLE lines (op TEXT, n INTEGER, bank, acct, name, satang INTEGER, PRIMARY KEY (op, n))")

async def keep(request):
    said = msgspec.json.decode(await request.body())
    op = said["payment"]["op_id"]
    rows = [(op, int(x["n"]), x["bank"], x["acct"], x["name"], int(x["satang"])) for x in said["lines"]]
    books.execute("BEGIN")
    books.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?)", rows)
    books.execute("COMMIT")
    return Response(b"{}", 201)

app = Starlette(routes=[Route("/keep", keep, methods=["PUT"]), Route("/{rest:path}", take, methods=["PUT"])])
uvicorn.run(app, port=int(sys.argv[1]), ssl_certfile=sys.argv[2], ssl_keyfile=sys.argv[3], log_level="error")
"""


@contextmanager
def peers(central: Central, port: int) -> Iterator[httpx2.Client]:
    """Serve the endpoints of the peers, and give a client whose connection is warm."""
    certificate, key = certificate_of(central.data)
    books = central.data / "peer.db"
    process = subprocess.Popen([sys.executable, "-c", PEERS, str(port), str(certificate), str(key), str(books)])
    context = pinned_context(read_authority(Path(central.ready["ca"])))
    client = httpx2.Client(base_url=f"https://127.0.0.1:{port}", verify=context, trust_env=False, timeout=60)
    try:
        for _ in range(100):
            try:
                client.put("/warm", content=b"{}")
                break
            except httpx2.TransportError:
                time.sleep(0.1)
        yield client
    finally:
        client.close()
        process.terminate()
        process.wait()


def certificate_of(data: Path) -> tuple[Path, Path]:
    """Return the server's certificate and its key in the central system's folder."""
    certificate = next(path for path in data.glob("*server*") if b"CERTIFICATE" in path.read_bytes())
    key = next(path for path in data.glob("*server*") if b"PRIVATE KEY" in path.read_bytes())
    return certificate, key


def payees_of(number: int) -> list[CreditTransfer]:
    """Return a batch's lines as the desk holds them; nobody waits for the making of samples."""
    return [replace(payee, amount=Money(10_000 + number)) for payee in transfers(LINES)]


def prepare(station: Workstation, op_id: str, payees: list[CreditTransfer]) -> Prepared:
    """Make the canonical bytes, the tree and the signature of a batch of its own."""
    with station.desk.store.read() as rd:
        here = inbox.cursor(rd)
    return prepare_submit(station.desk.signer, station.batch(op_id), payees, (here.seq, here.leaf), station.desk.now())


def main() -> int:
    """Measure A B A B and print the ratio of medians."""
    ours, empty, stored = [], [], []
    folder = Path(tempfile.mkdtemp(prefix="khlang-bench-"))
    with running(folder / "central") as central, peers(central, 18_443) as peer:
        station = Workstation(folder / "maker", central.ready["url"], central.ready["ca"], timeouts=PATIENT)
        station.enter(central, "MAKER01")
        for number in range(RUNS + 1):
            op_id = station.draft(transfers(3), document_no=f"B-{number}")
            payees = payees_of(number)
            begun = time.perf_counter()
            prepared = prepare(station, op_id, payees)
            answer = station.desk.central.send(prepared.cmd_id, prepared.request)
            ours.append(time.perf_counter() - begun)
            assert answer.done, answer
            begun = time.perf_counter()
            peer.put(f"/{prepared.cmd_id}", content=prepared.request)
            empty.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            assert peer.put("/keep", content=prepared.request).status_code == 201
            stored.append(time.perf_counter() - begun)
        megabytes = len(prepared.request) / 1e6
        with station.desk.store.read() as rd:
            assert disbursement.batch(rd, op_id) is not None
        station.leave()
    felt, posted, kept = (statistics.median(times[1:]) for times in (ours, empty, stored))
    common = {"limit": LIMIT, "seconds": round(felt, 3), "megabytes": round(megabytes, 1)}
    results = [
        {
            "name": f"P5 submit 20,000 lines / {peer_name}",
            "ratio": round(felt / seconds, 2),
            "ok": felt / seconds <= LIMIT and felt < FELT_SECONDS_MAX,
            "peer_seconds": round(seconds, 3),
            **common,
        }
        for peer_name, seconds in (
            ("empty post of the same bytes", posted),
            ("the same bytes posted and stored as rows", kept),
        )
    ]
    for result in results:
        print(json.dumps(result))
    return 0 if all(result["ok"] for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
