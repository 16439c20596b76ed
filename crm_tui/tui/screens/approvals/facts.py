"""What stands beside a paper of what was asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from crm_tui.domain.approvals.records import Approval
from crm_tui.presentation.approvals import paper_approval
from crm_tui.tui.screens.settings.sections import fact
from crm_tui.tui.widgets.preview import Section


def approval_sections(found: Approval | None, zone: ZoneInfo) -> Iterator[Section]:
    """Yield what was asked of a paper, by whom, and the answer; nothing where nothing was."""
    lines = tuple(fact(label, text) for label, text in paper_approval(found, zone))
    if lines:
        yield Section("", lines)
