"""Which festivals are near, and how many of one's customers are not greeted yet."""

from __future__ import annotations

from crm_tui.db.queries import greetings as queries
from crm_tui.db.unit_of_work import View
from crm_tui.domain.festivals import GREETED_UNTIL_DAYS, OF_SOME, festivals_between
from crm_tui.domain.greetings import FestivalReminder
from crm_tui.domain.key_dates import KeyDateKind
from crm_tui.domain.lead_times import begun_lead_day, longest


def festival_reminders(view: View) -> list[FestivalReminder]:
    """Return the festivals that remind today, each with how many customers are not greeted."""
    lead_times = view.office.work.lead_times_of(KeyDateKind.HOLIDAY)
    ahead = max(map(longest, lead_times), default=0)
    near = festivals_between(view.today - GREETED_UNTIL_DAYS, view.today + ahead)
    found = []
    for each in near:
        if each.festival in OF_SOME or begun_lead_day(each.day, lead_times, view.today) is None:
            continue
        left = queries.count_ungreeted(view, each.festival, each.day)
        if left:
            found.append(FestivalReminder(each.festival, each.day, left))
    return found
