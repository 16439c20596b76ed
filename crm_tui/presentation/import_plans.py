"""An import in words: how a file is read, how far it is, and what came of it as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.columns import OPENING_COLUMNS, HeaderColumn
from crm_tui.domain.imports.outcomes import ImportResult, Outcome
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.proposals import MappingProposal, ProposedColumn
from crm_tui.domain.text import printable
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.import_mappings import proposed_sentence, skip_word
from crm_tui.presentation.import_results import opening_sentence, outcome_word
from crm_tui.presentation.words import name_in_sentence

_PASSED_OVER = 5
_RATE_AFTER_SECONDS = 1.0
_Count = Callable[[int], str]
_WOULD: Mapping[ImportKind, _Count] = {
    ImportKind.CUSTOMERS: lambda count: ngettext(
        "Would import {count} customer", "Would import {count} customers", count
    ),
    ImportKind.LEADS: lambda count: ngettext(
        "Would import {count} lead", "Would import {count} leads", count
    ),
    ImportKind.OPPORTUNITIES: lambda count: ngettext(
        "Would import {count} opportunity", "Would import {count} opportunities", count
    ),
    ImportKind.ORDERS: lambda count: ngettext(
        "Would import {count} order", "Would import {count} orders", count
    ),
    ImportKind.CONTRACTS: lambda count: ngettext(
        "Would import {count} contract", "Would import {count} contracts", count
    ),
    ImportKind.QUOTES: lambda count: ngettext(
        "Would import {count} quote", "Would import {count} quotes", count
    ),
    ImportKind.EXPENSES: lambda count: ngettext(
        "Would import {count} expense", "Would import {count} expenses", count
    ),
    ImportKind.USAGES: lambda count: ngettext(
        "Would import the use of {count} product", "Would import the use of {count} products", count
    ),
    ImportKind.PAYMENT_PLANS: lambda count: ngettext(
        "Would import {count} planned line", "Would import {count} planned lines", count
    ),
    ImportKind.BANK_RECEIPTS: lambda count: ngettext(
        "Would import {count} receipt", "Would import {count} receipts", count
    ),
}
_DID: Mapping[ImportKind, _Count] = {
    ImportKind.CUSTOMERS: lambda count: ngettext(
        "Imported {count} customer", "Imported {count} customers", count
    ),
    ImportKind.LEADS: lambda count: ngettext(
        "Imported {count} lead", "Imported {count} leads", count
    ),
    ImportKind.OPPORTUNITIES: lambda count: ngettext(
        "Imported {count} opportunity", "Imported {count} opportunities", count
    ),
    ImportKind.ORDERS: lambda count: ngettext(
        "Imported {count} order", "Imported {count} orders", count
    ),
    ImportKind.CONTRACTS: lambda count: ngettext(
        "Imported {count} contract", "Imported {count} contracts", count
    ),
    ImportKind.QUOTES: lambda count: ngettext(
        "Imported {count} quote", "Imported {count} quotes", count
    ),
    ImportKind.EXPENSES: lambda count: ngettext(
        "Imported {count} expense", "Imported {count} expenses", count
    ),
    ImportKind.USAGES: lambda count: ngettext(
        "Imported the use of {count} product", "Imported the use of {count} products", count
    ),
    ImportKind.PAYMENT_PLANS: lambda count: ngettext(
        "Imported {count} planned line", "Imported {count} planned lines", count
    ),
    ImportKind.BANK_RECEIPTS: lambda count: ngettext(
        "Imported {count} receipt", "Imported {count} receipts", count
    ),
}


def column_lines(mapping: MappingProposal) -> Iterator[str]:
    """Yield a line for each column of a file."""
    yield _("The header stands on line {line}.").format(line=mapping.header.line)
    yield from map(_column_line, mapping.columns)


def _column_line(column: ProposedColumn) -> str:
    samples = _(", ").join(map(printable, column.samples))
    said = proposed_sentence(column)
    return _("{said}: {samples}").format(said=said, samples=samples) if samples else said


def progress_sentence(
    done: int, total: int | None, seconds: float, *, others_wait: bool = False
) -> str:
    """Return how far an import is, how many rows a second, and how long it will take."""
    if total is None:
        said = _("Reading: {done} rows").format(done=f"{done:,}")
    else:
        said = _("Writing: {done} of {total}").format(done=f"{done:,}", total=f"{total:,}")
    if done and seconds > _RATE_AFTER_SECONDS:
        rate = done / seconds
        said += _(", {rate} a second").format(rate=f"{rate:,.0f}")
        if total is not None:
            left = round((total - done) / rate)
            said += ngettext(", {count} second left", ", {count} seconds left", left).format(
                count=left
            )
    return said + (_("; others please wait") if others_wait else "")


def result_lines(found: ImportResult, written: Path | None = None) -> Iterator[str]:
    """Yield what an import did as a whole, or a dry run would do."""
    if found.is_cancelled:
        yield _("Stopped; nothing was imported.")
        return
    yield _sentence(found)
    yield from _others(found)
    yield from _kept_and_wanting(found)
    if found.new_words:
        words = _(", ").join(map(name_in_sentence, found.new_words))
        yield _("Words added to the lists: {words}.").format(words=words)
    yield from _unread(found)
    for each in found.passed_over[:_PASSED_OVER]:
        yield _("Line {line} was passed over: {reason}.").format(
            line=each.line, reason=skip_word(each.reason)
        )
    if found.imported_before is not None:
        yield _("The same file was imported before, as batch {batch}.").format(
            batch=found.imported_before
        )
    if written is not None:
        yield _("What became of every row stands in {path}.").format(path=printable(str(written)))
    yield from map(opening_sentence, found.openings)


def undo_line(found: ImportResult) -> Iterator[str]:
    """Yield how the shell takes an import back, where it wrote anything."""
    if found.changed is not None and found.changed.batch_id is not None:
        yield _("crm undo {batch} takes it back.").format(batch=found.changed.batch_id)


def _sentence(found: ImportResult) -> str:
    created, refused = found.count(Outcome.CREATED), found.count(Outcome.REFUSED)
    entered = _entered(found.plan, created)
    if found.plan.dry_run:
        left = ngettext("{count} row would be refused", "{count} rows would be refused", refused)
    else:
        left = ngettext("{count} row was refused", "{count} rows were refused", refused)
    return _("{entered}; {left}.").format(
        entered=entered.format(count=created), left=left.format(count=refused)
    )


def _entered(plan: ImportPlan, count: int) -> str:
    said = _WOULD if plan.dry_run else _DID
    return said.get(plan.kind, said[ImportKind.CUSTOMERS])(count)


def _unread(found: ImportResult) -> Iterator[str]:
    """Yield which columns were not read, those that only first data has apart."""
    opening = [each for each in found.ignored if each.column in OPENING_COLUMNS]
    others = [each for each in found.ignored if each not in opening]
    if others:
        yield _("Columns that were not read: {labels}.").format(labels=_labels(others))
    if opening:
        yield _("Only the import of first data reads: {labels}.").format(labels=_labels(opening))


def _labels(columns: Sequence[HeaderColumn]) -> str:
    return _(", ").join(printable(column.label) for column in columns)


def _others(found: ImportResult) -> Iterator[str]:
    """Yield how many rows went another way."""
    for outcome in (
        Outcome.UPDATED,
        Outcome.PASSED_ON,
        Outcome.UNCHANGED,
        Outcome.JOINED,
        Outcome.SKIPPED,
        Outcome.PAID_OUT,
    ):
        if count := found.count(outcome):
            yield ngettext(
                "{count} more row: {outcome}.", "{count} more rows: {outcome}.", count
            ).format(count=count, outcome=outcome_word(outcome, found.plan))


def _kept_and_wanting(found: ImportResult) -> Iterator[str]:
    if found.over_limit:
        yield ngettext(
            "{count} of them is in the pool, because its owner's limit is reached.",
            "{count} of them are in the pool, because their owners' limits are reached.",
            found.over_limit,
        ).format(count=found.over_limit)
    # Into a pool that was named it was meant to go.
    if found.unowned and found.plan.pool_id is None:
        yield ngettext(
            "{count} of them names no owner and goes into the pool.",
            "{count} of them name no owner and go into the pool.",
            found.unowned,
        ).format(count=found.unowned)
    if found.incomplete:
        yield ngettext(
            "{count} of them has no contact yet and stands under the owner's today.",
            "{count} of them have no contact yet and stand under their owner's today.",
            found.incomplete,
        ).format(count=found.incomplete)
