"""The manager's view of the pools and the people, within what they may see."""

from __future__ import annotations

from datetime import timedelta

from crm_tui.db.queries import follow_ups, overviews
from crm_tui.db.unit_of_work import Database, View
from crm_tui.domain.overviews import PING_PONG_DAYS, Overview, ping_pongs
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotPermittedError
from crm_tui.values import dataclass

LISTED = 100
FLAGGED_DAYS = 7
SPAN_DAYS = 30
LONGEST_SPAN_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Overviews:
    """Who is full, what leaves, what lies long, what moves in circles."""

    database: Database

    def show(self, actor: Actor, *, days: int = SPAN_DAYS, limit: int = LISTED) -> Overview:
        """Return the manager's view; `days` is the span of claims and returns, up to today.

        Raises NotPermittedError for who manages nobody, FieldError for a span out of range.
        """
        if not 0 < days <= LONGEST_SPAN_DAYS:
            raise FieldError("days", "out_of_range", str(days))
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.ASSIGN):
                raise NotPermittedError(Permission.ASSIGN.value)
            return _overview(view, days, limit)


def _overview(view: View, days: int, limit: int) -> Overview:
    since = view.now - timedelta(days=PING_PONG_DAYS)
    week_ago = view.now - timedelta(days=FLAGGED_DAYS)
    return Overview(
        days=days,
        loads=tuple(overviews.loads(view, limit)),
        leaving=tuple(overviews.leaving(view, limit)),
        leaving_by_owner=tuple(overviews.leaving_by_owner(view)),
        ages=tuple(overviews.pool_ages(view)),
        turnover=tuple(overviews.turnover(view, view.today - days + 1)),
        ping_pong=tuple(ping_pongs(overviews.spans_held_again(view, since), since)[:limit]),
        flagged=tuple(follow_ups.flagged(view, overviews.staff(view), week_ago, limit)),
    )
