"""`crm query`: the fields of the query language, and how a query is understood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, single
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.queries.fields import FIELDS, SORT, QueryField
from crm_tui.domain.queries.wording import canonical
from crm_tui.i18n import _

app = single()

_KEYS = ("name", "chinese", "kind", "example", "chinese_example", "sortable", "meaning")


@command(app, "query", _("List what may be asked in lists, or show how a query is understood."))
def query(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUERY", help=_("What to explain; without it the fields.")),
    ] = None,
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the fields, or answer with a query as it was understood."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    if not words:
        output.rows((*FIELDS, SORT), _listing(), nothing="")
        return
    text = " ".join(words)
    with opened(context) as session:
        found = session.crm.queries.understand(session.actor, text)
        written = {
            language: canonical(found, language, session.currency) for language in ("zh", "en")
        }
        shape: dict[str, object] = {
            "query": text,
            "chinese": written["zh"],
            "english": written["en"],
            "words": list(found.words),
        }
        output.record(shape, _lines(written["zh"], written["en"], found.words))


def _lines(chinese: str, english: str, words: tuple[str, ...]) -> Iterator[str]:
    yield chinese
    yield english
    if words:
        yield _("Searched for: {words}").format(words=" ".join(words))


def _listing() -> Listing[QueryField]:
    # Words for people come late, so that a usage error does not wait for them.
    from crm_tui.presentation.queries import description, field_example  # noqa: PLC0415

    def shape(field: QueryField) -> dict[str, object]:
        return {
            "name": field.en[0],
            "chinese": field.zh[0],
            "kind": field.kind.name.lower(),
            "example": field.example("en"),
            "chinese_example": field.example("zh"),
            "sortable": bool(field.sort),
            "meaning": description(field),
        }

    columns = (
        TableColumn[QueryField](_("Field"), lambda field: field.zh[0]),
        TableColumn[QueryField](_("English"), lambda field: field.en[0], 2),
        TableColumn[QueryField](_("Example"), field_example),
        TableColumn[QueryField](_("Meaning"), description),
        TableColumn[QueryField](_("Sorts"), lambda field: _("yes") if field.sort else "", 3),
    )
    return Listing[QueryField](columns, shape, _KEYS)
