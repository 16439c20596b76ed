"""`crm customer duplicates`: customers that may be one, and those called different."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, CrmGroup, command
from crm_tui.cli.inputs import UnknownChoiceError
from crm_tui.cli.outcomes import undo_line
from crm_tui.cli.output import Form, Listing, Output, TableColumn, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.text import clean
from crm_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from crm_tui.domain.duplicates.suspects import SuspectRequest, Suspects
    from crm_tui.domain.events import Changed

Limit = Annotated[
    int, typer.Option("--limit", metavar="N", min=1, max=10_000, help=_("How many rows at most."))
]
One = Annotated[str, typer.Argument(metavar="A", help=_("Number or name."))]
Other = Annotated[str, typer.Argument(metavar="B", help=_("Number or name."))]


def add_to(app: typer.Typer) -> None:
    """Declare the command, and what is decided of its rows, in the group of customers."""
    group = typer.Typer(
        cls=CrmGroup,
        help=_("Customers that may be one, the surest first; say which are different."),
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        invoke_without_command=True,
    )
    group.callback()(duplicates)
    command(group, "dismiss", _("Note that two customers are different."))(dismiss)
    command(group, "reopen", _("Let two customers that were called different be listed again."))(
        reopen
    )
    app.add_typer(group, name="duplicates")


def duplicates(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    *,
    near: Annotated[
        bool,
        typer.Option(
            "--near",
            help=_("Those whose names are alike, rather than those that share something."),
            show_default=False,
        ),
    ] = False,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help=_("What they share: name, mobile, email …")),
    ] = None,
    query: Annotated[
        str,
        typer.Option("--query", metavar="QUERY", help=_("At least one of them is found by it.")),
    ] = "",
    dismissed: Annotated[
        bool,
        typer.Option(
            "--dismissed",
            help=_("Those that somebody called different, and who did."),
            show_default=False,
        ),
    ] = False,
    file: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help=_("Write them into this .xlsx, .csv or .json.")
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=_("Replace a file."), show_default=False)
    ] = False,
    limit: Limit = 200,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List customers that may be one, or write them into a file."""
    if context.invoked_subcommand is not None:
        return
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        if dismissed:
            _list_dismissed(session, output, limit)
            return
        request = _request(near, kind, query, limit)
        if file is None:
            _list(session, output, request)
        else:
            _write(session, output, request, file, overwrite=overwrite)


def _request(near: bool, kinds: list[str] | None, query: str, limit: int) -> SuspectRequest:
    from crm_tui.domain.duplicates import MatchKind  # noqa: PLC0415 - not for a usage error
    from crm_tui.domain.duplicates.suspects import SuspectRequest  # noqa: PLC0415 - as above

    known = {each.value: each for each in MatchKind}
    wanted = set()
    for each in kinds or ():
        name = clean(each).lower().replace("-", "_")
        if name not in known:
            raise UnknownChoiceError("kind", "not_one_of", clean(each), known=tuple(known))
        wanted.add(known[name])
    return SuspectRequest(near=near, kinds=frozenset(wanted), query=clean(query), limit=limit)


def _list(session: Session, output: Output, request: SuspectRequest) -> None:
    from crm_tui.presentation.suspects import found_sentence  # noqa: PLC0415

    found = session.crm.suspects.find(session.actor, request, _show_progress)
    _end_progress()
    output.rows(found, _listing(session), nothing=_nothing(request))
    if found and output.form is Form.TABLE:
        say(found_sentence(len(found), request.limit))


def _nothing(request: SuspectRequest) -> str:
    if request.near:
        return _("No two names that you may see are nearly alike.")
    return _("No two customers that you may see share anything; --near compares their names.")


