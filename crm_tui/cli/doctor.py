"""`crm doctor`: is the database whole, and make its search anew."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsJson, command, single
from crm_tui.cli.exits import ExitCode
from crm_tui.cli.interrupting import interruptible
from crm_tui.cli.output import say
from crm_tui.cli.progress import ProgressLine
from crm_tui.cli.sessions import invocation_of, output_of
from crm_tui.cli.terminals import Terminal, terminal
from crm_tui.domain.health import Check, CheckKind, Health
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.health import check_sentence, health_advice, looking_words
from crm_tui.presentation.places import place_lines
from crm_tui.presentation.shapes.health import health

if TYPE_CHECKING:  # its import is slow
    from crm_tui.bootstrap import Crm

app = single()

_INDEXES = {
    "customer_search": N_("Customers: {done} of {total}"),
    "follow_up_search": N_("Follow-ups: {done} of {total}"),
}
_MEGABYTE = 1_000_000
_FAULTS_SHOWN = 5


@command(app, "doctor", _("Say whether the database is whole, and make its search anew."))
def doctor(  # noqa: PLR0913 - one argument for each option
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
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help=_("Mend what follows from other records, in one transaction."),
            show_default=False,
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Look at the database; exit 6 when something is wrong with it."""
    from crm_tui.bootstrap import actor_for, open_crm  # noqa: PLC0415 - SQL loads only now
    from crm_tui.domain.users import Road  # noqa: PLC0415

    output = output_of(context, as_json=as_json)
    invocation = invocation_of(context)
    crm = open_crm(invocation.settings, invocation.clock)
    try:
        if crm.doctor.asks_who():
            actor_for(crm, invocation.settings, Road.SHELL)
        if rebuild_search or drop_strays:
            # Nobody could save meanwhile, and bytes would be gone.
            crm.doctor.refuse_outsider(actor_for(crm, invocation.settings, Road.SHELL))
        if rebuild_search:
            crm.doctor.rebuild_search(_show_progress)
            say(_("The search was made anew."))
        if repair:
            actor = actor_for(crm, invocation.settings, Road.SHELL)
            _say_repaired(crm.doctor.repair(actor))
        found = _examined(crm, thoroughly=thorough, derived=thorough or repair)
        location = str(crm.location)
        if drop_strays:
            _say_dropped(crm.doctor.drop_strays())
        if files or drop_strays:
            checks = crm.doctor.examine_files(thoroughly=thorough)
            found = replace(found, checks=(*found.checks, *checks))
        known = terminal()
        shape = {**health(location, found, network=crm.network), **_terminal_shape(known)}
        is_server = crm.location.path is None
        placed = place_lines(found.journal_mode, network=crm.network, is_server=is_server)
        advice = health_advice(found, is_server=is_server)
        output.record(shape, [*_lines(location, found), *placed, *advice, *_terminal_lines(known)])
    finally:
        crm.close()
    harmless = {CheckKind.STRAYS}
    if any(not check.is_sound and check.kind not in harmless for check in found.checks):
        raise typer.Exit(ExitCode.DATABASE_UNAVAILABLE)


def _examined(crm: Crm, *, thoroughly: bool, derived: bool) -> Health:
    line = ProgressLine()

    def tell(kind: CheckKind, done: int, total: int) -> None:
        line.show(looking_words(kind, done, total))

    def look() -> Health:
        found = crm.doctor.examine(thoroughly=thoroughly, tell=tell)
        more = crm.doctor.examine_derived(tell) if derived else ()
        return replace(found, checks=(*found.checks, *more))

    try:
        return interruptible(look)
    finally:
        line.end()


def _say_repaired(found: Sequence[str]) -> None:
    for fault in found:
        say(_("Mended: {fault}").format(fault=fault))
    if not found:
        say(_("There was nothing to mend."))


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


def _terminal_shape(known: Terminal) -> dict[str, object]:
    return {
        "term": known.term,
        "colors": known.colors,
        "encoding": known.encoding,
        "locale": known.locale,
        "columns": known.columns,
        "lines": known.lines,
        "han_width": known.han_width,
    }


def _terminal_lines(known: Terminal) -> Iterator[str]:
    yield _(
        "Terminal {term}: {colors} colours, {columns}x{lines}, {encoding}, locale {locale}"
    ).format(
        term=known.term or "-",
        colors=f"{known.colors:,}",
        columns=known.columns,
        lines=known.lines,
        encoding=known.encoding or "-",
        locale=known.locale or "-",
    )
    if known.han_width not in {None, 2}:
        yield _(
            "It draws Chinese characters {width} cells wide; choose a font that has them."
        ).format(width=known.han_width)
    if not known.encoding.startswith("utf"):
        yield _("Chinese needs UTF-8 here: export LC_ALL=zh_CN.UTF-8")


def _undelivered(count: int) -> str:
    words = ngettext(
        "{count} reminder did not get through lately; why: crm remind log --failed --all",
        "{count} reminders did not get through lately; why: crm remind log --failed --all",
        count,
    )
    return words.format(count=count)


def _check_lines(check: Check) -> Iterator[str]:
    yield check_sentence(check)
    for fault in check.faults[:_FAULTS_SHOWN]:
        yield f"  {fault}"


def _show_progress(index: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        words = _(_INDEXES[index]).format(done=f"{done:,}", total=f"{total:,}")
        sys.stderr.write(f"\r\033[K{words}")
        sys.stderr.write("\r\033[K" if done >= total else "")
        sys.stderr.flush()
