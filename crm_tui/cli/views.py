"""`crm view`: lists saved under a name, for oneself, the team or the whole office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import UnknownChoiceError, read_choice
from crm_tui.cli.listings import columns_named, view_columns
from crm_tui.cli.output import Listing, Output, TableColumn, labelled, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import ViewId
from crm_tui.domain.list_figures import Grouping
from crm_tui.domain.queries import QueryFault, parse
from crm_tui.domain.queries.faults import near_words
from crm_tui.domain.record_lists import SUBJECTS
from crm_tui.domain.seeded_views import SEEDED
from crm_tui.domain.text import clean
from crm_tui.domain.views import (
    BASES,
    Audience,
    ListLayout,
    ListTab,
    NewView,
    SavedView,
    SeededViewStays,
    key_of,
)
from crm_tui.errors import NotFoundError, RefusedError
from crm_tui.i18n import _
from crm_tui.presentation.columns import BY_KEY, CustomerColumn
from crm_tui.presentation.queries import readable
from crm_tui.presentation.record_columns import RecordColumn
from crm_tui.presentation.shapes import views as shapes
from crm_tui.presentation.views import (
    base_name,
    said_of,
    view_fault,
    view_name,
    views_like,
    views_named,
)
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence

if TYPE_CHECKING:  # the services are slow to import
    from crm_tui.services.views import OpenedView

SORTABLE = ("id", *(key for key, column in BY_KEY.items() if column.sortable))
"""The orders that a list of customers can have."""
_ALIASES = {"team": "subordinates"}
_OF_CUSTOMERS = (ListTab.CUSTOMERS, ListTab.POOL)

app = group(_("Lists saved under a name."))

ViewArgument = Annotated[
    str, typer.Argument(metavar="VIEW", help=_("Name, number or key of a view."))
]
OfList = Annotated[ListTab, typer.Option("--list", help=_("Of which list."))]
Query = Annotated[
    str | None, typer.Option("--query", metavar="QUERY", help=_("What it filters by."))
]
Base = Annotated[
    str | None,
    typer.Option("--base", help=_("Over which of them: all, mine, participated, claimable …")),
]
OfPool = Annotated[
    str | None, typer.Option("--pool", help=_("Only of this pool; empty for every pool."))
]
Columns = Annotated[
    str | None,
    typer.Option("--columns", metavar="A,B", help=_("Which columns, in their order.")),
]
SortBy = Annotated[
    str | None, typer.Option("--sort", help=_("Sort by this column; -column turns it round."))
]
GroupBy = Annotated[
    str | None, typer.Option("--group", help=_("Group by this column; empty for no groups."))
]
For = Annotated[
    str | None, typer.Option("--for", help=_("For whom it is: mine, team or everybody."))
]


@command(app, "list", _("List your views, those of the program and of your team."))
def list_views(
    context: typer.Context,
    *,
    of: OfList = ListTab.CUSTOMERS,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the views of one list in the person's order."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        rows = session.crm.views.views(session.actor, of)
        output.rows(rows, _listing(session), nothing="")
        for row in rows:
            for fault in row.faults:
                say(labelled(name_in_sentence(row.name), view_fault(fault)))


def _listing(session: Session) -> Listing[SavedView]:
    logins = session.logins()
    return Listing[SavedView](
        (
            TableColumn[SavedView](_("No."), lambda row: str(row.number), align=Align.RIGHT),
            TableColumn[SavedView](_("View"), view_name),
            TableColumn[SavedView](_("Which"), lambda row: base_name(row.tab, row.base), 2),
            TableColumn[SavedView](_("Filter"), lambda row: _query(row, session.currency), 1),
            TableColumn[SavedView](_("Saved"), said_of, 3),
        ),
        lambda row: shapes.view(row, logins),
        shapes.KEYS,
    )


@command(app, "show", _("Show what a view asks and how it is laid out."))
def show(
    context: typer.Context,
    view: ViewArgument,
    *,
    of: OfList = ListTab.CUSTOMERS,
    as_json: AsJson = False,
) -> None:
    """Show a view as it was saved."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = _named(session, view, of)
        output.record(shapes.view(found, session.logins()), _lines(session, found))


def _query(view: SavedView, currency: str) -> str:
    """Return what a view filters by as people read it; as it was saved where it has a fault."""
    found = parse(view.query, currency, SUBJECTS[view.tab])
    return view.query if isinstance(found, QueryFault) else readable(found, currency)


