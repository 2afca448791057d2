"""Everything the parts of the central system share, built once at the start."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.simulator.news import News
from app.simulator.operations.figures import Figures
from app.simulator.operations.office_state import OfficeState
from app.simulator.recording.recorder import Recorder
from app.simulator.telling.ways import Ways
from app.simulator.under_way import UnderWay

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from app.simulator.calendar import BankCalendar
    from app.simulator.chance import Chance
    from app.simulator.clock import Clock
    from app.simulator.faults.book import Faults
    from app.simulator.gate import Gate
    from app.simulator.passwords import Passwords
    from app.simulator.ruling.versions import RulesInForce
    from app.simulator.settings import Settings
    from app.simulator.shared import Shared
    from app.simulator.storage import Storage


@dataclass(slots=True)
class Central:
    """The central system's parts; ``operator_token`` opens the operator's routes.

    ``epoch`` names the history in the database; it is the one thing that changes, when the database is put back.
    """

    settings: Settings
    data: Path
    storage: Storage
    clock: Clock
    calendar: BankCalendar
    rules: RulesInForce
    passwords: Passwords
    faults: Faults
    bank_key: Ed25519PrivateKey
    epoch: str
    operator_token: str
    chance: Chance
    shared: Shared
    gate: Gate
    figures: Figures = field(default_factory=Figures)
    office: OfficeState = field(default_factory=OfficeState)
    ways: Ways = field(default_factory=Ways)
    news: News = field(default_factory=News)
    under_way: UnderWay = field(default_factory=UnderWay)
    recorder: Recorder = field(init=False)

    def __post_init__(self) -> None:
        self.recorder = Recorder(self)
