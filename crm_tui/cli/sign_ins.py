"""`crm login` and `crm logout`: who sits at this machine."""

from __future__ import annotations

import platform
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsJson, command, single
from crm_tui.cli.output import Output, say
from crm_tui.cli.secret_inputs import Asking, Stdin, asked_twice, asking
from crm_tui.cli.sessions import invocation_of, opened_crm, output_of
from crm_tui.domain.sign_ins import Claim, Outcome
from crm_tui.domain.text import clean
from crm_tui.errors import NotFoundError, PasswordChangeNeededError, UserNotChosenError
from crm_tui.i18n import _
from crm_tui.presentation.words import name_in_sentence
from crm_tui.remembered import NotRememberedError
from crm_tui.settings import Settings, forget_person, remember_person

if TYPE_CHECKING:
    from crm_tui.bootstrap import Crm
    from crm_tui.services.sign_ins import Session

login_app = single()
logout_app = single()


@command(login_app, "login", _("Sign in on this machine; it is remembered for a while."))
def login(
    context: typer.Context,
    login: Annotated[
        str | None, typer.Argument(metavar="LOGIN", help=_("Who you are."), show_default=False)
    ] = None,
    *,
    stdin: Stdin = False,
    as_json: AsJson = False,
) -> None:
    """Sign in, or where no password is asked remember who sits here."""
    output = output_of(context, as_json=as_json)
    with opened_crm(context) as crm:
        settings = invocation_of(context).settings
        claim = Claim(
            clean(login or settings.user or "") or None, settings.people.get(str(crm.location))
        )
        wish, is_asked = _asked(crm, claim)
        if not is_asked:
            remember_person(settings, str(crm.location), wish)
            _answer(output, wish, None, crm, [_("From now on you are {login} here.")])
            return
        session = _signed_in(crm, wish, asking(context, stdin=stdin), stdin=stdin)
        remember(crm, settings, session)
        words = _("You are signed in as {login} on this machine, until {day}.")
        _answer(output, session.login, session, crm, [words])


def _asked(crm: Crm, claim: Claim) -> tuple[str, bool]:
    """Return who is to sign in, and whether a password is asked; raise where nobody is named."""
    standing, seats = crm.sign_ins.standing(claim)
    if standing.outcome is Outcome.NOBODY:
        raise NotFoundError("user", claim.login or "")
    if standing.login is None:
        raise UserNotChosenError([each.login for each in seats])
    return standing.login, standing.outcome is Outcome.PASSWORD_NEEDED


def _signed_in(crm: Crm, login: str, ask: Asking, *, stdin: bool) -> Session:
    # The services load only where there is somebody to let in.
    from crm_tui.domain.users import Road  # noqa: PLC0415
    from crm_tui.services.sign_ins import Proof  # noqa: PLC0415

    password = ask(_("Password of {login}:").format(login=name_in_sentence(login)))
    try:
        return crm.sign_ins.sign_in(Proof(login, password), Road.SHELL, machine=machine_name())
    except PasswordChangeNeededError:
        say(_("Choose another password first."))
        proof = Proof(login, password, asked_twice(ask, stdin=stdin))
        return crm.sign_ins.sign_in(proof, Road.SHELL, machine=machine_name())


def machine_name() -> str:
    """Return what a session of this machine is called in lists."""
    return platform.node() or platform.system()


def remember(crm: Crm, settings: Settings, session: Session) -> None:
    """Keep a session for the commands to come, or say that it is not kept."""
    location = str(crm.location)
    try:
        settings.sessions.keep(location, session.token)
    except NotRememberedError:
        say(_("This machine cannot remember it: the next command asks again."))
    with suppress(OSError):
        remember_person(settings, location, session.login)


def _answer(
    output: Output, login: str, session: Session | None, crm: Crm, sentences: list[str]
) -> None:
    day = ""
    if session is not None:
        from crm_tui.presentation.dates import iso_day  # noqa: PLC0415 - as above

        day = iso_day(session.expires_at.date().toordinal()) or ""
    shown = {"login": login, "until": day or None, "database": str(crm.location)}
    told = [each.format(login=name_in_sentence(login), day=day) for each in sentences]
    output.record(shown, told)


@command(logout_app, "logout", _("Sign out on this machine."))
def logout(context: typer.Context, *, as_json: AsJson = False) -> None:
    """End the session of this machine, and let the next start ask who it is."""
    output = output_of(context, as_json=as_json)
    with opened_crm(context) as crm:
        from crm_tui.domain.users import Road  # noqa: PLC0415 - as above

        settings, location = invocation_of(context).settings, str(crm.location)
        token = settings.sessions.read(location)
        if token is not None:
            crm.sign_ins.sign_out(token, Road.SHELL)
        settings.sessions.forget(location)
        with suppress(OSError):
            forget_person(settings, location)
        said = _("You are signed out.") if token else _("Nobody was signed in on this machine.")
        output.record({"signed_out": token is not None, "database": location}, [said])
