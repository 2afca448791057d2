"""The server's certificate renewed while it runs: connections that stand go on, new ones meet the new certificate."""

from __future__ import annotations

import asyncio
import logging
import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.simulator import certificates
from app.simulator.operations.logs import told

if TYPE_CHECKING:
    from pathlib import Path

LOOK_SECONDS = 1.0
_logger = logging.getLogger("khlang.central.certificate")


class CertificateKeeper:
    """Keeps the certificate of ``context`` valid, and takes over one that was made elsewhere."""

    def __init__(self, context: ssl.SSLContext, data: Path, host: str) -> None:
        self._context = context
        self._data = data
        self._host = host
        self._loaded = self._stamp()

    async def run_for_ever(self) -> None:
        """Look again every second: it costs one question to the file system."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                self.look(datetime.now(UTC))
            except (OSError, ValueError) as problem:  # an ssl.SSLError is an OSError
                _logger.error("certificate not renewed", exc_info=problem)

    def look(self, now: datetime) -> bool:
        """Renew if it is time, and take over a file that has changed; on the event loop's thread. True if it did."""
        certificates.renew(self._data, self._host, now)
        stamp = self._stamp()
        if stamp == self._loaded:
            return False
        path = certificates.server_file(self._data)
        # A file that cannot be used must not touch the context that is.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(path)
        self._context.load_cert_chain(path)
        self._loaded = stamp
        until = certificates.server(self._data).not_valid_after_utc
        _logger.info("certificate taken over", extra=told(until=until.isoformat()))
        return True

    def _stamp(self) -> tuple[int, int]:
        stat = certificates.server_file(self._data).stat()
        return stat.st_mtime_ns, stat.st_ino
