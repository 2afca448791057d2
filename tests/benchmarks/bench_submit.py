"""P5: handing in 20,000 lines, from the signed bytes to the bank's answer, beside posting the same bytes to nobody.

The peer is an endpoint of the same server library over TLS with the same certificate that reads the body and says yes.
Run by itself (``python -m tests.benchmarks.bench_submit``); prints one line of JSON.
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

    from app.central.disbursement import Prepared
    from app.domain.disbursement.transfer import CreditTransfer

LINES = 20_000
RUNS = 5
LIMIT = 4.0
FELT_SECONDS_MAX = 2.0
PATIENT = Timeouts(connect=5, bytes=30, whole=120, whole_content=120)

NOBODY = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

async def take(request):
    await request.body()
    return Response(b"{}", 201)

app = Starlette(routes=[Route("/{rest:path}", take, methods=["PUT"])])
uvicorn.run(app, port=int(sys.argv[1]), ssl_certfile=sys.argv[2], ssl_keyfile=sys.argv[3], log_level="error")
"""


@contextmanager
def nobody(central: Central, port: int) -> Iterator[httpx2.Client]:
    """Serve an endpoint that does nothing, and give a client whose connection is warm."""
    certificate, key = certificate_of(central.data)
    process = subprocess.Popen([sys.executable, "-c", NOBODY, str(port), str(certificate), str(key)])
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
    ours, empty = [], []
    folder = Path(tempfile.mkdtemp(prefix="khlang-bench-"))
    with running(folder / "central") as central, nobody(central, 18_443) as peer:
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
        megabytes = len(prepared.request) / 1e6
        with station.desk.store.read() as rd:
            assert disbursement.batch(rd, op_id) is not None
        station.leave()
    felt, posted = statistics.median(ours[1:]), statistics.median(empty[1:])
    ratio = felt / posted
    result = {
        "name": "P5 submit 20,000 lines / empty post of the same bytes",
        "ratio": round(ratio, 2),
        "limit": LIMIT,
        "ok": ratio <= LIMIT and felt < FELT_SECONDS_MAX,
        "seconds": round(felt, 3),
        "empty_seconds": round(posted, 3),
        "megabytes": round(megabytes, 1),
    }
    print(json.dumps(result))
    return 0 if result["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
