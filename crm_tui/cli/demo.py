"""`crm demo`: sample data in an empty database, then the screens."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from crm_tui.cli.app import has_terminal, open_on_terminal
from crm_tui.cli.commands import AsJson, command, single
from crm_tui.cli.output import say
from crm_tui.cli.sessions import invocation_of, output_of
from crm_tui.i18n import _, current_language, ngettext
from crm_tui.settings import remember_person

app = single()

DEFAULT_CUSTOMERS = 300
DEFAULT_SEED = 20261122
MOST_CUSTOMERS = 2_000_000


@command(app, "demo", _("Fill an empty database with a sample office, then open the screens."))
def demo(
    context: typer.Context,
    *,
    customers: Annotated[
        int, typer.Option("--customers", min=1, max=MOST_CUSTOMERS, help=_("How many customers."))
    ] = DEFAULT_CUSTOMERS,
    seed: Annotated[
        int, typer.Option("--seed", help=_("The same number makes the same data."))
    ] = DEFAULT_SEED,
    no_open: Annotated[
        bool, typer.Option("--no-open", help=_("Only make the data."), show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make the sample office; a database that holds real data is left untouched."""
    from crm_tui.bootstrap import open_crm  # noqa: PLC0415 - SQL loads only now

    output = output_of(context, as_json=as_json)
    invocation = invocation_of(context)
    crm = open_crm(invocation.settings, invocation.clock, create=True)
    try:
        location = str(crm.location)
        say(
            ngettext(
                "Writing a sample office with {count} customer to {location} …",
                "Writing a sample office with {count} customers to {location} …",
                customers,
            ).format(count=customers, location=location)
        )
        filled = crm.samples.fill(
            customers, seed, language=current_language(), progress=_show_progress
        )
        people = crm.offices.people()
    finally:
        crm.close()
    logins = [login for _id, login, _name in people]
    at_home = next(login for user_id, login, _name in people if user_id == filled.user_id)
    remember_person(invocation.settings, location, at_home)
    output.record(
        {
            "database": location,
            "customers": filled.customers,
            "added": filled.added,
            "seed": seed,
            "login": at_home,
            "logins": logins,
        },
        [
            _("Done; you are {login}. The others: {logins}.").format(
                login=at_home, logins=_(", ").join(each for each in logins if each != at_home)
            ),
            _("Be somebody else with --user LOGIN."),
            *_about_names(),
        ],
    )
    if no_open:
        return
    if not has_terminal():
        say(_("The data is there; the screens need a terminal."))
        return
    open_on_terminal(invocation)


def _about_names() -> tuple[str, ...]:
    """Return what surprises who reads English: the office is one in China, as are its customers."""
    if current_language() != "en":
        return ()
    return (_("The sample customers are companies in China and have Chinese names."),)


def _show_progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done}/{total}")
        sys.stderr.write("\r\033[K" if done >= total else "")
        sys.stderr.flush()
