"""Put the program together; the only package that knows every layer."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from crm_tui.bootstrap.services import Crm, Service
from crm_tui.clock import Clock, SystemClock
from crm_tui.db.engine import Location, create_file, locate, network_of, why_not_openable
from crm_tui.db.migrations import SCHEMA_VERSION, migrate, stored_version
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.backups import Keeping
from crm_tui.domain.sign_ins import Claim
from crm_tui.domain.users import Actor, Road
from crm_tui.errors import DatabaseUnavailableError
from crm_tui.file_places import place_of, use_file_place
from crm_tui.file_rights import use_file_mode
from crm_tui.settings import Settings

if TYPE_CHECKING:  # each is loaded by who first asks for it
    from crm_tui.domain.backups import Restored
    from crm_tui.services.backups import Unlocking

__all__ = [
    "Crm",
    "Service",
    "actor_for",
    "assemble",
    "database_exists",
    "extract",
    "is_current",
    "open_crm",
    "rescue",
    "use_backup_settings",
]


def database_exists(settings: Settings) -> bool:
    """Return whether the chosen database can be opened; raise for a path that never could."""
    location = locate(settings.database)
    if location.path is None:
        return stored_version(location) > 0
    reason = why_not_openable(location.path)
    if reason in {"missing", "no_folder"}:
        return False
    if reason is not None:
        raise DatabaseUnavailableError(reason, str(location))
    return location.path.stat().st_size > 0


def is_current(settings: Settings) -> bool:
    """Return whether there is a database that can be opened without changing it first."""
    try:
        return database_exists(settings) and (
            stored_version(locate(settings.database)) == SCHEMA_VERSION
        )
    except DatabaseUnavailableError:
        return False


def open_crm(settings: Settings, clock: Clock | None = None, *, create: bool = False) -> Crm:
    """Open the program on its database, migrating it first when it is of an older version.

    With `create` a missing file is made, readable as the settings of the machine say. Raises
    DatabaseUnavailableError with the reason when it cannot be used.
    """
    clock = clock or SystemClock()
    use_file_mode(settings.file_mode)
    use_file_place(place_of(settings.files.only_below, None))
    location = locate(settings.database)
    if location.path is not None:
        reason = why_not_openable(location.path)
        if create and reason in {"missing", "no_folder"}:
            create_file(location.path)
        elif reason is not None:
            raise DatabaseUnavailableError(reason, str(location))
        if settings.refuses_network and network_of(location.path):
            raise DatabaseUnavailableError("on_network", str(location))
    backup = None
    if stored_version(location) != SCHEMA_VERSION:
        backup = _migrated(location, settings, clock)
    database = Database(location, clock)
    _apply(settings, database)
    crm = assemble(database, backup)
    if not gc.isenabled():
        # What a start made stays to the end, and need not be looked through ever.
        gc.freeze()
        gc.enable()
    return crm


def _migrated(location: Location, settings: Settings, clock: Clock) -> Path | None:
    def back_up(path: Path, label: str) -> Path:
        from crm_tui.services.backups import before_migration  # noqa: PLC0415 - an old file

        return before_migration(path, _backups_folder(location, settings), label, clock.now())

    return migrate(location, back_up)


def _apply(settings: Settings, database: Database) -> None:
    """Let a database know what the settings of this machine say of files beside it."""
    database.files_folder = settings.files.folder or database.files_folder
    database.file_limit_bytes = settings.files.limit_mb * 1_000_000
    use_backup_settings(settings, database)


def use_backup_settings(settings: Settings, database: Database) -> None:
    """Let a database know where its backups lie, and how many stay."""
    database.backups_folder = _backups_folder(database.location, settings)
    kept = settings.backups
    database.keeping = Keeping(kept.daily, kept.weekly, kept.monthly)
    database.backs_up_daily = kept.automatic


def _backups_folder(location: Location, settings: Settings) -> Path | None:
    """Return a database's own part of a folder: that of the settings, for a server there is one.

    None for a file that keeps them beside it.
    """
    folder = settings.backups.folder
    if folder is None:
        if location.path is not None:
            return None
        folder = settings.file.parent / "backups"
    return folder / f"{location.stem}-{crc32(str(location).encode()):08x}"


def rescue(
    settings: Settings, source: Path, unlocking: Unlocking, clock: Clock | None = None
) -> Restored:
    """Put a backup in the place of a database that is too damaged to be opened.

    What is left of it is kept. Raises DatabaseUnavailableError for a file that was never ours.
    """
    from crm_tui.services.backups import rescue_file  # noqa: PLC0415 - where nothing else helps

    use_file_mode(settings.file_mode)
    use_file_place(place_of(settings.files.only_below, None))
    location = locate(settings.database)
    return rescue_file(
        location, source, unlocking, _backups_folder(location, settings), clock or SystemClock()
    )


def extract(settings: Settings, source: Path, target: Path, unlocking: Unlocking) -> Restored:
    """Make a new database file of a backup; no other database is opened."""
    from crm_tui.services.backups import extract_file  # noqa: PLC0415 - only the shell asks

    use_file_mode(settings.file_mode)
    use_file_place(place_of(settings.files.only_below, None))
    return extract_file(source, target, unlocking)


def assemble(database: Database, backup: Path | None = None) -> Crm:
    """Return the services over a database that is open and current."""
    return Crm(database, backup)


def actor_for(crm: Crm, settings: Settings, road: Road) -> Actor:
    """Return who acts: who signed in, the named one, the one chosen here before, or the only one.

    Raises UserNotChosenError when several people work here and none was named, NotFoundError
    when the named one does not, SignInNeededError and TokenInvalidError before anything is told.
    """
    from crm_tui.services.entrances import (  # noqa: PLC0415 - only where somebody acts
        Credentials,
        who_acts,
    )

    location = str(crm.location)
    shown = Credentials(
        Claim(settings.user, settings.people.get(location)),
        token=settings.token,
        session=None if settings.token else settings.sessions.read(location),
        password=settings.password,
    )
    actor = who_acts(crm.database, shown, road)
    if settings.files.only_below is not None:
        logins = {user_id: login for user_id, login, _name in crm.database.people()}
        use_file_place(place_of(settings.files.only_below, logins.get(actor.user_id)))
    return actor
