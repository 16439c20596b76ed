"""What is done in the detail of a customer besides what lists do: comment, files, telephone."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from crm_tui.domain.attachments import AttachmentRow
from crm_tui.domain.calls import dialled
from crm_tui.domain.contacts import ContactRow, Phone
from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.events import Changed
from crm_tui.domain.follow_ups import CommentTask, FollowUpRow
from crm_tui.domain.identifiers import CustomerId, FollowUpId
from crm_tui.domain.moments import Moment
from crm_tui.file_places import file_place
from crm_tui.i18n import _
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.sizes import file_size
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.keys import KeyCommand
from crm_tui.tui.record_commands import RecordCommands
from crm_tui.tui.screens.form_choices import moment_reader, read_moment
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.fields import FormField, MomentField, MultiLineField, TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.path_field import PathField, typed_path
from crm_tui.values import dataclass

_TITLE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class _Attach:
    """A file is to be attached: to the customer, or to a follow-up."""

    follow_up_id: FollowUpId | None


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that can be dialled, and whose it is."""

    name: str
    phone: Phone


class DetailCommands(RecordCommands[Changed | None]):
    """A screen on one customer with its timeline."""

    JUDGES: ClassVar[Mapping[str, str]] = {
        **RecordCommands.JUDGES,
        "files": "nothing_forbids",
        "follow_up.comment": "why_not_comment",
    }

    @abstractmethod
    def current_follow_up(self) -> FollowUpRow | None:
        """Return the follow-up at the cursor of the timeline."""

    @abstractmethod
    def people(self) -> Sequence[ContactRow]:
        """Return the contacts of the customer."""

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing here now, or None."""
        if command.id in {"phone", "phone.copy"}:
            return self._why_not_dial()
        return super().why_not(command)

    # --- comments --------------------------------------------------------------------------------

    def why_not_comment(self, _row: CustomerRow) -> str | None:
        """Return why the follow-up at the cursor cannot be commented on, as far as is known."""
        follow_up = self.current_follow_up()
        if follow_up is None:
            return _("Put the cursor on a follow-up in the timeline first.")
        if follow_up.author_id == self.session.actor.user_id:
            return _("It is your own follow-up; who stands above you comments on it.")
        return None

    def action_comment(self) -> None:
        """Ask for a comment on the follow-up at the cursor, and what its author does with it."""
        row, follow_up = self.allowed("follow_up.comment"), self.current_follow_up()
        if row is None or follow_up is None:
            return
        title = _("Comment for {person}").format(person=name_in_sentence(follow_up.author))
        said = follow_up.content.splitlines()[:3]
        dialog = FormDialog(title, self._comment_fields, _("Save"), lines=said)
        self.ask_values(dialog, partial(self._comment, follow_up.id))

    def _comment_fields(self) -> Sequence[FormField[Any]]:
        return [
            MultiLineField(_("Comment"), required=True, id="comment"),
            TextField(
                _("As a task"),
                limit=_TITLE_LIMIT,
                placeholder=_("what the author does with it; may stay empty"),
                id="title",
            ),
            MomentField(
                field_label("due_at"),
                moment_reader(self.session),
                placeholder=_("tomorrow 3pm, 11-25, +2w"),
                id="due_at",
            ),
        ]

    def _comment(self, follow_up_id: FollowUpId, values: Values) -> None:
        follow_ups, actor = self.session.crm.follow_ups, self.session.actor
        content, task = str(values["comment"]), None
        if values["title"]:
            due = values["due_at"]
            has_time = due is not None
            if due is None:
                tomorrow = read_moment(self.session, "+1d")
                due = tomorrow.instant if isinstance(tomorrow, Moment) else self.session.now
            task = CommentTask(str(values["title"]), due, has_time)
        self.operations.perform(
            lambda: follow_ups.comment(actor, follow_up_id, content, task=task),
            lambda _changed: self.operations.tell(_("Comment saved; the author is told")),
        )

    # --- files -----------------------------------------------------------------------------------

    def action_files(self) -> None:
        """List the files of the customer, to open, save or remove one or to attach another."""
        row = self.allowed("files")
        if row is None:
            return
        attachments, actor, customer_id = self.session.crm.attachments, self.session.actor, row.id
        self.operations.ask(
            lambda: attachments.list(actor, customer_id),
            partial(self._choose_file, customer_id),
            key="files",
            opens=True,
        )

    def _choose_file(self, customer_id: CustomerId, found: list[AttachmentRow]) -> None:
        choices: list[Choice[AttachmentRow | _Attach]] = [
            Choice(_Attach(None), _("＋ Attach a file to this customer"))
        ]
        follow_up = self.current_follow_up()
        if follow_up is not None:
            when = happened_moment(follow_up.happened_at, self.session.now, self.session.zone)
            words = _("＋ Attach a file to the follow-up of {when}").format(when=when)
            choices.append(Choice(_Attach(follow_up.id), words))
        choices += [Choice(each, self._file_words(each)) for each in found]

        def chosen(one: AttachmentRow | _Attach | None) -> None:
            if isinstance(one, _Attach):
                self._ask_path(customer_id, one.follow_up_id)
            elif one is not None:
                self._ask_what(one)

        self.app.push_screen(ChooseDialog(_("Files"), choices), chosen)

    def _file_words(self, row: AttachmentRow) -> str:
        when = happened_moment(row.at, self.session.now, self.session.zone)
        return " · ".join((row.name, file_size(row.size_bytes), when, row.author))

    def _ask_path(self, customer_id: CustomerId, follow_up_id: FollowUpId | None) -> None:
        def fields() -> Sequence[FormField[Any]]:
            return [PathField(_("Path"), placeholder=_("→ completes a path"), id="path")]

        def attach(values: Values) -> None:
            attachments, actor = self.session.crm.attachments, self.session.actor
            path = typed_path(str(values["path"]))
            self.operations.perform(
                lambda: attachments.attach(actor, customer_id, [path], follow_up_id=follow_up_id),
                lambda _changed: self.operations.tell(_("Attached · u takes it back")),
            )

        self.ask_values(FormDialog(_("Attach a file"), fields, _("Attach")), attach)

    def _ask_what(self, row: AttachmentRow) -> None:
        acts = {
            "open": _("Open"),
            "save": _("Save a copy"),
            "remove": _("Remove"),
        }
        choices = [Choice(name, words) for name, words in acts.items()]

        def chosen(name: str | None) -> None:
            attachments, actor = self.session.crm.attachments, self.session.actor
            match name:
                case "open":
                    self.operations.ask(
                        lambda: attachments.open(actor, row.id), self._tell_opened, key="file"
                    )
                case "save":
                    self._ask_target(row)
                case "remove":
                    self.operations.perform(
                        lambda: attachments.remove(actor, row.id),
                        lambda _changed: self.operations.tell(_("Removed · u takes it back")),
                    )

        self.app.push_screen(ChooseDialog(row.name, choices), chosen)

    def _tell_opened(self, path: Path) -> None:
        self.operations.tell(_("Opened: {path}").format(path=path))

    def _ask_target(self, row: AttachmentRow) -> None:
        def fields() -> Sequence[FormField[Any]]:
            return [PathField(_("Folder or path"), str(file_place() or Path.home()), id="path")]

        def save(values: Values) -> None:
            attachments, actor = self.session.crm.attachments, self.session.actor
            target = typed_path(str(values["path"]))
            self.operations.ask(
                lambda: attachments.save(actor, row.id, target),
                lambda path: self.operations.tell(_("Saved: {path}").format(path=path)),
                key="file",
            )

        self.ask_values(FormDialog(_("Save a copy"), fields, _("Save")), save)

    # --- telephone -------------------------------------------------------------------------------

    def _numbers(self) -> list[_Number]:
        return [
            _Number(each.fields.name, phone)
            for each in self.people()
            for phone in each.fields.phones
            if dialled(phone.number)
        ]

    def _why_not_dial(self) -> str | None:
        if self.hides_contacts:
            return _("The numbers are hidden until claimed; o shows them.")
        return None if self._numbers() else _("No contact has a number: E enters one.")

    def action_phone(self) -> None:
        """Show a number as a code to scan; of several, ask which."""
        refusal, numbers = self._why_not_dial(), self._numbers()
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
        elif len(numbers) == 1:
            self._show_number(numbers[0])
        else:
            choices = [Choice(each, f"{each.name}  {each.phone.number}") for each in numbers]
            self.app.push_screen(ChooseDialog(_("Which number?"), choices), self._show_number)

    def _show_number(self, number: _Number | None) -> None:
        from crm_tui.tui.screens.phone_dialog import PhoneDialog  # noqa: PLC0415

        if number is not None:
            self.app.push_screen(PhoneDialog(number.name, number.phone))

    def action_copy_phone(self) -> None:
        """Put the number of the first contact on the clipboard."""
        refusal, numbers = self._why_not_dial(), self._numbers()
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
            return
        self.app.copy_to_clipboard(numbers[0].phone.number)
        self.operations.tell(_("Copied"))
