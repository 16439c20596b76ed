"""Backups in words: why there is one, and why an encrypted one cannot be opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from crm_tui.domain.backups import Backup, BackupCounts, BackupKind, Doors, RestoreStage
from crm_tui.errors import EncryptionError
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.sizes import file_size
from crm_tui.presentation.words import name_in_sentence
from crm_tui.settings import BackupSettings

_KINDS: Mapping[BackupKind, str] = {
    BackupKind.MANUAL: N_("by hand"),
    BackupKind.DAILY: N_("of the day"),
    BackupKind.BEFORE_IMPORT: N_("before an import"),
    BackupKind.BEFORE_RESTORE: N_("before a restore"),
    BackupKind.BEFORE_RESET: N_("before a fresh start"),
    BackupKind.BEFORE_MIGRATION: N_("before an upgrade"),
    BackupKind.DAMAGED: N_("what was damaged"),
}
_TROUBLES: Mapping[str, str] = {
    "no_library": N_("Encrypted backups need one more package: pip install pyrage."),
    "no_key": N_("The key {path} is not there; name it with --key."),
    "wrong_password": N_("That is not the password of the key {path}."),
    "not_opened": N_("{path} is damaged, or was encrypted for another key."),
    "bad_key": N_("{path} holds no public key that is understood."),
    "key_exists": N_(
        "Backups in {path} are encrypted already; the password cannot be changed for those there."
    ),
}


_STAGES: Mapping[RestoreStage, str] = {
    RestoreStage.READING: N_("Reading the backup: {done} of {total}"),
    RestoreStage.SAVING: N_("Saving what is there: {done} of {total}"),
    RestoreStage.PLACING: N_("Putting {total} in its place …"),
}


def restore_sentence(stage: RestoreStage, done: int, total: int) -> str:
    """Return what a restore does just now, and how far that is."""
    return _(_STAGES[stage]).format(done=file_size(done), total=file_size(total))


def backup_word(backup: Backup) -> str:
    """Return why a backup was made."""
    return _(_KINDS[backup.kind])


def encryption_sentence(error: EncryptionError) -> str:
    """Return why a backup cannot be encrypted or opened, and what to do."""
    return _(_TROUBLES[error.reason]).format(path=name_in_sentence(str(error.path)))


def checked_word(backup: Backup, now: datetime, zone: ZoneInfo) -> str:
    """Return whether a backup is known to be whole: each is looked at when it is made."""
    if backup.checked is not None:
        when = happened_moment(backup.checked.at, now, zone)
        words = _("whole · {when}") if backup.checked.is_whole else _("damaged · {when}")
        return words.format(when=when)
    return "—" if backup.kind is BackupKind.DAMAGED else _("when made")


def keeping_words(kept: BackupSettings) -> str:
    """Return whether backups are made by themselves, and how many stay."""
    words = _("daily: {state}; of {daily} days, {weekly} weeks, {monthly} months")
    return words.format(
        state=_("on") if kept.automatic else _("off"),
        daily=kept.daily,
        weekly=kept.weekly,
        monthly=kept.monthly,
    )


def doors_lines(doors: Doors) -> list[str]:
    """Return who gets in no more after a restore."""
    lines = []
    if doors.ended:
        lines.append(
            ngettext(
                "{count} session or token of the backup is good no more: sign in anew.",
                "{count} sessions and tokens of the backup are good no more: sign in anew.",
                doors.ended,
            ).format(count=doors.ended)
        )
    if doors.kept_out:
        names = _(", ").join(name_in_sentence(each) for each in doors.kept_out)
        lines.append(_("Disabled since, and still: {names}").format(names=names))
    return lines


def counts_line(counts: BackupCounts) -> str:
    """Return what a backup holds."""
    return _("{customers} customers, {follow_ups} follow-ups, {events} events").format(
        customers=f"{counts.customers:,}",
        follow_ups=f"{counts.follow_ups:,}",
        events=f"{counts.events:,}",
    )
