"""What all forms share: fields, saving, leaving, and the draft that outlives a crash."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from crm_tui.domain.events import Changed
from crm_tui.errors import CrmError, FieldError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.drafts import Draft, DraftKeeper, Typed, draft_file
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.help import HelpDialog
from crm_tui.tui.screens.jump import jump
from crm_tui.tui.screens.widget_help import help_about
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.dialogs import ConfirmDialog, leave_question
from crm_tui.tui.widgets.fields import Form, FormField
from crm_tui.tui.widgets.key_footer import KeyFooter

T = TypeVar("T")

_SHOWN_OF_A_DRAFT = 6
WIDE_FROM = 120


class FormScreen(Screen[Changed | None]):
    """A form that fills the screen; it answers with what it changed, or None."""

    scope: ClassVar[Scope] = Scope.FORM
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.FORM)]
    never_kept: ClassVar[frozenset[str]] = frozenset()
    """Fields of which no draft is kept, for what stands in them is secret."""

    def __init__(self, session: Session, title: str, *, draft_name: str) -> None:
        super().__init__()
        self.session = session
        self._heading = title
        self._draft_name = draft_name
        self._draft: DraftKeeper | None = None
        self._texts_at_first: dict[str, str] = {}
        self.is_whole = False
        self._wanted: Callable[[], None] | None = None
        self._is_saving = False
        self._after_saving: Callable[[object], None] | None = None

    # --- what a form says of itself --------------------------------------------------------------

    @abstractmethod
    def compose_fields(self) -> ComposeResult:
        """Yield the fields, from the top; each has an id."""

    def read_below(self) -> None:
        """Read, in a worker, what the groups below ask for."""

    def groups_below(self) -> Iterable[Sequence[Widget]]:
        """Return what stands below; it comes after the first paint, group by group."""
        return ()

    def became_whole(self) -> None:
        """Do what needs all fields to be there."""

    @abstractmethod
    def save(self) -> None:
        """Save what stands in the fields, which are all well."""

    def refused(self, error: CrmError) -> bool:
        """Deal with an error of saving; return whether that is done."""
        return False

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing in this form, or None."""
        return None

    # --- the screen ------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Put the title over the fields and the keys below."""
        self.fit_width()
        yield Static(Content(f" {self._heading}"), classes="form--title", markup=False)
        with Form():
            yield from self.compose_fields()
        yield KeyFooter(self.scope, why_not=self.why_not)

    def fit_width(self) -> None:
        """Put fields side by side where there is room.

        Breakpoints would do the same only after the first layout, and style everything twice.
        """
        self.set_class(self.app.size.width >= WIDE_FROM, "-wide")

    def on_resize(self) -> None:
        """Fit the new width."""
        self.fit_width()

    def on_mount(self) -> None:
        """Begin in the first field; the rest follows after the first paint."""
        self._note_first_texts()
        editor_of(self.form.fields[0]).focus()
        self.call_after_refresh(self.run_worker, self._become_whole)

    async def _become_whole(self) -> None:
        try:
            await asyncio.to_thread(self.read_below)
        except CrmError as error:
            operations_of(self).show_error(error)
        await self._mount_below()
        if self._is_left:
            return
        self.is_whole = True
        self.became_whole()
        file = draft_file(self.session, self._draft_name)
        self._draft = DraftKeeper(self, file, self._typed)
        if self.form.is_dirty:
            self._draft.changed()
        operations_of(self).ask(file.read, self._offer_draft, key=f"draft {id(self)}")
        if self._wanted is not None:
            self._wanted()

    async def _mount_below(self) -> None:
        """Put what stands below, until all is there or the form is left."""
        for widgets in self.groups_below():
            if self._is_left:
                return
            await self.form.mount(*widgets)
            if not self._is_left:
                self._note_first_texts()

    @property
    def _is_left(self) -> bool:
        """Whether the form was closed: its fields go one by one while a worker still builds."""
        return self not in self.app.screen_stack

    def _note_first_texts(self) -> None:
        for each in self.form.fields:
            self._texts_at_first.setdefault(each.id or "", text_of(each))

    @property
    def form(self) -> Form:
        """The fields together."""
        return self.query_one(Form)

    async def on_key_footer_chosen(self, message: KeyFooter.Chosen) -> None:
        """Do what the clicked key does."""
        message.stop()
        if message.refusal is None:
            await self.run_action(message.command.action)

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    def action_help(self) -> None:
        """Show what the field takes, and the keys of the form."""
        self.app.push_screen(HelpDialog(self.scope, self.why_not, about=help_about(self.focused)))

    def action_jump(self) -> None:
        """Put letters on all that can be gone to."""
        jump(self)

    # --- saving ----------------------------------------------------------------------------------

    def refresh_footer(self) -> None:
        """Draw the keys anew, for what they depend on has changed."""
        self.query_one(KeyFooter).refresh()

    def action_save(self) -> None:
        """Save, unless a field is wrong or a save is under way."""
        self.save_with(self.save)

    def save_with(self, save: Callable[[], None]) -> None:
        """Save in this way once all fields are there, if they are well and no save is under way."""
        if not self.is_whole:
            self._wanted = lambda: self.save_with(save)
        elif not self._is_saving and self.form.check():
            save()

    def store(self, act: Callable[[], T], then: Callable[[T], None]) -> None:
        """Run the write; on success the draft goes and `then` is called."""

        def after(answer: object) -> None:
            then(answer)  # type: ignore[arg-type]  # it is what `act` returned

        self._is_saving = True
        self._after_saving = after
        operations_of(self).perform(act, self._stored, self._not_stored)

    def _stored(self, answer: object) -> None:
        self._is_saving = False
        self._stop_draft(for_good=False)
        if self._after_saving is not None:
            self._after_saving(answer)

    def _not_stored(self, error: CrmError) -> None:
        self._is_saving = False
        if self.refused(error):
            return
        field = self.field_of(error) if isinstance(error, FieldError) else None
        if field is None:
            operations_of(self).show_error(error)
            return
        field.show_note(errors.sentence(error), is_fault=True)
        editor_of(field).focus()

    def field_of(self, error: FieldError) -> FormField[Any] | None:
        """Return the field that an error is about, if this form has it."""
        named = {each.id: each for each in self.form.fields}
        return next((named[name] for name in field_ids(error) if name in named), None)

    # --- leaving ---------------------------------------------------------------------------------

    def action_cancel(self) -> None:
        """Leave; ask first when something typed would be lost."""
        if self._is_saving:
            return
        if not self.form.is_dirty:
            self.leave(None)
            return
        self.app.push_screen(leave_question(), self._leave_if)

    def _leave_if(self, confirmed: bool | None) -> None:
        if confirmed:
            self.leave(None)

    def leave(self, changed: Changed | None) -> None:
        """Close the form with its answer; nothing of it is kept."""
        self._stop_draft(for_good=True)
        self.dismiss(changed)

    def start_anew(self) -> None:
        """Empty the form for the next record."""
        for field in self.form.fields:
            set_text(field, self._texts_at_first.get(field.id or "", ""))
        fields = self.form.fields
        if fields:
            editor_of(fields[0]).focus()
        self.form.scroll_home(animate=False)

    # --- the draft -------------------------------------------------------------------------------

    @on(FormField.Changed)
    def _keep_draft_soon(self) -> None:
        if self._draft is not None:
            self._draft.changed()

    def _typed(self) -> Draft:
        return Draft(
            self.session.now,
            {
                name: Typed(text_of(each), self._texts_at_first[name])
                for each in self.form.fields
                if each.is_dirty
                and each.id not in self.never_kept
                and (name := each.id or "") in self._texts_at_first
            },
        )

    def _stop_draft(self, *, for_good: bool) -> None:
        if self._draft is not None:
            self._draft.stop(for_good=for_good)

    def _offer_draft(self, draft: Draft | None) -> None:
        if self._is_left:
            return
        named = {each.id: each for each in self.form.fields}
        kept = draft.fields if draft else {}
        typed = {name: each for name, each in kept.items() if name in named}
        if draft is None or not typed or self.form.is_dirty:
            return

        def answered(wanted: bool | None) -> None:
            if wanted:
                for name, each in typed.items():
                    set_text(named[name], each.text)
            elif wanted is False:
                self._stop_draft(for_good=False)

        question = ConfirmDialog(
            _("Restore what was not saved?"),
            Content("\n".join(self._draft_lines(draft.saved_at, typed))),
            yes=_("Restore"),
            no=_("Discard"),
        )
        self.app.push_screen(question, answered)

    def _draft_lines(self, saved_at: datetime, typed: Mapping[str, Typed]) -> Iterator[str]:
        """Yield when it was typed, the first fields, and where the record changed meanwhile."""
        when = happened_moment(saved_at, self.session.now, self.session.zone)
        yield _("Typed {when} and not saved:").format(when=when)
        named = {each.id: each for each in self.form.fields}
        for name, each in list(typed.items())[:_SHOWN_OF_A_DRAFT]:
            yield f"{named[name].label}  {name_in_sentence(each.text)}"
            stored = text_of(named[name])
            if stored != each.before:
                yield "  " + _("changed meanwhile to: {value}").format(
                    value=name_in_sentence(stored)
                )


