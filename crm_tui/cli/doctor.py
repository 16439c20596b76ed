"""`crm doctor`: is the database whole, and make its search anew."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command, single
from crm_tui.cli.exits import ExitCode
from crm_tui.cli.output import say
from crm_tui.cli.sessions import invocation_of, output_of
from crm_tui.domain.health import OF_FILES, SEARCHES, Check, CheckKind, Health
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.shapes.health import health

app = single()

_KINDS: Mapping[CheckKind, str] = {
    CheckKind.FILE: N_("The file"),
    CheckKind.REFERENCES: N_("What refers to each other"),
    CheckKind.CUSTOMER_SEARCH: N_("The search of customers"),
    CheckKind.FOLLOW_UP_SEARCH: N_("The search of follow-ups"),
    CheckKind.ATTACHED: N_("The attached files"),
    CheckKind.STRAYS: N_("Bytes to which no file refers"),
}
_INDEXES = {
    "customer_search": N_("Customers: {done} of {total}"),
    "follow_up_search": N_("Follow-ups: {done} of {total}"),
}
_MEGABYTE = 1_000_000
_FAULTS_SHOWN = 5


@command(app, "doctor", _("Say whether the database is whole, and make its search anew."))
def doctor(
    context: typer.Context,
    *,
    rebuild_search: Annotated[
        bool,
        typer.Option(
            "--rebuild-search",
            help=_("Make the search indexes anew from the records; others cannot save meanwhile."),
            show_default=False,
        ),
    ] = False,
    thorough: Annotated[
        bool,
        typer.Option("--thorough", help=_("Look at every record."), show_default=False),
    ] = False,
    files: Annotated[
        bool,
        typer.Option(
            "--files",
            help=_("Look at the attached files, too; with --thorough at every byte."),
            show_default=False,
        ),
    ] = False,
    drop_strays: Annotated[
        bool,
        typer.Option(
            "--drop-strays",
            help=_("Delete bytes to which no file has referred for 30 days."),
            show_default=False,
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Look at the database; exit 6 when something is wrong with it."""
    from crm_tui.bootstrap import open_crm  # noqa: PLC0415 - SQL loads only now

    output = output_of(context, as_json=as_json)
    invocation = invocation_of(context)
    crm = open_crm(invocation.settings, invocation.clock)
    try:
        if rebuild_search:
            crm.doctor.rebuild_search(_show_progress)
            say(_("The search was made anew."))
        found, location = crm.doctor.examine(thoroughly=thorough), str(crm.location)
        if drop_strays:
            _say_dropped(crm.doctor.drop_strays())
        if files or drop_strays:
            checks = crm.doctor.examine_files(thoroughly=thorough)
            found = replace(found, checks=(*found.checks, *checks))
        output.record(health(location, found), _lines(location, found))
    finally:
        crm.close()
    harmless = {CheckKind.STRAYS}
    if any(not check.is_sound and check.kind not in harmless for check in found.checks):
        raise typer.Exit(ExitCode.DATABASE_UNAVAILABLE)


def _say_dropped(count: int) -> None:
    words = ngettext("{count} stray file deleted.", "{count} stray files deleted.", count)
    say(words.format(count=count))


def _lines(location: str, found: Health) -> Iterator[str]:
    sizes = found.sizes
    yield location
    yield _("{engine}, journal {mode}, schema {version}, {size} MB").format(
        engine=found.engine_version,
        mode=found.journal_mode,
        version=found.schema_version,
        size=f"{sizes['file_bytes'] / _MEGABYTE:,.1f}",
    )
    yield _("{customers} customers, {follow_ups} follow-ups").format(
        customers=f"{sizes['customer_rows']:,}", follow_ups=f"{sizes['follow_up_rows']:,}"
    )
    for check in found.checks:
        yield from _check_lines(check)
    if sizes["undelivered_reminders"]:
        yield _undelivered(sizes["undelivered_reminders"])
    if any(not check.is_sound and check.kind in SEARCHES for check in found.checks):
        yield _("Make the search anew with: crm doctor --rebuild-search")
    kinds = {check.kind for check in found.checks if not check.is_sound}
    if CheckKind.STRAYS in kinds:
        yield _("They take room and harm nothing; delete them with: crm doctor --drop-strays")
    if CheckKind.ATTACHED in kinds:
        yield _("Put the folder of the files back from your own copy of it.")
    if kinds - SEARCHES - OF_FILES:
        yield _("Make a copy of the file, then go back to the newest backup beside it.")


def _undelivered(count: int) -> str:
    words = ngettext(
        "{count} reminder did not get through lately; why: crm remind log --failed --all",
        "{count} reminders did not get through lately; why: crm remind log --failed --all",
        count,
    )
    return words.format(count=count)


def _check_lines(check: Check) -> Iterator[str]:
    words = _("{what}: whole") if check.is_sound else _("{what}: damaged")
    if check.kind is CheckKind.STRAYS:
        words = _("{what}: none") if check.is_sound else _("{what}: some")
    yield words.format(what=_(_KINDS[check.kind]))
    for fault in check.faults[:_FAULTS_SHOWN]:
        yield f"  {fault}"


def _show_progress(index: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        words = _(_INDEXES[index]).format(done=f"{done:,}", total=f"{total:,}")
        sys.stderr.write(f"\r\033[K{words}")
        sys.stderr.write("\r\033[K" if done >= total else "")
        sys.stderr.flush()
