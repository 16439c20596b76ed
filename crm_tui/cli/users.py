"""`crm user`: the people of the office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli import user_passwords, user_tokens
from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import read_word
from crm_tui.cli.output import Listing, Output, TableColumn, labelled
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.text import clean
from crm_tui.domain.users import UserRow
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import KEYS
from crm_tui.presentation.words import field_label, name_in_sentence, person_label, word

if TYPE_CHECKING:
    from crm_tui.domain.events import Changed
    from crm_tui.domain.identifiers import UserId
    from crm_tui.domain.users import Actor

app = group(_("The people of the office."))
user_passwords.add_to(app)
app.add_typer(user_tokens.app, name="token")

LoginArgument = Annotated[
    str, typer.Argument(metavar="LOGIN", help=_("A login, a name or its pinyin."))
]
Manager = Annotated[
    str | None,
    typer.Option("--manager", metavar="LOGIN", help=_("The direct manager; empty for none.")),
]
Also = Annotated[
    list[str] | None,
    typer.Option("--also", metavar="ROLE", help=_("A further role; empty for none.")),
]
Region = Annotated[
    list[str] | None,
    typer.Option("--region", help=_("A region they are good at; empty for none.")),
]
Industry = Annotated[
    list[str] | None,
    typer.Option("--industry", help=_("An industry they are good at; empty for none.")),
]
Product = Annotated[
    list[str] | None,
    typer.Option("--product", help=_("A product they are good at; empty for none.")),
]


@command(app, "add", _("Let somebody work here."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    login: Annotated[str, typer.Argument(metavar="LOGIN", help=_("A short name to type."))],
    *,
    name: Annotated[str, typer.Option("--name", help=_("The person's name."))],
    role: Annotated[str, typer.Option("--role", help=_("What they may do."))] = "rep",
    department: Annotated[
        str, typer.Option("--department", help=_("Their department; a new one is made."))
    ] = "",
    manager: Manager = None,
    also: Also = None,
    region: Region = None,
    industry: Industry = None,
    product: Product = None,
    as_json: AsJson = False,
) -> None:
    """Add a colleague and answer with who that is."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        more = _values(session, manager, also)
        more |= _strengths(session, region, industry, product)
        user_id = session.crm.people.add_user(
            session.actor, login=login, name=name, role=role, department=department, more=more
        )
        added = _row(session, user_id)
        sentence = _("{name} ({login}) works here now.").format(
            name=name_in_sentence(added.name), login=added.login
        )
        output.record(session.shapes().user(added), [sentence])


