"""Backups: copies of everything, made by hand, daily and before what changes much; and back."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from crm_tui.db import backups
from crm_tui.db.backups import PART, BackupFolder, Watch
from crm_tui.db.queries import batches
from crm_tui.db.queries.batches import BACKUP_CHECK
from crm_tui.db.restores import RestoreNote
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.backups import (
    Backup,
    BackupCounts,
    BackupKind,
    Checked,
    MadeBackup,
    Restored,
    is_daily_due,
)
from crm_tui.domain.events import BackupChecked, BackupMade, JobStatus
from crm_tui.domain.users import Actor, Permission, Person
from crm_tui.errors import DatabaseUnavailableError, FieldError, NotPermittedError
from crm_tui.file_places import refuse_elsewhere
from crm_tui.file_rights import office_rights
from crm_tui.formats import encryption
from crm_tui.formats.encryption import KEY_NAME
from crm_tui.services.backups.making import place_of, rotate, source_of, used_folder, written
from crm_tui.services.backups.restoring import (
    PLAIN,
    Replaced,
    RestoreWatch,
    Unlocking,
    look_away,
    opened,
    restore_file,
)
from crm_tui.values import dataclass

SHORTEST_PASSWORD = 8
_CHECKS_READ = 1_000
_DAMAGED = frozenset({"corrupt", "not_a_database", "foreign"})


@dataclass(frozen=True, slots=True)
class Backups:
    """The backups of the office, as who runs it uses them."""

    database: Database

    def list(self, actor: Actor) -> list[Backup]:
        """Return the backups of this database, the newest first."""
        self._who(actor)
        with self.database.reading(actor) as view:
            runs = batches.job_runs(view, BACKUP_CHECK, _CHECKS_READ)
        checked = {
            str(run.facts["file"]): Checked(run.finished_at, run.facts["whole"] is True)
            for run in reversed(runs)
        }
        return [
            replace(each, checked=checked.get(each.path.name)) for each in self._place().listed()
        ]

    def make(
        self, actor: Actor, *, to: Path | None = None, watch: Watch | None = None
    ) -> MadeBackup:
        """Write a verified copy, also while others write; to a file or folder where one is named.

        Raises DatabaseUnavailableError when it cannot be whole, SupersededError where whoever
        watches wants it no more; nothing is left then.
        """
        self._who(actor)
        made = self._written(self._place(), BackupKind.MANUAL.value, to, watch)
        self._note(actor, made)
        return made

    @operation(Permission.MANAGE_OFFICE)
    def _note(self, actor: Actor, made: MadeBackup) -> None:
        """Write down who took a copy of everything."""
        with self.database.writing(actor) as unit:
            unit.record(BackupMade(after={"file": str(made.path), "bytes": made.size_bytes}))

    def check(self, actor: Actor, source: Path, unlocking: Unlocking = PLAIN) -> BackupCounts:
        """Read a backup through and return what it holds; the list then tells of it.

        Raises DatabaseUnavailableError for one that is damaged, and EncryptionError.
        """
        self._who(actor)
        self._refuse_elsewhere(source)
        part = source.with_name(f"{source.name}.{os.getpid()}.check{PART}")
        try:
            with opened(source, part, unlocking) as plain:
                counts = backups.look_at(plain)
        except DatabaseUnavailableError as error:
            if error.reason in _DAMAGED:
                self._note_check(actor, source, is_whole=False)
            raise
        self._note_check(actor, source, is_whole=True)
        return counts

    @operation(Permission.MANAGE_OFFICE)
    def _note_check(self, actor: Actor, source: Path, *, is_whole: bool) -> None:
        facts: dict[str, object] = {"file": source.name, "whole": is_whole}
        with self.database.writing(actor) as unit:
            unit.record(BackupChecked(after=facts))
            batches.add_job_run(
                unit, BACKUP_CHECK, JobStatus.DONE, batch_id=unit.batch_id, facts=facts
            )

    def is_encrypted(self, actor: Actor) -> bool:
        """Return whether later backups are encrypted."""
        self._who(actor)
        return encryption.has_key(self._place().folder)

    def is_due(self) -> bool:
        """Return whether the screens are to make today's backup; reads names of files only.

        Of a server they make none: each machine would, and copy all of it over the network.
        """
        is_ours = self.database.location.path is not None and self.database.backs_up_daily
        return is_ours and self._misses_today()

    def make_daily(self) -> MadeBackup | None:
        """Write today's backup, and delete those nobody needs; None where another program does."""
        place = self._place()
        with _turn(place) as is_ours:
            if not is_ours or not self._misses_today():
                return None
            made = self._written(place, BackupKind.DAILY.value)
        rotate(self.database)
        return made

    def encrypt_with(self, actor: Actor, password: str) -> Path:
        """Encrypt all later backups; return the file of the key, which opens with the password.

        Raises FieldError for a short password, EncryptionError where there is a key already.
        """
        self._who(actor)
        if len(password) < SHORTEST_PASSWORD:
            raise FieldError("password", "too_short", limit=SHORTEST_PASSWORD)
        folder = self._place().folder
        encryption.make_key(folder, password)
        return folder / KEY_NAME

    def restore(
        self,
        actor: Actor,
        source: Path,
        unlocking: Unlocking = PLAIN,
        *,
        watch: RestoreWatch = look_away,
    ) -> Restored:
        """Put a backup in the place of the database; what is there now is saved first.

        All who have the database open see it, whole or not at all. Raises
        DatabaseUnavailableError for what is damaged, foreign or newer, EncryptionError, and
        SupersededError where whoever watches wants it no more: then nothing was replaced.
        """
        person = self._who(actor)
        self._refuse_elsewhere(source)
        live = self.database.location.path
        if live is None:
            raise DatabaseUnavailableError("restore_on_server", str(self.database.location))
        note = RestoreNote(str(uuid.uuid4()), person.login, actor.road, source.name)
        replaced = Replaced(live, self._place(), self.database.clock)
        return restore_file(replaced, source, note, unlocking, watch)

    def _misses_today(self) -> bool:
        office = self.database.known_office
        now = self.database.clock.now()
        return office is not None and is_daily_due(
            self._place().listed(), now=now, zone=office.zone
        )

    def _who(self, actor: Actor) -> Person:
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.MANAGE_OFFICE):
                raise NotPermittedError(Permission.MANAGE_OFFICE.value)
            return view.person

    def _place(self) -> BackupFolder:
        return place_of(self.database)

    def _refuse_elsewhere(self, source: Path) -> None:
        if source.absolute().parent != self._place().folder.absolute():
            refuse_elsewhere(source)

    def _written(
        self,
        place: BackupFolder,
        label: str,
        to: Path | None = None,
        watch: Watch | None = None,
    ) -> MadeBackup:
        target = place.path_for(label, self.database.clock.now())
        if to is not None:
            target = self._wished(to, target)
        place.clear_parts()
        made = written(source_of(self.database, watch), place, target)
        return replace(made, files_folder=used_folder(self.database))

    def _wished(self, to: Path, target: Path) -> Path:
        wished = to.expanduser().absolute()
        wished = wished / target.name if wished.is_dir() else wished
        refuse_elsewhere(wished)
        path = self.database.location.path
        own = {f"{path}{ending}" for ending in backups.OWN_ENDINGS}
        if str(wished) in own or wished.exists():
            raise DatabaseUnavailableError("exists", str(wished))
        return wished


@contextmanager
def _turn(place: BackupFolder) -> Iterator[bool]:
    """Let one of many programs go on; what one that was killed left holds nobody up for long."""
    turn = place.folder / f"{place.stem}-daily-turn{PART}"
    if backups.is_abandoned(turn):
        turn.unlink(missing_ok=True)
    if not _taken(turn):
        yield False
        return
    with backups.writing(turn, turn):
        yield True


def _taken(turn: Path) -> bool:
    with backups.writing(turn):
        try:
            os.close(office_rights().open_file(turn, os.O_EXCL | os.O_RDWR))
        except FileExistsError:
            return False
        return True
