"""How each kind of record is listed: its columns for people, its shape for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm_tui.cli.inputs import UnknownChoiceError
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import Session
from crm_tui.domain.custom_fields import FieldHolder
from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.follow_ups import FollowUpRow
from crm_tui.domain.tasks import TaskRow
from crm_tui.domain.text import clean, folded
from crm_tui.domain.views import ListTab
from crm_tui.i18n import _
from crm_tui.presentation.columns import BY_KEY, CustomerColumn, own_columns
from crm_tui.presentation.dates import NO_DAY, happened_moment, relative_moment
from crm_tui.presentation.json_shapes import KEYS
from crm_tui.presentation.list_columns import record_columns
from crm_tui.presentation.record_columns import RecordColumn
from crm_tui.presentation.task_words import PRIORITY_MARKS, closed_words, state_words
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import optional_word, word


def known_columns(session: Session) -> Mapping[str, CustomerColumn]:
    """Return every column of customers by its key, those of the office's own fields too."""
    own = session.crm.custom_fields.list(session.actor, FieldHolder.CUSTOMER)
    return {**BY_KEY, **own_columns(own)}


def view_columns(
    session: Session, tab: ListTab
) -> Mapping[str, CustomerColumn | RecordColumn[Any]]:
    """Return every column that the views of a list may have by its key."""
    return record_columns(tab, session.currency) or known_columns(session)


def columns_named(
    known: Mapping[str, CustomerColumn | RecordColumn[Any]], written: str
) -> tuple[str, ...]:
    """Return the keys of columns parted by commas, which may be called as their heads are.

    Raises UnknownChoiceError for one there is not.
    """
    labels = {folded(each.label): key for key, each in known.items()}
    wanted = [each for each in map(clean, written.replace("，", ",").split(",")) if each]
    return tuple(dict.fromkeys(_key_of(each, known, labels) for each in wanted))


def _key_of(wanted: str, known: Mapping[str, object], labels: Mapping[str, str]) -> str:
    key = wanted if wanted in known else labels.get(folded(wanted))
    if key is None:
        raise UnknownChoiceError("layout", "not_one_of", wanted, known=tuple(known))
    return key


def customer_listing(session: Session, shown: Sequence[CustomerColumn]) -> Listing[CustomerRow]:
    """Return how customers are listed, with these columns for people."""
    columns = [TableColumn[CustomerRow](_("No."), lambda row: str(row.id), align=Align.RIGHT)]
    for column in shown:
        columns.append(
            TableColumn[CustomerRow](
                column.label,
                lambda row, text=column.text: text(row, session.at),  # type: ignore[misc]  # bound now
                column.priority,
                column.align,
            )
        )
    return Listing[CustomerRow](columns, session.shapes().customer, KEYS["customer"])


def follow_up_listing(session: Session) -> Listing[FollowUpRow]:
    """Return how follow-ups are listed."""
    at = session.at

    def next_contact(row: FollowUpRow) -> str:
        if row.next_contact_at is None:
            return NO_DAY
        return relative_moment(row.next_contact_at, at.now, at.zone)

    return Listing[FollowUpRow](
        (
            TableColumn[FollowUpRow](_("No."), lambda row: str(row.id), 2, Align.RIGHT),
            TableColumn[FollowUpRow](
                _("When"), lambda row: happened_moment(row.happened_at, at.now, at.zone)
            ),
            TableColumn[FollowUpRow](_("Customer"), lambda row: row.customer, 2),
            TableColumn[FollowUpRow](_("Way"), lambda row: row.method),
            TableColumn[FollowUpRow](_("Result"), lambda row: row.result, 3),
            TableColumn[FollowUpRow](_("Mood"), lambda row: optional_word(row.mood), 4),
            TableColumn[FollowUpRow](_("Content"), lambda row: row.content),
            TableColumn[FollowUpRow](_("Needs"), lambda row: row.needs, 5),
            TableColumn[FollowUpRow](_("Problems"), lambda row: row.problems, 5),
            TableColumn[FollowUpRow](
                _("Comments"), lambda row: " · ".join(each.content for each in row.comments), 5
            ),
            TableColumn[FollowUpRow](_("Next contact"), next_contact, 1),
            TableColumn[FollowUpRow](_("Author"), lambda row: row.author, 3),
            TableColumn[FollowUpRow](
                _("Look at"), lambda row: " · ".join(word(flag) for flag in row.flags), 4
            ),
        ),
        session.shapes().follow_up,
        KEYS["follow_up"],
    )


def task_listing(session: Session) -> Listing[TaskRow]:
    """Return how tasks and reminders are listed."""
    at = session.at
    return Listing[TaskRow](
        (
            TableColumn[TaskRow](_("No."), lambda row: str(row.id), align=Align.RIGHT),
            TableColumn[TaskRow](_("Due"), lambda row: state_words(row, at)),
            TableColumn[TaskRow](_("Kind"), lambda row: word(row.kind), 2),
            TableColumn[TaskRow]("!", lambda row: PRIORITY_MARKS[row.priority], 3),
            TableColumn[TaskRow](_("What"), lambda row: row.title),
            TableColumn[TaskRow](_("Customer"), lambda row: row.subject, 1),
            TableColumn[TaskRow](_("Assignee"), lambda row: row.assignee, 2),
            TableColumn[TaskRow](_("Outcome"), closed_words, 4),
        ),
        session.shapes().task,
        KEYS["task"],
    )
