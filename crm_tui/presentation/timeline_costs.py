"""What was spent, what a customer uses, and project files, as entries of a timeline."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.timelines import EntryKind
from crm_tui.presentation.expenses import ExpenseEntry, shown_expense
from crm_tui.presentation.projects import ProjectEntry, shown_project
from crm_tui.presentation.timeline_entries import ShownEntry
from crm_tui.presentation.usages import UsageEntry, shown_usage

CostEntry = ExpenseEntry | ProjectEntry | UsageEntry


def shown_cost(kind: CostEntry, facts: Mapping[str, object]) -> ShownEntry:
    """Return an entry about an expense, a project file or what a customer uses."""
    match kind:
        case EntryKind.PROJECT_EDITED:
            return shown_project(kind, facts)
        case (
            EntryKind.USAGE_ADDED
            | EntryKind.USAGE_EDITED
            | EntryKind.USAGE_DELETED
            | EntryKind.USAGE_RESTORED
        ):
            return shown_usage(kind, facts)
        case _:
            return shown_expense(kind, facts)
