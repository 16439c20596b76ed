"""A fresh start: the business of an office is cleared, its people, settings and words stay."""

from __future__ import annotations

from crm_tui.db.queries import resets
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.backups import BackupKind, MadeBackup
from crm_tui.domain.events import OfficeReset
from crm_tui.domain.resets import ResetContents, is_meant
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotPermittedError
from crm_tui.services.backups import write_before
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Reset:
    """What went, and the backup that still holds it."""

    contents: ResetContents
    backup: MadeBackup


@dataclass(frozen=True, slots=True)
class Resets:
    """The fresh start, as who runs the office makes it."""

    database: Database

    def preview(self, actor: Actor) -> ResetContents:
        """Return what `reset` would clear; change nothing."""
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.MANAGE_OFFICE):
                raise NotPermittedError(Permission.MANAGE_OFFICE.value)
            return resets.contents(view)

    @operation(Permission.MANAGE_OFFICE)
    def reset(self, actor: Actor, typed_name: str) -> Reset:
        """Clear customers and all that was done with them, after a verified backup of everything.

        All of it or nothing. Raises FieldError when what was typed is not the office's name.
        """
        with self.database.writing(actor) as unit:
            if not is_meant(typed_name, unit.office.name):
                raise FieldError("office", "not_its_name", typed_name)
            # Under the lock: what somebody saved behind the copy would be in neither.
            made = write_before(self.database, BackupKind.BEFORE_RESET)
            found = resets.contents(unit)
            resets.clear(unit)
            unit.record(OfficeReset(after={"backup": str(made.path), "rows": dict(found.rows)}))
            resets.settle(unit)
        return Reset(found, made)