def _lines(session: Session, view: SavedView) -> Iterator[str]:
    yield " · ".join(filter(None, (view_name(view), said_of(view), view.key)))
    layout, currency, known = view.layout, session.currency, view_columns(session, view.tab)
    columns = _(", ").join(known[key].label for key in layout.columns if key in known)
    order = known[layout.sort].label if layout.sort in known else layout.sort
    facts = (
        (field_label("base"), base_name(view.tab, view.base)),
        (_("Pool"), view.pool),
        (field_label("query"), _query(view, currency)),
        (_("Columns"), columns),
        (_("Sorted by"), f"{order} ▼" if layout.descending else order),
        (_("Grouped by"), layout.grouping),
    )
    for label, said in facts:
        if said:
            yield f"  {labelled(label, said)}"
    yield from (f"  ! {view_fault(fault)}" for fault in view.faults)


@command(app, "add", _("Save a list under a name."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("What it is called."))],
    query: Annotated[str, typer.Argument(metavar="QUERY", help=_("What it filters by."))] = "",
    *,
    of: OfList = ListTab.CUSTOMERS,
    like: Annotated[
        str | None, typer.Option("--like", metavar="VIEW", help=_("Begin as a copy of this one."))
    ] = None,
    base: Base = None,
    pool: OfPool = None,
    columns: Columns = None,
    sort: SortBy = None,
    grouping: GroupBy = None,
    audience: For = None,
    as_json: AsJson = False,
) -> None:
    """Save a view, whole or as a copy of another with what is given changed."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        new = _begun(session, name, of, like)
        typed: dict[str, object] = {} if not clean(query) else {"query": query}
        typed |= _read(session, new.tab, base=base, pool=pool, audience=audience)
        new = replace(new, **typed)  # type: ignore[arg-type]  # fields of a view, read above
        known = view_columns(session, new.tab)
        new = replace(new, layout=_laid_out(known, new.layout, columns, sort, grouping))
        changed = session.crm.views.save(session.actor, new)
        _answer(session, output, changed, changed.record_id, _("Saved the view “{view}”."))


def _begun(session: Session, name: str, tab: ListTab, like: str | None) -> NewView:
    if like is None:
        base = CustomerView.CLAIMABLE if tab is ListTab.POOL else CustomerView.ALL
        return NewView(name=name, tab=tab, base=base)
    model = _named(session, like, tab)
    return NewView(
        name=name,
        tab=model.tab,
        base=model.base,
        pool_id=model.pool_id,
        query=model.query,
        layout=session.crm.views.layout_of(session.actor, model.key),
    )


@command(app, "edit", _("Change a view that you saved."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    view: ViewArgument,
    *,
    of: OfList = ListTab.CUSTOMERS,
    name: Annotated[str | None, typer.Option("--name", help=_("What it is called."))] = None,
    query: Query = None,
    base: Base = None,
    pool: OfPool = None,
    columns: Columns = None,
    sort: SortBy = None,
    grouping: GroupBy = None,
    audience: For = None,
    as_json: AsJson = False,
) -> None:
    """Change what was given and answer with the view as it is now."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = _named(session, view, of)
        view_id = _saved_id(found)
        changes = _read(session, found.tab, base=base, pool=pool, audience=audience)
        changes |= {"name": name} if name is not None else {}
        changes |= {"query": query} if query is not None else {}
        known = view_columns(session, found.tab)
        changes["layout"] = _laid_out(known, found.layout, columns, sort, grouping)
        changed = session.crm.views.change(session.actor, view_id, changes, seen=found)
        sentence = _("Saved the view “{view}”.") if changed.kinds else _("Nothing to change.")
        _answer(session, output, changed, view_id, sentence)


@command(app, "delete", _("Delete a view that you saved; crm undo brings it back."))
def delete(
    context: typer.Context,
    view: ViewArgument,
    *,
    of: OfList = ListTab.CUSTOMERS,
    as_json: AsJson = False,
) -> None:
    """Delete a saved view and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = _named(session, view, of)
        changed = session.crm.views.delete(session.actor, _saved_id(found))
        shape = {"batch": changed.batch_id, **shapes.view(found, session.logins())}
        said = _("Deleted the view “{view}”.").format(view=name_in_sentence(found.name))
        output.record(shape, [said])


@command(app, "move", _("Put a view at another place, so that another digit shows it."))
def move(
    context: typer.Context,
    view: ViewArgument,
    number: Annotated[int, typer.Argument(metavar="N", min=1, help=_("Its new place."))],
    *,
    of: OfList = ListTab.CUSTOMERS,
    as_json: AsJson = False,
) -> None:
    """Move a view and answer with it at its new place."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = _named(session, view, of)
        session.crm.views.move(session.actor, found.key, number)
        rows = session.crm.views.views(session.actor, found.tab)
        now = next(row for row in rows if row.key == found.key)
        said = _("“{view}” is number {number} now.").format(
            view=name_in_sentence(view_name(now)), number=now.number
        )
        output.record(shapes.view(now, session.logins()), [said])


