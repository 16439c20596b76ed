"""What a change of several opportunities comes to, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from crm_tui.domain.opportunities import OpportunityRow
from crm_tui.errors import CrmError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.bulk_edits import refusal_lines
from crm_tui.presentation.money import amount, short_amount
from crm_tui.presentation.words import name_in_sentence

_SHOWN = 8


def foretold_lines(
    rows: Sequence[OpportunityRow],
    unchanged: int,
    refusals: Iterable[CrmError | None],
    currency: str,
) -> Iterator[str]:
    """Yield how many change and what they come to, the first of them, and why others do not."""
    changing = ngettext(
        "{count} opportunity, {amount}", "{count} opportunities, {amount}", len(rows)
    )
    sum_minor = sum(each.reported_minor for each in rows)
    yield changing.format(count=f"{len(rows):,}", amount=short_amount(sum_minor, currency))
    for row in rows[:_SHOWN]:
        money = amount(row.fields.amount_minor, row.fields.currency)
        said = (name_in_sentence(row.name), name_in_sentence(row.customer), row.stage, money)
        yield f"  {' · '.join(said)}"
    if len(rows) > _SHOWN:
        yield "  …"
    if unchanged:
        yield _("{count} stand there already").format(count=unchanged)
    yield from refusal_lines(refusals)


def given_up_words(count: int) -> str:
    """Return how many ended."""
    words = ngettext("{count} opportunity ended", "{count} opportunities ended", count)
    return words.format(count=count)


def moved_words(count: int) -> str:
    """Return how many were moved."""
    words = ngettext("{count} opportunity moved", "{count} opportunities moved", count)
    return words.format(count=count)


def passed_words(customers: int, receiver: str) -> str:
    """Return how many customers went to somebody with their open opportunities."""
    words = ngettext(
        "{count} customer went to {receiver} with all its open opportunities",
        "{count} customers went to {receiver} with all their open opportunities",
        customers,
    )
    return words.format(count=customers, receiver=name_in_sentence(receiver))
