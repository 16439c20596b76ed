"""What a comment gives the author of a follow-up to do, typed as one text."""

from __future__ import annotations

from crm_tui.cli.sessions import Session
from crm_tui.domain.follow_ups import CommentTask
from crm_tui.domain.moments import MomentTrouble, find_moments
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError
from crm_tui.presentation.errors import MOMENT_REASON


def read_task(session: Session, text: str) -> CommentTask:
    """Return the task that `明天10点 再打一次` means: when it is due, then what to do.

    Raises FieldError where no time stands in it.
    """
    typed = clean(text)
    found = find_moments(typed, now=session.now, zone=session.zone)
    if not found:
        raise FieldError("due_at", MOMENT_REASON + MomentTrouble.NOT_UNDERSTOOD.value, typed[:40])
    due = found[0]
    title = " ".join(f"{typed[: due.start]} {typed[due.end :]}".split())
    return CommentTask(title, due.moment.instant, due.moment.has_time)
