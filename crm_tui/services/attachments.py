"""Files kept with customers and follow-ups: their bytes beside the database, by their hash."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crm_tui.db.file_store import FileStore, Kept
from crm_tui.db.queries import (
    attachments,
    contracts,
    customers,
    follow_ups,
    offices,
    reveals,
    users,
)
from crm_tui.db.queries.hidden_texts import shown_one
from crm_tui.db.unit_of_work import Database, View, files_beside, operation
from crm_tui.domain.attachments import AttachmentRow, FilesHidden, safe_name, why_not_remove
from crm_tui.domain.events import Changed, FileAttached, FileRemoved
from crm_tui.domain.identifiers import AttachmentId, ContractId, CustomerId, FollowUpId
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import AttachmentError, NotFoundError, NotPermittedError, RefusedError
from crm_tui.file_places import refuse_elsewhere
from crm_tui.services import protection
from crm_tui.services.follow_ups.writing import refuse_outsider
from crm_tui.services.openers import (
    clear_copies,
    folder_for_copy,
    open_file,
    protect,
    why_not_open,
)
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class _Paper:
    """What of a customer a file belongs to, if to anything more than the customer."""

    follow_up_id: FollowUpId | None
    contract_id: ContractId | None


@dataclass(frozen=True, slots=True)
class Attachments:
    """Files as people attach them, look at them and take them along."""

    database: Database

    def list(
        self,
        actor: Actor,
        customer_id: CustomerId,
        *,
        follow_up_id: FollowUpId | None = None,
        contract_id: ContractId | None = None,
        limit: int = 200,
    ) -> list[AttachmentRow]:
        """Return the files of a visible customer, of one follow-up or contract, the newest first.

        Raises RefusedError while its contact details are hidden: files hold numbers.
        """
        with self.database.reading(actor) as view:
            _refuse_hidden(view, customer_id)
            return attachments.attachments_of(
                view,
                customer_id,
                follow_up_id=follow_up_id,
                contract_id=contract_id,
                limit=limit,
            )

    def attach(
        self,
        actor: Actor,
        customer_id: CustomerId,
        paths: Sequence[Path],
        *,
        follow_up_id: FollowUpId | None = None,
        contract_id: ContractId | None = None,
    ) -> Changed:
        """Keep files with a customer, all of them or none.

        The bytes are safe before the rows are written; a crash between leaves bytes to which
        nothing refers, and the doctor names them. Raises AttachmentError for what is no file of a
        usable size, RefusedError for who may not work on the customer.
        """
        for each in paths:
            refuse_elsewhere(each)
        paper = _Paper(follow_up_id, contract_id)
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.FOLLOW_UP):
                raise NotPermittedError(Permission.FOLLOW_UP.value)
            _refuse(view, customer_id, paper)
        store = store_of(self.database)
        kept = [(safe_name(path.name), store.keep(path)) for path in paths]
        return self._add(actor, customer_id, paper, kept)

    @operation(Permission.FOLLOW_UP)
    def _add(
        self,
        actor: Actor,
        customer_id: CustomerId,
        paper: _Paper,
        kept: Sequence[tuple[str, Kept]],
    ) -> Changed:
        """Write down files whose bytes are kept."""
        with self.database.writing(actor) as unit:
            protection.settle(unit, customer_id)
            _refuse(unit, customer_id, paper)
            for name, file in kept:
                attachment_id = attachments.add_attachment(
                    unit,
                    {
                        "customer_id": customer_id,
                        "follow_up_id": paper.follow_up_id,
                        "contract_id": paper.contract_id,
                        "name": name,
                        "size_bytes": file.size_bytes,
                        "sha256": file.sha256,
                    },
                )
                unit.record(
                    FileAttached(
                        customer_id=customer_id,
                        record_id=attachment_id,
                        after={
                            "name": name,
                            "size_bytes": file.size_bytes,
                            "follow_up_id": paper.follow_up_id,
                        },
                    )
                )
        return unit.changed

    def save(self, actor: Actor, attachment_id: AttachmentId, target: Path) -> Path:
        """Copy a file to a path, or into a folder under its name, and return where it is.

        Its bytes are verified, and nothing is written over. Raises AttachmentError.
        """
        refuse_elsewhere(target)
        return self._given_out(actor, attachment_id, target)

    def _given_out(self, actor: Actor, attachment_id: AttachmentId, target: Path) -> Path:
        with self.database.reading(actor) as view:
            row = attachments.attachment(view, attachment_id)
            _refuse_hidden(view, row.customer_id)
        return store_of(self.database).give_out(row.sha256, row.name, target)

    def open(self, actor: Actor, attachment_id: AttachmentId) -> Path:
        """Open a verified copy of a file with the program of this machine; return the copy.

        It is only to be read, and goes a day later. Raises AttachmentError for what would be run,
        and where nothing opens files.
        """
        with self.database.reading(actor) as view:
            row = attachments.attachment(view, attachment_id)
            _refuse_hidden(view, row.customer_id)
        name = row.name
        trouble = why_not_open(name)
        if trouble is not None:
            raise AttachmentError(name, trouble)
        self.clear_copies()
        copy = self._given_out(actor, attachment_id, folder_for_copy())
        protect(copy)
        open_file(copy)
        return copy

    def clear_copies(self) -> int:
        """Delete the copies that were opened on this machine a day ago or longer."""
        return clear_copies(self.database.clock.now())

    @operation(Permission.FOLLOW_UP)
    def remove(self, actor: Actor, attachment_id: AttachmentId) -> Changed:
        """Keep a file no longer with its customer; the bytes stay a while, for who takes it back.

        Raises RefusedError for who neither attached it nor stands above who did.
        """
        with self.database.writing(actor) as unit:
            row = attachments.attachment(unit, attachment_id)
            protection.settle(unit, row.customer_id)
            me = unit.person
            stands_above = users.manages(unit.connection, me.user_id, row.author_id)
            told = shown_one(unit, row)
            refusal = why_not_remove(told, by=me, stands_above=stands_above)
            if refusal is not None:
                raise RefusedError(refusal)
            attachments.set_removed(unit, attachment_id, unit.now)
            unit.record(
                FileRemoved(
                    customer_id=row.customer_id,
                    record_id=attachment_id,
                    after={"name": row.name, "follow_up_id": row.follow_up_id},
                )
            )
        return unit.changed


def store_of(database: Database) -> FileStore:
    """Return where the files of a database are kept: where others may be, in a part of its own."""
    named, path = database.files_folder, database.location.path
    if named is None or (path is not None and named == files_beside(path)):
        return FileStore(named, database.file_limit_bytes)
    with database.glancing() as connection:
        own = named / offices.folder_name(connection)
    return FileStore(own, database.file_limit_bytes, earlier=named)


def _refuse(view: View, customer_id: CustomerId, paper: _Paper) -> None:
    refuse_outsider(view, customers.raw(view, customer_id))
    _refuse_hidden(view, customer_id)
    said, agreed = paper.follow_up_id, paper.contract_id
    if said is not None and follow_ups.stored_follow_up(view, said).customer_id != customer_id:
        raise NotFoundError("follow_up", str(said))
    if agreed is not None and contracts.contract(view, agreed).row.customer_id != customer_id:
        raise NotFoundError("contract", str(agreed))


def _refuse_hidden(view: View, customer_id: CustomerId) -> None:
    row = customers.raw(view, customer_id)
    if reveals.is_hidden(view, customer_id):
        raise RefusedError(FilesHidden(row.name))
