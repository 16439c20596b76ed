"""`crm backup` and `crm restore`: copies of everything, and back to one of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group, single
from crm_tui.cli.confirming import confirm_office
from crm_tui.cli.inputs import read_limit, read_yes_or_no
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.progress import ProgressLine
from crm_tui.cli.secrets import read_secret
from crm_tui.cli.sessions import invocation_of, opened, output_of
from crm_tui.domain.backups import (
    ENCRYPTED_SUFFIX,
    Backup,
    MadeBackup,
    Restored,
    RestoreStage,
)
from crm_tui.domain.text import clean
from crm_tui.errors import DatabaseUnavailableError, FieldError
from crm_tui.formats.encryption import KEY_NAME, needs_password
from crm_tui.i18n import _
from crm_tui.presentation.backups import (
    backup_word,
    checked_word,
    counts_line,
    doors_lines,
    restore_sentence,
)
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.shapes import backups as shapes
from crm_tui.presentation.sizes import file_size
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label
from crm_tui.settings import MOST_KEPT, remember_backups

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.backups import Unlocking

app = group(_("Copy everything into a file, and list the copies."))
restore_app = single()

PASSWORD = "CRM_BACKUP_PASSWORD"  # noqa: S105 - the name of a variable
_BEYOND_OPENING = frozenset({"corrupt", "not_a_database"})

To = Annotated[
    Path | None, typer.Option("--to", metavar="FILE", help=_("Into this file or folder."))
]


@app.callback(
    invoke_without_command=True,
    no_args_is_help=False,
    help=_("Copy everything into a file, and list the copies."),
)
def backup(
    context: typer.Context,
    *,
    to: To = None,
    if_due: Annotated[
        bool,
        typer.Option("--if-due", help=_("Only when today's was not made yet."), show_default=False),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write a verified copy; others may go on working."""
    if context.invoked_subcommand is not None:
        return
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        if not if_due:
            made: MadeBackup | None = session.crm.backups.make(session.actor, to=to)
        else:
            made = session.crm.backups.make_daily()
        if made is None:
            output.record({"file": None}, [_("Today's backup is there already.")])
        else:
            output.record(shapes.made(made), _made_lines(made))


@command(app, "list", _("List the backups, the newest first."))
def list_backups(context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the backups of this database."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        at = session.at
        rows = session.crm.backups.list(session.actor)
        columns = [
            TableColumn[Backup](
                _("When"), lambda row: happened_moment(row.made_at, at.now, at.zone)
            ),
            TableColumn[Backup](field_label("reason"), backup_word),
            TableColumn[Backup](
                _("Size"), lambda row: file_size(row.size_bytes), align=Align.RIGHT
            ),
            TableColumn[Backup](_("Checked"), lambda row: checked_word(row, at.now, at.zone), 1),
            TableColumn[Backup](_("File"), lambda row: row.path.name),
        ]
        listing = Listing[Backup](columns, lambda row: shapes.backup(row, at.zone), shapes.KEYS)
        output.rows(rows, listing, nothing=_("There is no backup yet; crm backup makes one."))


@command(app, "check", _("Read a backup through: is it whole?"))
def check(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help=_("The file of the backup."))],
    *,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help=_("The key of an encrypted one."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read a backup through; exit 6 for one that is damaged."""
    output = output_of(context, as_json=as_json)
    found = source.expanduser().absolute()
    with opened(context) as session:
        counts = session.crm.backups.check(session.actor, found, _unlocking(found, key))
        lines = [_("Whole: {path}").format(path=found), counts_line(counts)]
        output.record(shapes.checked(found, counts), lines)


Changes = Annotated[
    list[str] | None,
    typer.Argument(metavar="SETTING=VALUE", help=_("Such as daily=14 or automatic=no.")),
]


@command(app, "settings", _("Show or change what this machine does with backups."))
def settings(context: typer.Context, changes: Changes = None, *, as_json: AsJson = False) -> None:
    """Change what was named and answer with all of it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        known = invocation_of(context).settings
        kept = replace(known.backups, **dict(map(_read_setting, changes or ())))
        is_encrypted = session.crm.backups.is_encrypted(session.actor)
        if changes:
            remember_backups(known, kept)
        shape = {
            "automatic": kept.automatic,
            "daily": kept.daily,
            "weekly": kept.weekly,
            "monthly": kept.monthly,
            "folder": None if kept.folder is None else str(kept.folder),
            "encrypted": is_encrypted,
        }
        output.record(shape, [f"{name} = {_shown(value)}" for name, value in shape.items()])


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value or "")


