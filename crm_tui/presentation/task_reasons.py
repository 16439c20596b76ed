"""Why something cannot be done with a task, in sentences."""

from __future__ import annotations

from typing import assert_never

from crm_tui.domain.tasks import (
    ClosedByProgram,
    NoSeries,
    NotAssignable,
    NotYourTask,
    SeriesGoesOn,
    TaskIsDone,
    TaskIsOpen,
    TaskRefusal,
)
from crm_tui.i18n import _
from crm_tui.presentation.words import name_in_sentence


def task_refusal(reason: TaskRefusal) -> str:
    """Return why it is refused, and what is possible instead."""
    match reason:
        case NotYourTask():
            return _(
                "“{title}” is a task of {person}; only they, who gave it, and those above change"
                " it."
            ).format(title=name_in_sentence(reason.title), person=name_in_sentence(reason.assignee))
        case NotAssignable():
            return _(
                "{person} cannot be given this task: only yourself, your staff, and who works on"
                " the customer can."
            ).format(person=name_in_sentence(reason.person))
        case _:
            return _about_its_state(reason)


def _about_its_state(
    reason: TaskIsDone | TaskIsOpen | ClosedByProgram | SeriesGoesOn | NoSeries,
) -> str:
    match reason:
        case TaskIsDone():
            sentence = _("“{title}” is not open any more; reopen it first.")
        case TaskIsOpen():
            sentence = _("“{title}” is not done yet.")
        case ClosedByProgram():
            sentence = _("“{title}” was closed with its customer's change; make a new task.")
        case SeriesGoesOn():
            sentence = _("The next one of “{title}” is under way already.")
        case NoSeries():
            sentence = _("“{title}” comes only once; finish or delete it.")
        case _:
            assert_never(reason)
    return sentence.format(title=name_in_sentence(reason.title))
