"""Record sources turned into row sources; see `app.ui.record_rows`."""

from app.ui.record_rows import RECORD, RecordRows

__all__ = ["RECORD", "RecordRows"]
