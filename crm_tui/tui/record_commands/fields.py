"""The fields that dialogs on customers ask with."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.domain.days import date_of, day_of
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.pinyin import initials, person_initials, person_pinyin, pinyin
from crm_tui.domain.receivers import ReceiverRow
from crm_tui.domain.users import UserRow, UserStatus
from crm_tui.i18n import _
from crm_tui.presentation.dates import weekday
from crm_tui.tui.screens.form_choices import moment_reader
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import MomentField, TextField
from crm_tui.tui.widgets.form_dialogs import Values

REASON_LIMIT = 500


def day_field(
    session: Session, label: str, text: str = "", *, required: bool = True, is_past: bool = False
) -> MomentField:
    """Return a line for a day in free words; its id is `day`."""
    return MomentField(
        label,
        moment_reader(session, prefer="past" if is_past else "future", only_day=True),
        text,
        required=required,
        placeholder=_("yesterday, 11-20") if is_past else _("11-25, next Monday, +2w"),
        id="day",
    )


def typed_day(session: Session, values: Values) -> int | None:
    """Return the day that stands in the line for one, or None."""
    typed = values["day"]
    return None if typed is None else day_of(typed, session.zone)


def reason_field(*, required: bool = True, placeholder: str = "") -> TextField:
    """Return the line that asks why; its id is `reason`."""
    return TextField(
        _("Reason"), required=required, limit=REASON_LIMIT, placeholder=placeholder, id="reason"
    )


def reason_choices(found: Sequence[tuple[int, str]]) -> list[Choice[int]]:
    """Return the office's words for why, found by pinyin too."""
    return [
        Choice(reason_id, words, f"{initials(words)} {pinyin(words).replace(' ', '')}")
        for reason_id, words in found
    ]


def day_words(day: int) -> str:
    """Return a day as a dialog tells it: 2026-12-05 周六."""
    return f"{date_of(day).isoformat()} {weekday(day)}"


def person_words(name: str, login: str) -> str:
    """Return what finds a person besides the name: initials, pinyin and login."""
    return f"{person_initials(name)} {person_pinyin(name).replace(' ', '')} {login}"


def holding_words(held: int, limit: int | None) -> str:
    """Return how many somebody holds, of how many."""
    return _("holding {held}").format(held=str(held) if limit is None else f"{held}/{limit}")


def person_choices(users: Sequence[UserRow], besides: frozenset[UserId]) -> list[Choice[UserId]]:
    """Return everybody who works here now, but for some."""
    return [
        Choice(
            user.id,
            " · ".join(filter(None, (user.name, user.department))),
            person_words(user.name, user.login),
        )
        for user in users
        if user.status is UserStatus.ACTIVE and user.id not in besides
    ]


def receiver_label(row: ReceiverRow) -> str:
    """Return a colleague as a line to choose: the name, where they sit, what they hold."""
    said = (row.name, row.department, holding_words(row.held, row.limit))
    return " · ".join(filter(None, said))
