"""What the paying screens ask of the services below, as types; the composition root hands in what fits.

Methods that say (*worker*) take their time and are called off the GUI thread; all others answer from memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from app.domain.access.user import Actor, Unit
    from app.domain.disbursement.batch import Kind
    from app.domain.disbursement.issues import Issue
    from app.domain.disbursement.record import Batch, BatchHead, LineRecord, TimelineEntry
    from app.domain.disbursement.transfer import Field
    from app.domain.values.calendar import BusinessCalendar
    from app.domain.values.identifiers import BankTable
    from app.domain.values.money import Money
    from app.i18n import Language
    from app.services.approval import ApprovalContent
    from app.services.file_reading import FileReading
    from app.ui.table_model import Query

    Report = Callable[[int, int], None]
    Asked = Callable[[], bool]


class Desk(Protocol):
    """Who sits here and what is known of the unit; ``unit`` is the newest the central system has told."""

    @property
    def actor(self) -> Actor:
        """The person who is signed in, at this workstation."""
        ...

    @property
    def unit(self) -> Unit:
        """The unit with its accounts and people."""
        ...

    @property
    def banks(self) -> BankTable:
        """The banks by their code."""
        ...

    @property
    def calendar(self) -> BusinessCalendar:
        """The days on which banks are open."""
        ...

    def now(self) -> datetime:
        """Return the moment by the clock of the program, aware."""
        ...


class BatchRows(Protocol):
    """Batches as a list asks for them (*worker*); ``query.chips`` holds statuses and perhaps ``unknown``."""

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of all matching batches in wanted order."""
        ...

    def rows(self, ids: Sequence[int], /) -> Sequence[Batch]:
        """Return the batches of ``ids`` in the same order."""
        ...

    def totals(self, query: Query, /) -> tuple[int, Money]:
        """Return how many batches match, and their sum."""
        ...


class LineRows(Protocol):
    """Lines of one batch as a list asks for them (*worker*); ``query.chips`` holds line statuses."""

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of all matching lines in wanted order."""
        ...

    def rows(self, ids: Sequence[int], /) -> Sequence[LineRecord]:
        """Return the lines of ``ids`` in the same order."""
        ...

    def totals(self, query: Query, /) -> tuple[int, Money]:
        """Return how many lines match, and their sum."""
        ...


class Inquiry(Protocol):
    """Looks things up (*worker*, but for the two that only hand out a source)."""

    def batches(self, statuses: frozenset[str] | None = None, mine: bool = False) -> BatchRows:
        """Return the batches of the unit as a source of rows."""
        ...

    def lines(self, op_id: str) -> LineRows:
        """Return the lines of a batch as a source of rows."""
        ...

    def batch(self, op_id: str) -> Batch:
        """Return one batch (*worker*)."""
        ...

    def timeline(self, op_id: str) -> Sequence[TimelineEntry]:
        """Return what happened to a batch, in order (*worker*)."""
        ...

    def ask_again(self, op_id: str) -> Batch:
        """Ask the central system what became of a command without an answer (*worker*)."""
        ...


class Approval(Protocol):
    """Verifies, shows and signs; all *worker*."""

    def content(self, op_id: str) -> ApprovalContent:
        """Fetch a batch and check what its maker signed; raise `Tampered` when anything differs."""
        ...

    def approve(self, content: ApprovalContent, password: str) -> Batch:
        """Sign what was shown; return the batch after the answer, or still without one."""
        ...

    def send_back(self, content: ApprovalContent, reason: str, password: str) -> Batch:
        """Return the whole batch to its maker with a reason."""
        ...


class Preview(Protocol):
    """What handing in would mean (DI-14)."""

    @property
    def available(self) -> Money:
        """What can be spent from the source account now."""
        ...

    @property
    def left(self) -> Money:
        """What would be left on it; negative when it is short."""
        ...

    @property
    def limit_left(self) -> Money | None:
        """How far the batch stays below the unit's limit, or None without one."""
        ...

    @property
    def value_date(self) -> date:
        """The day on which the bank would pay."""
        ...

    @property
    def cut_off(self) -> str:
        """The day's last moment for an approval, ``HH:MM``."""
        ...