@command(app, "edit", _("Change somebody's name, department, roles, manager or strengths."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    login: LoginArgument,
    *,
    name: Annotated[str | None, typer.Option("--name", help=_("The person's name."))] = None,
    role: Annotated[str | None, typer.Option("--role", help=_("What they may do."))] = None,
    department: Annotated[
        str | None, typer.Option("--department", help=_("Their department; empty for none."))
    ] = None,
    manager: Manager = None,
    also: Also = None,
    region: Region = None,
    industry: Industry = None,
    product: Product = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with who that is now."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        people, actor = session.crm.people, session.actor
        changes = _values(session, manager, also)
        changes |= _strengths(session, region, industry, product)
        if name is not None:
            changes["name"] = name
        if role is not None:
            changes["role_id"] = people.find_role(actor, clean(role))
        if department is not None:
            wanted = clean(department)
            changes["department_id"] = people.find_department(actor, wanted) if wanted else None
        user_id = people.find_anybody(actor, clean(login))
        changed = session.crm.people.edit_user(actor, user_id, changes)
        sentence = _("Saved: {name} ({login}).") if changed.kinds else _("Nothing to change.")
        _answer(output, session, user_id, changed, sentence)


def _values(session: Session, manager: str | None, also: list[str] | None) -> dict[str, object]:
    values: dict[str, object] = {}
    if manager is not None:
        values["manager_id"] = session.user(manager) if clean(manager) else None
    if also:
        find = session.crm.people.find_role
        values["further_role_ids"] = [
            find(session.actor, clean(each)) for each in also if clean(each)
        ]
    return values


def _strengths(
    session: Session,
    regions: list[str] | None,
    industries: list[str] | None,
    products: list[str] | None,
) -> dict[str, object]:
    values: dict[str, object] = {}
    if regions:
        values["regions"] = regions
    if products:
        values["products"] = products
    if industries:
        kind = DictionaryKind.INDUSTRY
        found = (read_word(session, kind, "industry", each) for each in industries)
        values["industry_ids"] = [each for each in found if each is not None]
    return values


@command(app, "disable", _("Keep somebody from working here for now."))
def disable(context: typer.Context, login: LoginArgument, *, as_json: AsJson = False) -> None:
    """Disable a colleague who holds no customers."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        _end_or_begin(
            output,
            session,
            login,
            session.crm.people.disable_user,
            _("{name} ({login}) is disabled."),
        )


@command(app, "enable", _("Let somebody work here again."))
def enable(context: typer.Context, login: LoginArgument, *, as_json: AsJson = False) -> None:
    """Enable somebody who was disabled or had left."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        _end_or_begin(
            output,
            session,
            login,
            session.crm.people.enable_user,
            _("{name} ({login}) works here again."),
        )


@command(app, "left", _("Note that somebody left the office."))
def left(context: typer.Context, login: LoginArgument, *, as_json: AsJson = False) -> None:
    """Mark somebody who holds no customers as left."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        _end_or_begin(
            output, session, login, session.crm.people.mark_left, _("{name} ({login}) has left.")
        )


def _end_or_begin(
    output: Output,
    session: Session,
    login: str,
    act: Callable[[Actor, UserId], Changed],
    sentence: str,
) -> None:
    user_id = session.crm.people.find_anybody(session.actor, clean(login))
    _answer(output, session, user_id, act(session.actor, user_id), sentence)


@command(app, "show", _("Show somebody with their roles, manager and strengths."))
def show(context: typer.Context, login: LoginArgument, *, as_json: AsJson = False) -> None:
    """Show one person."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        row = _row(session, session.crm.people.find_anybody(session.actor, clean(login)))
        output.record(session.shapes().user(row), _lines(session, row))


def _lines(session: Session, row: UserRow) -> Iterator[str]:
    yield _("{name} ({login}): {status}").format(
        name=name_in_sentence(row.name), login=row.login, status=word(row.status)
    )
    joint = _(", ")
    manager = "" if row.manager_id is None else session.logins().get(row.manager_id, "")
    for label, value in (
        (field_label("department"), row.department),
        (field_label("role"), _roles(row)),
        (field_label("manager"), manager),
        (_("Holding"), _holding(row)),
        (field_label("regions"), joint.join(row.regions)),
        (field_label("industry"), joint.join(row.industries)),
        (field_label("products"), joint.join(row.products)),
        (_("Left on"), "" if row.left_day is None else iso_day(row.left_day) or ""),
    ):
        if value:
            yield labelled(label, value)


def _row(session: Session, user_id: UserId) -> UserRow:
    rows = session.crm.people.users(session.actor)
    return next(row for row in rows if row.id == user_id)


def _answer(
    output: Output, session: Session, user_id: UserId, changed: Changed, sentence: str
) -> None:
    row = _row(session, user_id)
    shape = {
        "batch": changed.batch_id if changed.kinds else None,
        **session.shapes().user(row),
    }
    output.record(shape, [sentence.format(name=name_in_sentence(row.name), login=row.login)])


@command(app, "list", _("List the people of the office."))
def list_users(context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List everybody."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        listing = Listing[UserRow](
            (
                TableColumn[UserRow](_("Login"), lambda row: row.login),
                TableColumn[UserRow](person_label(), lambda row: row.name),
                TableColumn[UserRow](_("Department"), lambda row: row.department, 2),
                TableColumn[UserRow](_("Role"), _roles, 1),
                TableColumn[UserRow](_("Holding"), _holding, 1),
                TableColumn[UserRow](_("Status"), lambda row: word(row.status), 2),
            ),
            session.shapes().user,
            KEYS["user"],
        )
        output.rows(session.crm.people.users(session.actor), listing, nothing="")


def _roles(row: UserRow) -> str:
    return _(", ").join((row.role, *row.further_roles))


def _holding(row: UserRow) -> str:
    return str(row.held) if row.holding_limit is None else f"{row.held}/{row.holding_limit}"
