"""Why a database cannot be used, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.errors import DatabaseBusyError, DatabaseUnavailableError
from crm_tui.i18n import N_, _
from crm_tui.presentation.words import name_in_sentence

DATABASE_REASONS: Mapping[str, tuple[str, str]] = {
    "missing": (
        N_("There is no database at {location}."),
        N_("Make one with: crm init --admin LOGIN --name NAME, or try crm demo."),
    ),
    "no_folder": (
        N_("The folder of {location} does not exist."),
        N_("Check the path after --db; crm init makes the folder and the file."),
    ),
    "no_office": (
        N_("The database {location} has no office yet."),
        N_("Set one up with: crm init --admin LOGIN --name NAME."),
    ),
    "is_directory": (
        N_("{location} is a folder, not a database."),
        N_("Name a file in it, such as crm.db."),
    ),
    "not_a_file": (
        N_("{location} names no file."),
        N_("Write the path of the file after --db."),
    ),
    "not_an_address": (
        N_("{location} is not an address of a database this program knows."),
        N_("Write the path of a file after --db, or postgresql+psycopg://HOST/NAME."),
    ),
    "no_driver": (
        N_("The driver for {location} is not installed."),
        N_("Install it with: pip install 'psycopg[binary]', and write postgresql+psycopg://."),
    ),
    "not_reachable": (
        N_("The server of {location} does not answer."),
        N_("Check the address, the name and the password, and that the server runs."),
    ),
    "not_readable": (
        N_("You may not read {location}."),
        N_("Ask whoever owns the file for permission."),
    ),
    "not_openable": (
        N_("{location} cannot be opened."),
        N_("Check that the file and its folder may be read and written."),
    ),
    "not_creatable": (
        N_("{location} cannot be created: {detail}."),
        N_("Choose a folder you may write to."),
    ),
    "exists": (
        N_("{location} exists already."),
        N_("Choose another name, or open this one."),
    ),
    "foreign": (
        N_("{location} belongs to another program; it was left untouched."),
        N_("Choose another file with --db."),
    ),
    "not_a_database": (
        N_("{location} is not a database; it was left untouched."),
        N_("Choose another file with --db."),
    ),
    "newer": (
        N_("{location} was made by a newer version of this program (schema {detail})."),
        N_("Update the program; the file was left untouched."),
    ),
    "corrupt": (
        N_("{location} is damaged."),
        N_("Make a copy of the file, then go back to the newest backup beside it."),
    ),
    "broken_references": (
        N_("{location} was not brought up to date: {detail} records refer to missing ones."),
        N_("Nothing was changed; the backup beside it is whole as well."),
    ),
    "backup_failed": (
        N_("The backup {location} could not be written whole, so nothing was changed."),
        N_("Make room on the disk and try again."),
    ),
    "restore_on_server": (
        N_("{location} is on a server; a backup is not put in the place of what is there."),
        N_("Make a file of it: crm restore BACKUP --to FILE; then: crm --db FILE move-to URL"),
    ),
    "not_on_server": (
        N_("{location} is a file; roles that read by SQL are made on a PostgreSQL server."),
        N_("Whoever may read the file reads all of it; move it with: crm move-to URL"),
    ),
    "no_backups_folder": (
        N_("{location} is on a server, and no folder for its backups is named."),
        N_("Name one under [backups] in the settings file: folder = ..."),
    ),
    "on_network": (
        N_("{location} lies on a network drive, which the settings of this machine refuse."),
        N_("Move it to a local disk, or to a server with: crm move-to URL"),
    ),
    "target_not_empty": (
        N_("{location} is not empty, so nothing is copied into it."),
        N_("Name a file that does not exist yet, or a database without any table."),
    ),
    "not_storable": (
        N_("{location} cannot hold a value of this office, so nothing was copied: {detail}."),
        N_("Change the record that is named, then start the move again."),
    ),
    "differs": (
        N_("Not every row arrived in {location} as it was ({detail}), so nothing was kept."),
        N_("Start the move again; if it repeats, look with: crm doctor --thorough"),
    ),
    "no_files_folder": (
        N_("{location} is on a server, and there are {detail} attached files without a folder."),
        N_("Name one that everybody reaches with: --files-folder FOLDER"),
    ),
    "move_failed": (
        N_("The move to {location} failed, so nothing was kept: {detail}."),
        N_("What was to be moved is unchanged; start the move again."),
    ),
    "busy": (
        N_("{location} is being written by another program."),
        N_("Wait for its import or backup to end and try again; nothing was saved."),
    ),
    "disk_full": (
        N_("The disk that holds {location} is full; nothing was saved."),
        N_("Make room and try again."),
    ),
    "io_error": (
        N_("The disk that holds {location} reports an error; nothing was saved."),
        N_("Check the disk or the network drive; keep a copy of the file elsewhere."),
    ),
    "read_only": (
        N_("{location} may only be read; nothing was saved."),
        N_("Ask for permission to write the file and its folder."),
    ),
    "connection_lost": (
        N_("The connection to {location} was lost; nothing was saved."),
        N_("Check the network and try again."),
    ),
    "commit_unknown": (
        N_("The connection to {location} was lost while it saved; whether it did is not known."),
        N_("Look whether it is there before you do it once more."),
    ),
    "stopped": (
        N_("{location} stopped what was asked before it had ended; nothing was saved."),
        N_("Try again; whoever looks after the server knows how long a statement may take."),
    ),
    "vanished": (
        N_("{location} is gone: it was moved or deleted while open."),
        N_("Put it back where it was, or start again; nothing was saved."),
    ),
    "replaced": (
        N_("{location} was replaced by another file while open; nothing was saved."),
        N_("Start again to work on the file that is there now."),
    ),
}


def database_sentence(error: DatabaseUnavailableError) -> str:
    """Return why the database cannot be opened, read or written."""
    location = name_in_sentence(error.location) or _("the database")
    if isinstance(error, DatabaseBusyError) and error.waited_seconds:
        return _("{location} was being written by another program for {seconds} seconds.").format(
            location=location, seconds=round(error.waited_seconds)
        )
    known = DATABASE_REASONS.get(error.reason)
    words = known[0] if known else N_("{location} cannot be used: {detail}.")
    detail = error.detail or error.reason
    return _(words).format(location=location, detail=name_in_sentence(detail))


def database_hint(error: DatabaseUnavailableError) -> str | None:
    """Return what to do about a database that cannot be used, None for an unknown reason."""
    known = DATABASE_REASONS.get(error.reason)
    return _(known[1]) if known else None
