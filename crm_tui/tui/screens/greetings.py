"""节日名单: whom to greet, with which words; mailed, exported, or written down as done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.festivals import Festival, festivals_between
from crm_tui.domain.greetings import Greeting, Written, written_for
from crm_tui.domain.message_templates import MessageTemplateFields, MessageTemplateRow
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import relative_day
from crm_tui.presentation.widths import plain
from crm_tui.presentation.words import field_label, word
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.screens.form_choices import yes_or_no
from crm_tui.tui.screens.greeting_texts import text_fields
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, ConfirmDialog
from crm_tui.tui.widgets.fields import FormField, TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.path_field import typed_path
from crm_tui.tui.widgets.preview import Line, Preview, Section
from crm_tui.tui.widgets.record_list import Cell, Column, Marks, Opening, RecordList
from crm_tui.tui.widgets.record_list.messages import (
    Highlighted,
    InvertRequested,
    MarkAllRequested,
    Opened,
)
from crm_tui.tui.widgets.status_bar import StatusBar
from crm_tui.values import dataclass

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.services.greetings import Greeted, GreetingList, Sent

_BIRTHDAY_DAYS = 7
_OFFERED_DAYS = 370
_KIND_SHIFT = 48  # record ids stay far below
_WRITING = frozenset({"greetings.send", "greetings.export", "greetings.done"})


@dataclass(frozen=True, slots=True)
class _Row:
    """Somebody to greet; the same person stays the same row when others are gone."""

    id: int
    greeting: Greeting


@dataclass(frozen=True, slots=True)
class _Rows:
    """The list in memory."""

    rows: tuple[_Row, ...] = ()

    def count(self) -> int:
        """Return how many there are."""
        return len(self.rows)

    def fetch(self, start: int, n: int) -> Sequence[_Row]:
        """Return a stretch of them."""
        return self.rows[start : start + n]

    def index_of(self, record_id: int) -> int | None:
        """Return the place of one, or None."""
        return next((at for at, each in enumerate(self.rows) if each.id == record_id), None)


def _identity(greeting: Greeting) -> int:
    """Return a number of one's own for who is greeted, and for which birthday."""
    if greeting.key_date_id is not None:
        return 2 << _KIND_SHIFT | greeting.key_date_id
    if greeting.contact_id is not None:
        return 1 << _KIND_SHIFT | greeting.contact_id
    return greeting.customer_id


