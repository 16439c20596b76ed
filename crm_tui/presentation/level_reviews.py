"""The parts of a score in words."""

from __future__ import annotations

from crm_tui.domain.level_reviews import ProposalRow
from crm_tui.i18n import _


def contribution_words(row: ProposalRow) -> str:
    """Return what a customer brings among the parts of its score; of who never bought so."""
    return str(row.score.contribution) if row.has_bought else _("never bought")
