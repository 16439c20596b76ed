"""Move a whole office to another database, on a server or in a file; the first stays as it is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crm_tui.db import moving
from crm_tui.db.engine import Location, create_file, locate, why_not_openable
from crm_tui.db.file_store import FileStore
from crm_tui.db.migrations import founding, stored_version
from crm_tui.db.queries import offices
from crm_tui.db.unit_of_work import Database, files_beside
from crm_tui.domain.moves import MovedOffice, Watch
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import DatabaseUnavailableError, NotPermittedError
from crm_tui.file_places import refuse_elsewhere
from crm_tui.services.attachments import store_of
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Moves:
    """The move of everything, as who runs the office makes it.

    Nothing is recorded: the copy has the history of the office, row by row, and none of its own.
    """

    database: Database

    def move(
        self, actor: Actor, target: str, watch: Watch, *, files_folder: Path | None = None
    ) -> MovedOffice:
        """Copy all rows and files into an empty database, compare them, and return what is there.

        Nobody can save meanwhile. Cut off at any moment, the target is as empty as before. Raises
        DatabaseUnavailableError for a target that is not empty, or cannot hold everything.
        """
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.MANAGE_OFFICE):
                raise NotPermittedError(Permission.MANAGE_OFFICE.value)
        place = locate(target)
        self._refuse_itself(place)
        for named in (place.path, files_folder):
            if named is not None:
                refuse_elsewhere(named)
        with _filled(place):
            return self._moved(place, watch, files_folder)

    def _moved(self, target: Location, watch: Watch, files_folder: Path | None) -> MovedOffice:
        # Held, not used: what somebody saved during the copy would be missing in it.
        with (
            self.database.setting_up(),
            self.database.glancing() as source,
            founding(target) as made,
        ):
            tables = moving.copied(source, made, watch)
            # Before the rows are there for good: what is left over harms nobody.
            store = self._store_at(target, files_folder, offices.folder_name(source))
            there, lost = moving.copy_files(source, store_of(self.database), store, watch)
        return MovedOffice(str(target), tables, there, lost)

    def _store_at(self, target: Location, named: Path | None, part: str) -> FileStore:
        here = self.database.location.path
        beside = None if target.path is None else files_beside(target.path)
        if named is None and self.database.files_folder != (here and files_beside(here)):
            # The settings of this machine name one for every database.
            named = self.database.files_folder
        return FileStore(beside if named is None else named / part, sys.maxsize)

    def _refuse_itself(self, target: Location) -> None:
        here = self.database.location
        if target.path is None or here.path is None:
            is_same = target.url == here.url
        else:
            is_same = target.path.resolve() == here.path.resolve()
        if is_same:
            raise DatabaseUnavailableError("target_not_empty", str(target))


@contextmanager
def _filled(target: Location) -> Iterator[None]:
    """Give an empty target; what was made for this is gone again unless it was filled."""
    path, is_whole = target.path, False
    is_new = _is_new(target)
    try:
        yield
        is_whole = True
    except DatabaseUnavailableError as error:
        error.location = error.location or str(target)
        raise
    finally:
        if is_new and path is not None and not is_whole:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _is_new(target: Location) -> bool:
    """Return whether the file had to be made; raise where the target cannot be used at all."""
    reason = None if target.path is None else why_not_openable(target.path)
    if target.path is not None and reason in {"missing", "no_folder"}:
        create_file(target.path)
        return True
    if reason is not None:
        raise DatabaseUnavailableError(reason, str(target))
    stored_version(target)
    return False
