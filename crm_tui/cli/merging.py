"""`crm customer merge`: two customers that are one, after a look at what would be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.outcomes import undo_line
from crm_tui.cli.output import Form, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.custom_fields import FieldHolder, field_named
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.json_shapes import Shape

if TYPE_CHECKING:  # its import is slow
    from crm_tui.domain.merging import Side
    from crm_tui.services.merging import MergePreview


def add_to(app: typer.Typer) -> None:
    """Declare the command in the group of customers."""
    command(app, "merge", _("Make one customer of two; everything of the second moves."))(merge)


def merge(
    context: typer.Context,
    kept: Annotated[
        str, typer.Argument(metavar="KEPT", help=_("The customer that is left, number or name."))
    ],
    given_up: Annotated[
        str, typer.Argument(metavar="GIVEN_UP", help=_("The one that goes over into it."))
    ],
    *,
    take: Annotated[
        list[str] | None,
        typer.Option(
            "--take", metavar="FIELD=SIDE", help=_("Take a field of: kept, given-up or both.")
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help=_("Only say what would be done."), show_default=False),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what would be done, and do it unless only that was asked."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        ids = (session.customer(kept), session.customer(given_up))
        choices = _choices(session, take)
        found = session.crm.merging.preview(session.actor, *ids, choices)
        if found.refusal is not None:
            raise found.refusal
        batch = None
        if not dry_run:
            merged = session.crm.merging.merge(session.actor, *ids, choices, seen=found.seen)
            batch = merged.changed.batch_id
        output.record(
            _shape(found, batch), [*_lines(session, found, is_done=not dry_run), *undo_line(batch)]
        )
        if dry_run and output.form is Form.TABLE:
            say(_("Nothing was merged; without --dry-run it is."))


def _choices(session: Session, take: Sequence[str] | None) -> dict[str, Side]:
    """Return which side was taken of each field; raise FieldError for words that say neither."""
    from crm_tui.domain.merging import Side  # noqa: PLC0415 - only this command needs it

    choices: dict[str, Side] = {}
    for each in take or ():
        name, _sign, said = clean(each).rpartition("=")
        word = said.strip().lower().replace("_", "-")
        if not name or word not in set(Side):
            raise FieldError("take", "not_one_of", clean(each))
        choices[_field(session, name.strip())] = Side(word)
    return choices


def _field(session: Session, name: str) -> str:
    own = field_named(session.crm.custom_fields.list(session.actor, FieldHolder.CUSTOMER), name)
    return name.replace("-", "_") if own is None else own.key


def _shape(found: MergePreview, batch: int | None) -> Shape:
    contents = found.contents
    return {
        "batch": batch,
        "kept": int(found.kept.id),
        "given_up": int(found.given_up.id),
        "fields": {
            pair.name: {
                "kept": _plain(pair.kept),
                "given_up": _plain(pair.given_up),
                "side": pair.side.value,
            }
            for pair in found.pairs
            if pair.differs
        },
        "contacts": contents.contacts,
        "joined_contacts": contents.joined,
        "follow_ups": contents.follow_ups,
        "tasks": contents.tasks,
        "deals": contents.deals,
        "opportunities": contents.opportunities,
        "quotes": contents.quotes,
        "orders": contents.orders,
        "contracts": contents.contracts,
        "payments": contents.payments,
        "invoices": contents.invoices,
        "key_dates": contents.key_dates,
        "files": contents.files,
        "seats": contents.seats,
        "children": contents.children,
        "disputes": contents.disputes,
    }


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case tuple():
            return list(value)
        case Mapping():
            return dict(value)
        case _:
            return value


def _lines(session: Session, found: MergePreview, *, is_done: bool) -> Iterator[str]:
    from crm_tui.presentation.merging import (  # noqa: PLC0415 - only this command needs it
        pair_words,
        preview_lines,
        side_word,
    )

    if is_done:
        yield _("Merged.")
    yield from preview_lines(found.kept.name, found.given_up.name, found.contents, found.loser)
    for pair in found.pairs:
        if pair.differs:
            label, kept, given_up = pair_words(
                pair, found.words, found.own, found.parents, session.currency
            )
            side = side_word(pair.side)
            yield f"  {label}: {kept} | {given_up} → {side}"
