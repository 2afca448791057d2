"""Which workstation may be taken into use: where it stands and what people call it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from app.domain.access.policy import WorkstationRule
from app.domain.access.proposal import WorkstationPermit
from app.ui.fields import ComboField, TextField, form_is_right
from app.ui.order_dialogs import Order, RequestDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.domain.access.proposal import AgencyView

NAME_MAX = 60


class PermitDialog(RequestDialog):
    """A request with the workstation's unit and name; ``act`` gets permit, reason and order number."""

    def __init__(
        self,
        parent: QWidget,
        view: AgencyView,
        act: Callable[[WorkstationPermit, str, str], Any],
        done: Callable[[Any], object],
    ) -> None:
        by_code = view.policy.workstations is WorkstationRule.CODE
        why = "workstations.permit_why" if by_code else "workstations.permit_needless"
        order = Order("workstations.permit_ask", "workstations.permit_go", "send", why)
        super().__init__(parent, order, self._permit, done)
        self._permitted = act
        self.unit = ComboField("workstations.unit", [(unit.unit, f"={unit.name}") for unit in view.units])
        self.name = TextField("workstations.name", hint="workstations.name_hint", required=True, length_max=NAME_MAX)
        at = self.body.indexOf(self.reason)
        self.body.insertWidget(at, self.unit)
        self.body.insertWidget(at + 1, self.name)
        self.unit.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _permit(self, reason: str, order_no: str) -> object:
        return self._permitted(WorkstationPermit(self.unit.text(), self.name.text().strip()), reason, order_no)

    def _begin(self) -> None:
        if form_is_right(self.name, self.reason):
            super()._begin()