def group(title: str, fields: Iterable[FormField[Any]]) -> Sequence[Widget]:
    """Return fields under a heading; they stand side by side where the terminal is wide."""
    return (
        Static(Content(title), classes="form--group", markup=False),
        Vertical(*fields, classes="form--fields"),
    )


def editor_of(field: FormField[Any]) -> Input | TextArea:
    """Return what a field is typed into."""
    found = field.query(".field--editor").first()
    if not isinstance(found, Input | TextArea):
        raise TypeError(type(found).__name__)
    return found


def text_of(field: FormField[Any]) -> str:
    """Return what stands in a field, as it was typed."""
    editor = editor_of(field)
    return editor.value if isinstance(editor, Input) else editor.text


def set_text(field: FormField[Any], text: str) -> None:
    """Put a text into a field as if it had been typed."""
    editor = editor_of(field)
    if isinstance(editor, Input):
        editor.value = text
        editor.cursor_position = len(text)
    else:
        editor.text = text
        editor.move_cursor(editor.document.end)


_IDS_OF_A_FIELD = {
    "contact_name": ("name",),
    "phone": ("phones",),
    "method": ("method_id",),
    "result": ("result_id",),
    "stage": ("stage_id",),
}


def field_ids(error: FieldError) -> Sequence[str]:
    """Return the ids that the field of an error may have in a form."""
    # An id of the library's has no dots.
    return (
        error.field,
        error.field.replace("custom.", "own-"),
        *_IDS_OF_A_FIELD.get(error.field, ()),
    )
