"""What differs between two editions of a batch, for whoever has seen the earlier one (SY-2)."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from app.domain.disbursement.transfer import CreditTransfer


@dataclass(frozen=True, slots=True)
class LineDifference:
    """A line that was changed; added, where there is no ``before``; taken out, where there is no ``after``."""

    before: CreditTransfer | None
    after: CreditTransfer | None


def _whole(line: CreditTransfer) -> Hashable:
    return line.bank, line.account, line.name, line.amount, line.person_id, line.mobile, line.email, line.reference


def _account(line: CreditTransfer) -> Hashable:
    return line.bank, line.account


def _name(line: CreditTransfer) -> Hashable:
    return line.name


def differences(before: Iterable[CreditTransfer], after: Iterable[CreditTransfer]) -> list[LineDifference]:
    """Return what differs in the order of the later edition, lines taken out at the end.

    Lines are known again by all they say, else by their account, else by their name; a mere change of order is none.
    """
    earlier, later = list(before), list(after)
    earlier, later, _ = _paired(earlier, later, _whole)
    earlier, later, same_account = _paired(earlier, later, _account)
    earlier, later, same_name = _paired(earlier, later, _name)
    changed = [LineDifference(old, new) for old, new in (*same_account, *same_name)]
    added = [LineDifference(None, new) for new in later]
    in_order = sorted(changed + added, key=lambda found: found.after.number if found.after else 0)
    return in_order + [LineDifference(old, None) for old in earlier]


def _paired(
    earlier: list[CreditTransfer], later: list[CreditTransfer], key: Callable[[CreditTransfer], Hashable]
) -> tuple[list[CreditTransfer], list[CreditTransfer], list[tuple[CreditTransfer, CreditTransfer]]]:
    """Return what stays without a partner on either side, and the pairs that ``key`` makes."""
    waiting: dict[Hashable, deque[CreditTransfer]] = defaultdict(deque)
    for line in earlier:
        waiting[key(line)].append(line)
    pairs, alone = [], []
    for line in later:
        partners = waiting[key(line)]
        if partners:
            pairs.append((partners.popleft(), line))
        else:
            alone.append(line)
    taken = {old.number for old, _ in pairs}
    return [line for line in earlier if line.number not in taken], alone, pairs
