"""Why something stands in the day's work, in the same words on the screen and in the shell."""

from __future__ import annotations

from enum import Enum

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.days import day_of
from crm_tui.i18n import N_, _
from crm_tui.presentation.columns import Moment


class Heading(Enum):
    """Why something stands in the queue; the most urgent first."""

    OVERDUE = N_("Overdue")
    CONTACT = N_("Contact today")
    EXPIRING = N_("Soon lost")
    COVERED = N_("Standing in")
    TASK = N_("Reminder")
    LEAD = N_("Lead")
    OPPORTUNITY = N_("Opportunity")
    NOTICE = N_("Said to you")
    KEY_DATE = N_("Key date")
    PAYMENT = N_("To be paid")
    CLAIM = N_("To be confirmed")
    FESTIVAL = N_("Festival greetings")
    HANDED_OVER = N_("Handed over")
    ASKED = N_("More days?")
    CLASH = N_("Clash")
    APPROVAL = N_("Approval")
    STAFF_EXPIRING = N_("Staff: lost soon")
    STAFF = N_("Your staff")
    LEVELS = N_("Levels")
    UNPLANNED = N_("No plan")
    BEHIND = N_("Behind")
    INCOMPLETE = N_("To be completed")
    TAKEN_BACK = N_("Taken back")
    FRESH = N_("New in the pool")
    MEANWHILE = N_("Meanwhile")
    UPCOMING = N_("Coming up")


HEADINGS = {
    "contact": Heading.CONTACT,
    "expiring": Heading.EXPIRING,
    "covered": Heading.COVERED,
    "task": Heading.TASK,
    "lead": Heading.LEAD,
    "opportunity": Heading.OPPORTUNITY,
    "notice": Heading.NOTICE,
    "key_date": Heading.KEY_DATE,
    "payment": Heading.PAYMENT,
    "claim": Heading.CLAIM,
    "festival": Heading.FESTIVAL,
    "handed_over": Heading.HANDED_OVER,
    "extension": Heading.ASKED,
    "dispute": Heading.CLASH,
    "approval": Heading.APPROVAL,
    "staff_expiring": Heading.STAFF_EXPIRING,
    "staff": Heading.STAFF,
    "levels": Heading.LEVELS,
    "unplanned": Heading.UNPLANNED,
    "behind": Heading.BEHIND,
    "incomplete": Heading.INCOMPLETE,
    "taken_back": Heading.TAKEN_BACK,
    "new_in_pools": Heading.FRESH,
    "meanwhile": Heading.MEANWHILE,
    "upcoming": Heading.UPCOMING,
}
"""What programs are told as `why`, as people read it."""


def contact_heading(row: CustomerRow, at: Moment) -> Heading:
    """Return whether a contact that is due is one of today or was to be before."""
    planned = row.next_contact_at
    if planned is not None and day_of(planned, at.zone) < at.today:
        return Heading.OVERDUE
    return Heading.CONTACT


def standing_in_words(owner: str, what: str) -> str:
    """Return for whom one does something while they are away, and what."""
    if not what:
        return _("for {owner}").format(owner=owner)
    return _("for {owner}: {note}").format(owner=owner, note=what)
