"""The questions before an administrator's order; see `app.ui.order_dialogs`."""

from app.ui.order_dialogs import Order, ReasonDialog, RequestDialog, SignedDialog

__all__ = ["Order", "ReasonDialog", "RequestDialog", "SignedDialog"]