def _read_setting(written: str) -> tuple[str, Any]:
    name, equals, value = written.partition("=")
    match name.strip():
        case "automatic" if equals:
            return "automatic", read_yes_or_no("automatic", value)
        case "folder" if equals:
            folder = clean(value)
            return "folder", Path(folder).expanduser().absolute() if folder else None
        case "daily" | "weekly" | "monthly" as found if equals:
            number = read_limit(found, value)
            if number is None or number > MOST_KEPT:
                raise FieldError(found, "out_of_range", value[:20])
            return found, number
        case other:
            raise FieldError("setting", "unknown", other[:40])


@command(app, "encrypt", _("Encrypt all later backups with a password."))
def encrypt(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Make the key that later backups are encrypted for."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        password = read_secret(_("New password"), PASSWORD, again=_("Once more"))
        key = session.crm.backups.encrypt_with(session.actor, password)
        lines = [
            _("Later backups are encrypted. The key is {path}.").format(path=key),
            _("Without this file and the password nobody can open them, nor can we."),
        ]
        output.record({"key": str(key)}, lines)


@command(restore_app, "restore", _("Put a backup in the place of the database."))
def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help=_("The file of the backup."))],
    *,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help=_("Make a new database; leave the other alone.")),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help=_("The key of an encrypted one."))
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help=_("Do not ask for the office's name."), show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of the database; what is there now is saved first."""
    output = output_of(context, as_json=as_json)
    found = source.expanduser().absolute()
    if to is not None:
        from crm_tui.bootstrap import extract  # noqa: PLC0415 - SQL loads only now

        settings = invocation_of(context).settings
        restored = extract(settings, found, to, _unlocking(found, key))
    else:
        restored = _restore_live(context, found, key, yes=yes)
    output.record(shapes.restored(restored), _restored_lines(restored))


def _restore_live(context: typer.Context, source: Path, key: Path | None, *, yes: bool) -> Restored:
    try:
        with opened(context) as session:
            office = session.crm.offices.who(session.actor)[1]
            confirm_office(context, office.name, yes=yes)
            unlocking = _unlocking(source, key)
            with _telling() as watch:
                return session.crm.backups.restore(session.actor, source, unlocking, watch=watch)
    except DatabaseUnavailableError as error:
        invocation = invocation_of(context)
        if error.reason not in _BEYOND_OPENING or error.location == str(source):
            raise
    from crm_tui.bootstrap import rescue  # noqa: PLC0415 - SQL loads only now

    confirm_office(context, "", yes=yes)
    return rescue(invocation.settings, source, _unlocking(source, key), invocation.clock)


@contextmanager
def _telling() -> Iterator[Callable[[RestoreStage, int, int], bool]]:
    line = ProgressLine()

    def tell(stage: RestoreStage, done: int, total: int) -> bool:
        line.show(restore_sentence(stage, done, total))
        return True

    try:
        yield tell
    finally:
        line.end()


def _unlocking(source: Path, key: Path | None) -> Unlocking:
    from crm_tui.services.backups import Unlocking  # noqa: PLC0415 - SQL loads only now

    found = key or source.parent / KEY_NAME
    if source.suffix != ENCRYPTED_SUFFIX or not needs_password(found):
        return Unlocking(key=found)
    return Unlocking(read_secret(_("Password of the backup"), PASSWORD), found)


def _made_lines(made: MadeBackup) -> Iterator[str]:
    yield _("Backed up and verified: {path} ({size})").format(
        path=made.path, size=file_size(made.size_bytes)
    )
    yield counts_line(made.counts)
    if made.files_folder is not None:
        yield _("The attached files are not in it; copy {path} too.").format(
            path=f"{made.files_folder}{os.sep}"
        )


def _restored_lines(restored: Restored) -> Iterator[str]:
    yield _("Restored: {path}").format(path=restored.target)
    yield counts_line(restored.counts)
    if restored.saved is not None:
        yield _("What was there before: {path}").format(path=restored.saved)
        yield from doors_lines(restored.doors)
        yield _("Should much be due now, the sweep waits for a person: crm pool sweep --dry-run")
