"""`crm customer delete|restore|invalid|blacklist`: set customers aside and bring them back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.inputs import read_word
from crm_tui.cli.outcomes import answer_batch
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.customers import Standing
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import CustomerId
from crm_tui.errors import FieldError
from crm_tui.i18n import _, ngettext
from crm_tui.values import dataclass

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.outcomes import BatchOutcome

CustomerArguments = Annotated[
    list[str], typer.Argument(metavar="CUSTOMER", help=_("Numbers or names."))
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help=_("Only say what would be done."), show_default=False),
]
Reason = Annotated[str, typer.Option("--reason", help=_("Why: a word of the list."))]
Note = Annotated[str, typer.Option("--note", help=_("More about why."))]


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of customers."""
    command(app, "delete", _("Delete customers; restore brings them back."))(delete)
    command(app, "restore", _("Bring customers back into their pools, by number."))(restore)
    command(app, "invalid", _("Mark customers as invalid, with a reason."))(mark_invalid)
    command(app, "blacklist", _("Put customers on the blacklist, with a reason."))(blacklist)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every one of the commands is told."""

    context: typer.Context
    customers: Sequence[str]
    dry_run: bool
    as_json: bool
    reason: str | None = None
    """A word of the office's list, None where none is asked for."""


Act = Callable[[Session, list[CustomerId], int], "BatchOutcome"]
"""Sets customers aside or brings them back; the number is the reason's, 0 for none."""


def delete(
    context: typer.Context,
    customers: CustomerArguments,
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Delete customers; owned ones go back first."""

    def act(session: Session, ids: list[CustomerId], _reason_id: int) -> BatchOutcome:
        return session.crm.standings.delete(session.actor, ids)

    return _done(_Asked(context, customers, dry_run, as_json), Standing.DELETED, act, _deleted)


def restore(
    context: typer.Context,
    customers: CustomerArguments,
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Restore customers that were deleted, marked as invalid or blacklisted."""

    def act(session: Session, ids: list[CustomerId], _reason_id: int) -> BatchOutcome:
        return session.crm.standings.restore(session.actor, ids)

    return _done(_Asked(context, customers, dry_run, as_json), Standing.NORMAL, act, _restored)


def mark_invalid(
    context: typer.Context,
    customers: CustomerArguments,
    *,
    reason: Reason,
    note: Note = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Mark customers as invalid: 空号, 倒闭, 同行, 重复 …"""  # noqa: D400 - the ellipsis ends it

    def act(session: Session, ids: list[CustomerId], reason_id: int) -> BatchOutcome:
        return session.crm.standings.mark_invalid(session.actor, ids, reason_id, note)

    asked = _Asked(context, customers, dry_run, as_json, reason)
    return _done(asked, Standing.INVALID, act, _marked)


def blacklist(
    context: typer.Context,
    customers: CustomerArguments,
    *,
    reason: Reason,
    note: Note = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Put customers on the blacklist."""

    def act(session: Session, ids: list[CustomerId], reason_id: int) -> BatchOutcome:
        return session.crm.standings.blacklist(session.actor, ids, reason_id, note)

    asked = _Asked(context, customers, dry_run, as_json, reason)
    return _done(asked, Standing.BLACKLISTED, act, _blacklisted)


def _done(asked: _Asked, standing: Standing, act: Act, sentence: Callable[[int], str]) -> int:
    """Act, or only say what would be done; return the exit code of the batch."""
    output = output_of(asked.context, as_json=asked.as_json)
    with opened(asked.context) as session:
        ids = [session.customer_in_batch(each) for each in asked.customers]
        reason_id = 0 if asked.reason is None else _reason(session, asked.reason)
        if asked.dry_run:
            outcome = session.crm.standings.preview(session.actor, ids, standing)
            return answer_batch(session, output, outcome, _would)
        return answer_batch(session, output, act(session, ids, reason_id), sentence)


def _reason(session: Session, reason: str) -> int:
    found = read_word(session, DictionaryKind.INVALID_REASON, "reason", reason)
    if found is None:
        raise FieldError("reason", "required")
    return found


def _would(count: int) -> str:
    return ngettext(
        "It would be done with {count} customer.", "It would be done with {count} customers.", count
    )


def _deleted(count: int) -> str:
    return ngettext("Deleted {count} customer.", "Deleted {count} customers.", count)


def _restored(count: int) -> str:
    return ngettext("Restored {count} customer.", "Restored {count} customers.", count)


def _marked(count: int) -> str:
    return ngettext(
        "Marked {count} customer as invalid.", "Marked {count} customers as invalid.", count
    )


def _blacklisted(count: int) -> str:
    return ngettext(
        "Put {count} customer on the blacklist.", "Put {count} customers on the blacklist.", count
    )
