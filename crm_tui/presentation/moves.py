"""How far the move of an office is, in one line."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.moves import MoveProgress, MoveStep
from crm_tui.i18n import N_, _, ngettext

_STEPS: Mapping[MoveStep, str] = {
    MoveStep.COPY: N_("Copying {table}: {done} of {total}"),
    MoveStep.INDEX: N_("Indexing {table}: {done} of {total}"),
    MoveStep.COMPARE: N_("Comparing {table}: {done} of {total}"),
    MoveStep.SEARCH: N_("Making {table}: {done} of {total}"),
    MoveStep.FILES: N_("Copying files: {done} of {total}"),
}
_RATE_AFTER_SECONDS = 0.5


def move_sentence(at: MoveProgress, seconds: float) -> str:
    """Return how far a step is, how fast it goes, and how long it still takes."""
    words = _(_STEPS[at.step])
    said = words.format(table=at.table, done=f"{at.done:,}", total=f"{at.total:,}")
    if at.done and seconds > _RATE_AFTER_SECONDS:
        rate = at.done / seconds
        said += _(", {rate} a second").format(rate=f"{rate:,.0f}")
        left = round((at.total - at.done) / rate)
        said += ngettext(", {count} second left", ", {count} seconds left", left).format(count=left)
    return said