class RepairGroup(Protocol):
    """One kind of repair."""

    @property
    def code(self) -> str:
        """The rule that was applied."""
        ...

    @property
    def numbers(self) -> Sequence[int]:
        """The lines it changed."""
        ...


class DraftSheet(Protocol):
    """An open draft: in memory, every change saved before the call returns. ``Issue.row`` is the line's number."""

    @property
    def batch(self) -> Batch:
        """The batch with its head and counts as they are now."""
        ...

    @property
    def file_total(self) -> Money | None:
        """The sum that the file stated, if it did."""
        ...

    @property
    def numbers(self) -> Sequence[int]:
        """The lines' numbers in order."""
        ...

    @property
    def issues(self) -> Sequence[Issue]:
        """Everything that is to be said about the lines, in their order."""
        ...

    @property
    def repairs(self) -> Sequence[RepairGroup]:
        """What was repaired, by rule."""
        ...

    @property
    def can_undo(self) -> bool:
        """Whether a change can be taken back."""
        ...

    @property
    def can_redo(self) -> bool:
        """Whether a change that was taken back can be made again."""
        ...

    def row(self, number: int) -> LineRecord:
        """Return a line."""
        ...

    def issues_of(self, number: int) -> Sequence[Issue]:
        """Return what is to be said about one line."""
        ...

    def set_cells(self, cells: Sequence[tuple[int, Field, str]]) -> None:
        """Type into cells as one step of undo."""
        ...

    def add_rows(self, rows: Sequence[Mapping[Field, str]]) -> Sequence[int]:
        """Add lines at the end and return their numbers."""
        ...

    def remove_rows(self, numbers: Sequence[int]) -> None:
        """Take lines away."""
        ...

    def undo(self) -> None:
        """Take the last change back."""
        ...

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        ...

    def set_head(self, head: BatchHead) -> None:
        """Replace what stands above the lines."""
        ...

    def keep_duplicates(self, reason: str) -> None:
        """Keep lines that repeat others, with a reason; an empty one withdraws it."""
        ...

    def readiness(self) -> Sequence[tuple[str, Mapping[str, object]]]:
        """Return what still keeps the draft from being handed in, as codes with facts."""
        ...

    def preview(self) -> Preview:
        """Return what handing in would mean."""
        ...


class Drafting(Protocol):
    """From a file or an empty page to a batch that is handed in; all *worker*."""

    def read(self, path: Path, progress: Report, cancelled: Asked, sheet: str | None = None) -> FileReading:
        """Read a file within its limits; raise `BadInput` or `Refused` for one that cannot be taken."""
        ...

    def remap(self, reading: FileReading, columns: Mapping[Field, int]) -> FileReading:
        """Read the same rows with other columns."""
        ...

    def create(self, reading: FileReading, kind: Kind, progress: Report, cancelled: Asked) -> str:
        """Keep the rows as a draft, all or nothing, and return its id."""
        ...

    def create_empty(self, kind: Kind) -> str:
        """Begin a draft without lines and return its id."""
        ...

    def sheet(self, op_id: str) -> DraftSheet:
        """Open a draft."""
        ...

    def template(self, path: Path, language: Language) -> None:
        """Write the empty form that a clerk fills in a spreadsheet."""
        ...

    def submit(self, op_id: str) -> None:
        """Sign the draft and hand it in."""
        ...

    def withdraw(self, op_id: str, reason: str) -> None:
        """Take a batch back before the first signature."""
        ...

    def cancel(self, op_id: str, reason: str) -> None:
        """Give a batch up for good."""
        ...

    def delete(self, op_id: str) -> None:
        """Throw a draft away that was never handed in."""
        ...