def view_of(session: Session, reference: str, *tabs: ListTab) -> SavedView:
    """Return the view that a number of the first list, or a key or name of any of them, means.

    A part of a name and its initials do as well. Raises NotFoundError with the nearest names for
    none and AmbiguousReferenceError for several.
    """
    wish = clean(reference)
    listed = [session.crm.views.views(session.actor, each) for each in tabs]
    found = views_named(listed[0], wish)
    if not found and not wish.isdecimal():
        others = ((way, views) for way in (views_named, views_like) for views in listed)
        found = next(filter(None, (way(views, wish) for way, views in others)), [])
    if not found:
        names = [view_name(view) for views in listed for view in views]
        raise NotFoundError("view", wish, near_words(wish, names))
    from crm_tui.services.references import one_of  # noqa: PLC0415 - it is slow to import

    one_of("view", wish, [(view.number, _told(view)) for view in found])
    return found[0]


def listed_view(session: Session, reference: str, tab: ListTab | None = None) -> OpenedView:
    """Return the view that a list is asked for, as this person has it laid out.

    Without a list it is one of customers, those of the pool among them.
    """
    wish = clean(reference)
    key = _ALIASES.get(wish, wish) if tab is None else f"{tab.value}.{wish}"
    key = key.replace("-", "_")
    if key in SEEDED:
        # Also where it is not among this person's, for then it is merely empty.
        found = session.crm.views.view(session.actor, key)
    else:
        found = view_of(session, wish, *(_OF_CUSTOMERS if tab is None else (tab,)))
    return session.crm.views.opened(session.actor, found.tab, found.key)


def _named(session: Session, reference: str, tab: ListTab) -> SavedView:
    """Return the view that a reference means in this list, else in any other."""
    return view_of(session, reference, tab, *(other for other in ListTab if other is not tab))


def _told(view: SavedView) -> str:
    return f"{view.key} {view_name(view)} {said_of(view)}".strip()


def _saved_id(view: SavedView) -> ViewId:
    if view.id is None:
        raise RefusedError(SeededViewStays(view.key))
    return view.id


def _read(
    session: Session, tab: ListTab, *, base: str | None, pool: str | None, audience: str | None
) -> dict[str, object]:
    values: dict[str, object] = {}
    if base is not None:
        values["base"] = _read_base(tab, base)
    if pool is not None:
        values["pool_id"] = session.pool(pool) if clean(pool) else None
    if audience is not None:
        values["audience"] = read_choice("audience", audience, Audience)
    return values


def _read_base(tab: ListTab, typed: str) -> CustomerView:
    code = clean(typed).lower().replace("-", "_")
    known = {each.value: each for each in CustomerView if each in BASES[tab]}
    if code not in known:
        raise UnknownChoiceError("base", "not_one_of", clean(typed), known=tuple(known))
    return known[code]


def _laid_out(
    known: Mapping[str, CustomerColumn | RecordColumn[Any]],
    layout: ListLayout,
    columns: str | None,
    sort: str | None,
    grouping: str | None,
) -> ListLayout:
    if columns is not None:
        layout = replace(layout, columns=columns_named(known, columns))
    if sort is not None:
        wish = clean(sort)
        key = wish.removeprefix("-")
        sorts = ("id", *(each for each, column in known.items() if column.sortable))
        layout = replace(
            layout, sort=_known(sorts, key) if key else "", descending=wish.startswith("-")
        )
    if grouping is not None:
        wish = clean(grouping)
        heads = [key for key, column in known.items() if _heads_groups(key, column)]
        layout = replace(layout, grouping=_known(heads, wish) if wish else "")
    return layout


def _heads_groups(key: str, column: CustomerColumn | RecordColumn[Any]) -> bool:
    """Return whether a list can be grouped by a column."""
    if isinstance(column, RecordColumn):
        return column.group is not None
    return key in {each.value for each in Grouping}


def _known(keys: Mapping[str, object] | Sequence[str], typed: str) -> str:
    key = clean(typed)
    if key not in keys:
        raise UnknownChoiceError("layout", "not_one_of", key, known=tuple(keys))
    return key


def _answer(
    session: Session, output: Output, changed: Changed, view_id: int | None, sentence: str
) -> None:
    key = key_of(ViewId(view_id or 0))
    tab = session.crm.views.view(session.actor, key).tab
    found = next(row for row in session.crm.views.views(session.actor, tab) if row.key == key)
    shape = {
        "batch": changed.batch_id if changed.kinds else None,
        **shapes.view(found, session.logins()),
    }
    output.record(shape, [sentence.format(view=name_in_sentence(found.name))])
