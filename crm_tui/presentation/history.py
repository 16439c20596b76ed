"""What can be taken back and what was, in words."""

from __future__ import annotations

from crm_tui.domain.days import date_of
from crm_tui.domain.history import LastDone, Undone
from crm_tui.errors import UndoRefusedError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.words import more_words, name_in_sentence, operation_word

_LISTED = 12


def last_words(last: LastDone, at: Moment) -> str:
    """Return what would be taken back: what was done, when, with which customers."""
    when = happened_moment(last.at, at.now, at.zone)
    lines = [f"{operation_word(last.operation)} · {when}", *map(_name, last.customers)]
    return "\n".join([*lines, *_more(last.count - len(last.customers))])


def undone_words(undone: Undone) -> str:
    """Return what was taken back, and of whom."""
    words = ngettext(
        "Undone: {operation}, {count} change taken back",
        "Undone: {operation}, {count} changes taken back",
        undone.records,
    )
    said = words.format(operation=operation_word(undone.operation), count=undone.records)
    return f"{said} · {name_in_sentence(undone.customer)}" if undone.customer else said


def unclaimed_words(undone: Undone, again_day: int | None) -> str:
    """Return what an undo of a claim does not bring back: the day's claim, and the customer."""
    lines = [undone_words(undone), _("The day's claims are not given back.")]
    if again_day is not None:
        day = date_of(again_day).isoformat()
        lines.append(_("You can claim it again from {day} on.").format(day=day))
    return "\n".join(lines)


def undo_question(error: UndoRefusedError) -> str:
    """Return which customers were worked on since, and the question about the others."""
    lines = [_name(name) for _id, name in error.changed[:_LISTED]]
    rest = ngettext(
        "{count} other was not touched: undo only that?",
        "{count} others were not touched: undo only those?",
        error.untouched,
    ).format(count=error.untouched)
    return "\n".join([*lines, *_more(len(error.changed) - _LISTED), "", rest])


def _name(name: str) -> str:
    return f"· {name_in_sentence(name)}"


def _more(count: int) -> list[str]:
    return [more_words(count)] if count > 0 else []
