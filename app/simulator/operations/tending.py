"""What runs beside the answering of requests: the certificate is kept valid, the figures are told."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING

from app.simulator.operations import metrics
from app.simulator.operations.renewal import CertificateKeeper

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

    from app.simulator.context import Central


@asynccontextmanager
async def tended(central: Central, context: ssl.SSLContext, number: int = 0) -> AsyncIterator[None]:
    """Look after one process while the block lasts; ``number`` tells it from the others, from 0."""
    central.storage.on_ran = central.figures.transaction
    keeper = CertificateKeeper(context, central.data, central.settings.host)
    keeping = asyncio.create_task(keeper.run_for_ever())
    with ExitStack() as listening:
        if (port := central.settings.metrics_port) is not None:
            listening.enter_context(metrics.told(central, port and port + number))
        try:
            yield
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping
