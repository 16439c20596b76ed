"""The attached files of an office that moves."""

from __future__ import annotations

from sqlalchemy import Connection

from crm_tui.db.file_store import FileStore
from crm_tui.db.queries import attachments
from crm_tui.domain.moves import MoveProgress, MoveStep, Watch
from crm_tui.errors import DatabaseUnavailableError

_AT_ONCE = 1_000


def copy_files(
    connection: Connection, source: FileStore, target: FileStore, watch: Watch
) -> tuple[int, int]:
    """Copy and verify all bytes there are; return how many came, and how many kept ones did not.

    What was removed comes along as long as it is there: undo may ask for it.
    """
    after, there, lost, total = "", 0, 0, attachments.count_hashes(connection)
    if total and target.folder is None:
        raise DatabaseUnavailableError("no_files_folder", "", str(total))
    while found := attachments.hashes(connection, after, _AT_ONCE):
        for number, (sha256, is_kept) in enumerate(found, start=there + lost + 1):
            is_there = target.take_over(source, sha256)
            there, lost = there + is_there, lost + (is_kept and not is_there)
            watch(MoveProgress(MoveStep.FILES, "attachment", number, total))
        after = found[-1][0]
    return there, lost