class GreetingsScreen(ScreenCommands[None]):
    """Whom to greet on the left, what is said to the one under the cursor on the right."""

    scope: ClassVar[Scope] = Scope.GREETINGS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.GREETINGS)]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - the library declares it for instances
        (0, "-narrow"),
        (100, "-wide"),
    ]

    def __init__(self, session: Session, festival: Festival | None = None) -> None:
        super().__init__(session)
        self._festival = festival
        self._found: GreetingList | None = None
        self._template: MessageTemplateFields | None = None
        self._rows = _Rows()
        self._records: RecordList[_Row] = RecordList(_columns(session))

    def compose(self) -> ComposeResult:
        """Put the list beside the words."""
        yield StatusBar()
        with Horizontal(classes="tab--body"):
            with Vertical(classes="tab--list"):
                yield self._records
            with Vertical(classes="greetings--text"):
                yield Preview()
        yield KeyFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Read the list."""
        self.query_one(".greetings--text").border_title = _("Preview of the text")
        self._records.focus()
        self._read()

    def records_changed(self, _changed: Changed) -> None:
        """Read the list anew."""
        self._read()

    def _read(self) -> None:
        greetings, actor, festival = self.session.crm.greetings, self.session.actor, self._festival
        self.operations.ask(
            lambda: greetings.list(actor, festival, days=_BIRTHDAY_DAYS),
            self._show,
            key="greetings",
        )

    def _show(self, found: GreetingList) -> None:
        self._found = found
        waiting = [each for each in found.rows if not each.is_greeted]
        rows = self._rows = _Rows(tuple(_Row(_identity(each), each) for each in waiting))
        records = self._records
        records.set_marked([each.id for each in rows.rows if each.id in records.marked])
        index = None if records.cursor_id is None else rows.index_of(records.cursor_id)
        done = len(found.rows) - len(waiting)
        nobody = _("Nobody to greet.\nv chooses another occasion")
        records.empty = Content(_("Everybody was greeted.") if done else nobody)
        records.replace_source(rows, opening=Opening(len(waiting), 0, rows.rows, index))
        pane = self.query_one(".tab--list")
        title = _("Whom to greet")
        heading = f"{title} · {self._occasion_name()} ({len(waiting)})"
        pane.border_title = Content(heading)
        said = ngettext("{count} greeted", "{count} greeted", done).format(count=done)
        pane.border_subtitle = Content(said if done else "")
        self._show_text()

    def _occasion_name(self) -> str:
        return _("Birthday") if self._festival is None else word(self._festival)

    def _show_text(self) -> None:
        row = self._records.cursor_record
        if self._template is None:
            lines = (Line("", Content(_("Choose a text first: T"))),)
        elif row is None:
            lines = (Line("", Content(plain(self._template.body))),)
        else:
            written = self._written([row.greeting])[0]
            lines = (Line("", Content(plain(written.body))),)
        self.query_one(Preview).show((Section("", lines),))
        self.refresh_keys()

    def _written(self, greetings: Sequence[Greeting]) -> list[Written]:
        template = self._template
        if template is None:
            return []
        occasion, me = self._occasion_name(), self.session.person.name
        return [written_for(each, template, occasion=occasion, me=me) for each in greetings]

    # What is under the cursor -------------------------------------------------------------------

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing here now, or None."""
        if command.id in _WRITING and self._template is None:
            return _("Choose a text first: T")
        if command.id in _WRITING and not self._rows.rows:
            return _("Everybody was greeted.")
        return super().why_not(command)

    def on_record_list_highlighted(self, message: Highlighted) -> None:
        """Show what is said to who is under the cursor."""
        message.stop()
        self._show_text()

    def on_record_list_opened(self, message: Opened) -> None:
        """Open the customer."""
        message.stop()
        row = self._records.cursor_record
        if row is not None:
            self.show_found(row.greeting.customer_id)

    def on_record_list_mark_all_requested(self, message: MarkAllRequested) -> None:
        """Mark everybody; once more takes the marks away."""
        message.stop()
        everybody = Marks(each.id for each in self._rows.rows)
        self._records.set_marked(() if self._records.marked == everybody else everybody)

    def on_record_list_invert_requested(self, message: InvertRequested) -> None:
        """Mark who is not marked, and nobody else."""
        message.stop()
        marked = self._records.marked.inverted(each.id for each in self._rows.rows)
        self._records.set_marked(marked)

    def action_open(self) -> None:
        """Open the customer under the cursor, wherever the focus is."""
        self._records.action_open()

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    # Occasion and text --------------------------------------------------------------------------

    def action_choose_occasion(self) -> None:
        """Choose birthdays or a festival, the nearest first."""
        today = self.session.today
        coming = festivals_between(today - 2, today + _OFFERED_DAYS)
        near = {each.festival: each.day for each in reversed(coming)}
        ordered = sorted(near, key=near.__getitem__)
        choices: list[Choice[Festival | str]] = [Choice("birthday", _("Birthdays"), "birthday sr")]
        choices += [
            Choice(each, f"{word(each)} {relative_day(near[each], today)}", each.value)
            for each in ordered
        ]
        self.app.push_screen(ChooseDialog(_("Occasion"), choices), self._take_occasion)

    def _take_occasion(self, chosen: Festival | str | None) -> None:
        if chosen is not None:
            self._festival = chosen if isinstance(chosen, Festival) else None
            self._records.set_marked(())
            self._read()

    def action_choose_template(self) -> None:
        """Choose a text, or write one."""
        greetings, actor = self.session.crm.greetings, self.session.actor
        self.operations.ask(
            lambda: greetings.templates(actor), self._offer_templates, key="texts", opens=True
        )

    def _offer_templates(self, rows: Sequence[MessageTemplateRow]) -> None:
        choices: list[Choice[MessageTemplateRow | str]] = [Choice("new", _("+ New text"), "new xj")]
        choices += [Choice(each, each.fields.name) for each in rows]
        self.app.push_screen(ChooseDialog(_("Texts of greetings"), choices), self._take_template)

    def _take_template(self, chosen: MessageTemplateRow | str | None) -> None:
        if isinstance(chosen, MessageTemplateRow):
            self._template = chosen.fields
            self._show_text()
        elif chosen is not None:
            dialog = FormDialog(_("New text"), text_fields, _("Save"))
            dialog.keep_for(self.session)
            self.app.push_screen(dialog, self._add_text)

    def _add_text(self, values: Values | None) -> None:
        if values is None:
            return
        fields = MessageTemplateFields(
            str(values["template_name"]), str(values["template_body"]), str(values["subject"])
        )
        greetings, actor = self.session.crm.greetings, self.session.actor
        self._template = fields
        self.operations.perform(
            lambda: greetings.add_template(actor, fields), lambda _changed: self._show_text()
        )

    # Mailing, exporting, writing down -----------------------------------------------------------

    def _chosen(self) -> list[Written]:
        marked = self._records.marked
        rows = [each for each in self._rows.rows if not marked or each.id in marked]
        return self._written([each.greeting for each in rows])

    def _may_write(self, command_id: str) -> bool:
        from crm_tui.tui.keys import command  # noqa: PLC0415 - the name is taken in `why_not`

        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
        return refusal is None

    def action_send(self) -> None:
        """Ask, then mail the text to those who have an address."""
        if self._may_write("greetings.send"):
            messages = self._chosen()
            question = ngettext("Mail {count} greeting?", "Mail {count} greetings?", len(messages))
            self._ask(question, messages, self._send)

    def action_mark_done(self) -> None:
        """Ask, then write down that they were greeted."""
        if self._may_write("greetings.done"):
            messages = self._chosen()
            question = ngettext(
                "Write down {count} greeting?", "Write down {count} greetings?", len(messages)
            )
            self._ask(question, messages, self._write_down)

    def _ask(
        self,
        question: str,
        messages: Sequence[Written],
        then: Callable[[Sequence[Written]], None],
    ) -> None:
        body = _("Each is written down as a follow-up that does not count; u takes it back.")
        dialog = ConfirmDialog(question.format(count=len(messages)), Content(body))

        def answered(confirmed: bool | None) -> None:
            if confirmed:
                then(messages)

        self.app.push_screen(dialog, answered)

    def _send(self, messages: Sequence[Written]) -> None:
        found, greetings, actor = self._found, self.session.crm.greetings, self.session.actor
        if found is not None:
            self.operations.perform(
                lambda: greetings.send(actor, found.occasion, messages), self._tell_sent
            )

    def _tell_sent(self, sent: Sent) -> None:
        said = [
            ngettext("{count} greeting mailed.", "{count} greetings mailed.", sent.done).format(
                count=sent.done
            )
        ]
        if sent.without_address:
            said.append(_("without address: {count}").format(count=sent.without_address))
        if sent.failures:
            said.append(_("failed: {count}").format(count=len(sent.failures)))
        severity = "warning" if sent.failures else "information"
        self.operations.tell(" · ".join(said), severity=severity)

    def _write_down(self, messages: Sequence[Written]) -> None:
        found, greetings, actor = self._found, self.session.crm.greetings, self.session.actor
        if found is not None:
            self.operations.perform(
                lambda: greetings.write_down(actor, found.occasion, messages), self._tell_greeted
            )

    def _tell_greeted(self, greeted: Greeted) -> None:
        said = ngettext(
            "{count} greeting written down.", "{count} greetings written down.", greeted.done
        )
        self.operations.tell(said.format(count=greeted.done))

    def action_export(self) -> None:
        """Ask where to, then write the .csv."""
        if self._may_write("greetings.export"):
            messages = self._chosen()
            dialog = FormDialog(_("Export"), _export_fields, _("Export"))
            self.app.push_screen(dialog, partial(self._export, messages))

    def _export(self, messages: Sequence[Written], values: Values | None) -> None:
        if values is None:
            return
        path = typed_path(str(values["path"]))
        header = [_("Phone"), _("Contact"), _("Customer"), _("Text")]
        greetings, actor = self.session.crm.greetings, self.session.actor

        def exported(_count: int) -> None:
            self.operations.tell(_("Written: {path}").format(path=path))
            if values["done"] is True:
                self._write_down(messages)

        self.operations.perform(lambda: greetings.export(actor, path, header, messages), exported)


def _columns(session: Session) -> list[Column[_Row]]:
    def day(row: _Row) -> Cell:
        return Cell(relative_day(row.greeting.occurs_day, session.today))

    return [
        Column[_Row]("day", _("Day"), 10, day),
        Column[_Row](
            "customer", _("Customer"), 24, lambda row: Cell(row.greeting.customer),
            flexible=True, widest=50,
        ),
        Column[_Row]("contact", _("Contact"), 10, lambda row: Cell(row.greeting.name)),
        Column[_Row](
            "salutation", _("Addressed as"), 10, lambda row: Cell(row.greeting.salutation)
        ),
        Column[_Row]("phone", _("Phone"), 13, lambda row: Cell(row.greeting.phone), priority=1),
        Column[_Row](
            "email", field_label("email"), 22, lambda row: Cell(row.greeting.email), priority=2
        ),
    ]  # fmt: skip


def _export_fields() -> list[FormField[Any]]:
    return [
        TextField(_("Export to"), "greetings.csv", required=True, id="path"),
        ChoiceField(_("Write them down as greeted too"), yes_or_no(), False, id="done"),
    ]
