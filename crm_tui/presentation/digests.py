"""A day as a message: who, when, and what was said last, one line each."""

from __future__ import annotations

from collections.abc import Iterator

from crm_tui.domain.deliveries import ReminderKind, parts_of
from crm_tui.domain.digests import Digest, DigestLine
from crm_tui.domain.key_dates import KeyDateKind
from crm_tui.domain.text import printable
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.dates import days_left, relative_day, relative_moment, short_day, weekday
from crm_tui.presentation.words import more_words, word

_LONGEST_NAME = 60
_LONGEST_WORDS = 120


def digest_title(digest: Digest, *, named: bool = False) -> str:
    """Return what stands over a day; with the person's name where several read it."""
    day = f"{short_day(digest.day, digest.day)} {weekday(digest.day)}"
    title = _("Today, {day}").format(day=day)
    return f"{one_line(digest.recipient.name)} · {title}" if named else title


def digest_text(digest: Digest, at: Moment) -> str:
    """Return the lines of a day, the most urgent first; a sentence where it is free."""
    return "\n".join(digest_lines(digest, at)) or _("Nothing is due today.")


def digest_lines(digest: Digest, at: Moment) -> Iterator[str]:
    """Yield one line for each thing of a day, and how much there is besides."""
    for number, line in enumerate(digest.lines, 1):
        yield f"{number}. {_told(line, at)}"
    if digest.more:
        yield more_words(digest.more)
    if digest.earlier:
        yield earlier_words(digest.earlier)


def earlier_words(count: int) -> str:
    """Return how much has been overdue for long, and where it is listed."""
    return ngettext(
        "{count} more has been overdue for over two weeks; see Today in the program.",
        "{count} more have been overdue for over two weeks; see Today in the program.",
        count,
    ).format(count=count)


def one_line(text: str, longest: int = _LONGEST_NAME) -> str:
    """Return data as one line of a message, without anything that would be acted upon."""
    line = " ".join(printable(text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _told(line: DigestLine, at: Moment) -> str:
    when = "" if line.due_at is None else relative_moment(line.due_at, at.now, at.zone)
    if line.kind is ReminderKind.EXPIRING:
        when = ""  # the day it is taken back, which is told anyway
    if line.kind is ReminderKind.KEY_DATE:
        when = key_date_words(line.key, at.today)
    said = one_line(line.last_words, _LONGEST_WORDS)
    parts = (
        one_line(line.title),
        when,
        "" if line.last_day is None else until_taken_back(line.last_day, at.today),
        one_line(line.note, _LONGEST_WORDS),
        _("last: {words}").format(words=said) if said else "",
    )
    return " · ".join(filter(None, parts))


def key_date_words(key: str, today: int) -> str:
    """Return which kind of day a reminder is of, and when it is."""
    code = key.rpartition(":")[2]
    kinds = {each.value: each for each in KeyDateKind}
    day = relative_day(parts_of(key)[1], today)
    return f"{word(kinds[code])} {day}" if code in kinds else day


def until_taken_back(last_day: int, today: int) -> str:
    """Return how long a customer stays before the rules take it back."""
    if last_day == today:
        return _("the last day before it is taken back")
    return _("{days} until it is taken back").format(days=days_left(last_day, today))