def _listing(session: Session) -> Listing[Suspects]:
    from crm_tui.domain.duplicates.suspects import Suspects  # noqa: PLC0415 - as above
    from crm_tui.presentation import suspects as words  # noqa: PLC0415
    from crm_tui.presentation.shapes import suspects as shapes  # noqa: PLC0415

    logins = session.logins()

    def numbered(each: Suspects, side: int) -> str:
        name = words.short_names(each)[side]
        return f"{each.ids[side]} {name}" if each.is_pair or side == 0 else name

    return Listing(
        (
            TableColumn[Suspects](_("Likely"), lambda each: words.likelihood(each.level)),
            TableColumn[Suspects](_("Customer"), lambda each: numbered(each, 0)),
            TableColumn[Suspects](_("The other"), lambda each: numbered(each, 1)),
            TableColumn[Suspects](_("What speaks for it"), words.why),
        ),
        lambda each: shapes.suspects(each, logins),
        shapes.KEYS,
    )


def _write(
    session: Session, output: Output, request: SuspectRequest, path: Path, *, overwrite: bool
) -> None:
    from crm_tui.presentation.shapes import suspects as shapes  # noqa: PLC0415
    from crm_tui.services.suspects.files import SuspectFile  # noqa: PLC0415

    logins = session.logins()

    def row(each: Suspects) -> list[str | int | None]:
        return shapes.cells(shapes.suspects(each, logins))

    target = SuspectFile(path, shapes.KEYS, row, overwrites=overwrite)
    count = session.crm.suspects.export(session.actor, request, target, _show_progress)
    _end_progress()
    said = ngettext("{count} row in {file}.", "{count} rows in {file}.", count)
    output.record({"file": str(path), "rows": count}, [said.format(count=count, file=path)])


def _list_dismissed(session: Session, output: Output, limit: int) -> None:
    from crm_tui.domain.duplicates.suspects import Dismissal  # noqa: PLC0415 - as above
    from crm_tui.presentation.dates import happened_moment  # noqa: PLC0415
    from crm_tui.presentation.shapes import suspects as shapes  # noqa: PLC0415

    at = session.at
    listing = Listing[Dismissal](
        (
            TableColumn[Dismissal](
                _("Customer"), lambda each: f"{each.first.id} {each.first.name}"
            ),
            TableColumn[Dismissal](
                _("The other"), lambda each: f"{each.second.id} {each.second.name}"
            ),
            TableColumn[Dismissal](_("Who said so"), lambda each: each.by),
            TableColumn[Dismissal](
                _("When"), lambda each: happened_moment(each.at, at.now, at.zone)
            ),
        ),
        lambda each: shapes.dismissal(each, session.iso),
        shapes.DISMISSAL_KEYS,
    )
    found = session.crm.suspects.dismissed(session.actor, limit)
    output.rows(found, listing, nothing=_("Nobody called two customers different."))


def dismiss(context: typer.Context, one: One, other: Other, *, as_json: AsJson = False) -> None:
    """Note that two customers are different; they are not listed again."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        ids = session.customer(one), session.customer(other)
        changed = session.crm.suspects.dismiss(session.actor, *ids)
        said = _("They are different customers; they are not listed again.")
        if changed.batch_id is None:
            said = _("Somebody said that before.")
        _answer(output, changed, ids, said)


def reopen(context: typer.Context, one: One, other: Other, *, as_json: AsJson = False) -> None:
    """Let two customers that were called different be listed again."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        ids = session.customer(one), session.customer(other)
        changed = session.crm.suspects.reopen(session.actor, *ids)
        _answer(output, changed, ids, _("They may be one customer and are listed again."))


def _answer(output: Output, changed: Changed, ids: tuple[int, int], said: str) -> None:
    shape = {"batch": changed.batch_id, "first_id": min(ids), "second_id": max(ids)}
    output.record(shape, [said, *undo_line(changed.batch_id)])


def _show_progress(done: int, total: int | None) -> None:
    from crm_tui.presentation.suspects import progress_words  # noqa: PLC0415

    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{progress_words(done, total)}")
        sys.stderr.flush()


def _end_progress() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()
