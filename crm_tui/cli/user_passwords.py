"""`crm user passwd` and its kin: passwords and locks of the people of the office."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command
from crm_tui.cli.output import Listing, Output, TableColumn
from crm_tui.cli.secret_inputs import Asking, Stdin, asked_twice, asking
from crm_tui.cli.sessions import Session, invocation_of, opened, output_of
from crm_tui.cli.sign_ins import machine_name, remember
from crm_tui.domain.sign_ins import AccountRow
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.presentation.shapes import sign_ins as shapes
from crm_tui.presentation.sign_ins import (
    account_words,
    last_sign_in_words,
    own_password_words,
)
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence

if TYPE_CHECKING:
    from crm_tui.domain.events import Changed
    from crm_tui.domain.identifiers import UserId
    from crm_tui.domain.users import Actor
    from crm_tui.services.sign_ins import Proof

LoginArgument = Annotated[
    str, typer.Argument(metavar="LOGIN", help=_("A login, a name or its pinyin."))
]


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of the people."""
    command(app, "passwd", _("Set your password, or give somebody a new one."))(passwd)
    command(app, "force-change", _("Let somebody choose a new password at their next sign-in."))(
        force_change
    )
    command(app, "unlock", _("Let somebody try again whose login is locked."))(unlock)
    command(app, "sign-out", _("End every session of somebody; their machines sign in anew."))(
        sign_out
    )
    command(app, "accounts", _("How everybody signs in, and who is locked."))(accounts)


def passwd(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    login: Annotated[
        str | None,
        typer.Argument(metavar="LOGIN", help=_("Whose; yours if not named."), show_default=False),
    ] = None,
    *,
    stdin: Stdin = False,
    lasting: Annotated[
        bool,
        typer.Option(
            "--lasting",
            help=_("They need not choose another at their next sign-in."),
            show_default=False,
        ),
    ] = False,
    keep_sessions: Annotated[
        bool,
        typer.Option(
            "--keep-sessions",
            help=_("Your own: what is signed in on other machines goes on."),
            show_default=False,
        ),
    ] = False,
    remove: Annotated[
        bool,
        typer.Option("--remove", help=_("They need no password any more."), show_default=False),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Set one's own password, or that of somebody one looks after."""
    from crm_tui.services.sign_ins import Proof  # noqa: PLC0415 - loaded by what is open

    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        people, actor = session.crm.people, session.actor
        user_id = actor.user_id if login is None else people.find_anybody(actor, clean(login))
        if remove:
            words = _("{name} ({login}) has no password any more.")
            changed = session.crm.sign_ins.remove_password(actor, user_id)
            _answer(output, session, user_id, changed, words)
            return
        ask = asking(context, stdin=stdin)
        if user_id == actor.user_id:
            now = _own_now(session, ask)
            proof = Proof(session.login, now, asked_twice(ask, stdin=stdin))
            _change_own(context, session, proof, keeps_others=keep_sessions)
            shown = {"batch": None, "id": user_id, "login": session.login}
            output.record(shown, [own_password_words(keeps_others=keep_sessions)])
            return
        new = asked_twice(ask, stdin=stdin)
        changed = session.crm.sign_ins.reset_password(actor, user_id, new, must_change=not lasting)
        words = _("{name} ({login}) has a new password; whatever they had open has ended.")
        _answer(output, session, user_id, changed, words)


def _own_now(session: Session, ask: Asking) -> str:
    has_one = session.crm.sign_ins.has_password(session.actor)
    return ask(_("Your password now:")) if has_one else ""


def _change_own(
    context: typer.Context, session: Session, proof: Proof, *, keeps_others: bool
) -> None:
    crm, actor = session.crm, session.actor
    found = crm.sign_ins.change_password(
        actor, proof, machine=machine_name(), keeps_others=keeps_others
    )
    remember(crm, invocation_of(context).settings, found)


def force_change(context: typer.Context, login: LoginArgument, *, as_json: AsJson = False) -> None:
    """Let somebody choose a new password when they sign in, which they do anew."""
    _act(
        context,
        login,
        lambda session: session.crm.sign_ins.force_change,
        _("{name} ({login}) chooses a new password at the next sign-in."),
        as_json=as_json,
    )


def unlock(context: typer.Context, login: LoginArgument, *, as_json: AsJson = False) -> None:
    """Forget the failures of somebody."""
    _act(
        context,
        login,
        lambda session: session.crm.sign_ins.unlock,
        _("{name} ({login}) may try again."),
        as_json=as_json,
    )


def sign_out(context: typer.Context, login: LoginArgument, *, as_json: AsJson = False) -> None:
    """End every session of somebody, or of oneself."""
    _act(
        context,
        login,
        lambda session: session.crm.sign_ins.end_sessions,
        _("Every machine of {name} ({login}) signs in anew."),
        as_json=as_json,
    )


def _act(
    context: typer.Context,
    login: str,
    act: Callable[[Session], Callable[[Actor, UserId], Changed]],
    words: str,
    *,
    as_json: bool,
) -> None:
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        user_id = session.crm.people.find_anybody(session.actor, clean(login))
        _answer(output, session, user_id, act(session)(session.actor, user_id), words)


def _answer(
    output: Output, session: Session, user_id: UserId, changed: Changed, words: str
) -> None:
    rows = session.crm.people.users(session.actor)
    row = next(each for each in rows if each.id == user_id)
    batch_id = changed.batch_id if changed.kinds else None
    said = words.format(name=name_in_sentence(row.name), login=row.login)
    shown = {"batch": batch_id, "id": user_id, "login": row.login}
    output.record(shown, [said if changed.kinds else _("Nothing to change.")])


def accounts(
    context: typer.Context,
    login: Annotated[
        str | None,
        typer.Argument(metavar="LOGIN", help=_("Only this one; yours too."), show_default=False),
    ] = None,
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List how everybody signs in, or how one does."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        listing = Listing[AccountRow](
            (
                TableColumn[AccountRow](field_label("login"), lambda row: row.login),
                TableColumn[AccountRow](_("Password"), account_words),
                TableColumn[AccountRow](
                    _("Last sign-in"),
                    lambda row: last_sign_in_words(row, session.now, session.zone),
                    1,
                ),
                TableColumn[AccountRow](
                    _("Sessions"), lambda row: str(row.sessions), 1, align=Align.RIGHT
                ),
                TableColumn[AccountRow](
                    _("Tokens"), lambda row: str(row.tokens), 1, align=Align.RIGHT
                ),
            ),
            lambda row: shapes.account(row, session.iso),
            shapes.ACCOUNT_KEYS,
        )
        output.rows(_accounts(session, login), listing, nothing="")


def _accounts(session: Session, login: str | None) -> list[AccountRow]:
    crm, actor = session.crm, session.actor
    if login is None:
        return crm.sign_ins.accounts(actor)
    return [crm.sign_ins.account(actor, crm.people.find_anybody(actor, clean(login)))]
