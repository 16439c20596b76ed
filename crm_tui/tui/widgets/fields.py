"""Form fields: a label, something to type into, and a line that says what is wrong."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, TextArea

from crm_tui.i18n import _
from crm_tui.presentation.widths import fit, label_width, line_starts, plain
from crm_tui.tui.widgets.editors import LineEditor, TextEditor
from crm_tui.values import dataclass

ValueT = TypeVar("ValueT")

_BESIDE_WIDTH = 14
"""The room for the label of a field that stands beside another one."""
LINE_LIMIT = 500
_PASSWORD_LIMIT = 1024
TEXT_LIMIT = 10_000
REQUIRED_SIGN = "*"


class FormField(Widget, Generic[ValueT]):
    """A labelled field; subclasses bring the editor and the value."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "field--label",
        "field--label-active",
        "field--fault",
        "field--hint",
    }

    @dataclass
    class Changed(Message):
        """Something else stands in the field."""

        field: FormField  # type: ignore[type-arg]  # of any value

        @property
        def control(self) -> Widget:
            """The field that changed."""
            return self.field

    def __init__(
        self,
        label: str,
        *,
        required: bool = False,
        id: str | None = None,  # noqa: A002 - the library's own name
    ) -> None:
        super().__init__(id=id)
        self._label = label
        self._required = required
        self._remark = ""
        self._note = ""
        self._note_is_fault = False
        self._is_active = False

    @property
    def label(self) -> str:
        """What the field is called."""
        return self._label

    @property
    def label_width(self) -> int:
        """How many cells stand before the editor; the margins in widgets.tcss are the same."""
        return _BESIDE_WIDTH if self.has_class("-beside") else label_width()

    @property
    def is_required(self) -> bool:
        """Whether the field may not stay blank."""
        return self._required

    @is_required.setter
    def is_required(self, is_required: bool) -> None:
        self._required = is_required
        self.refresh()

    @property
    @abstractmethod
    def value(self) -> ValueT:
        """What stands in the field."""

    @property
    @abstractmethod
    def is_dirty(self) -> bool:
        """Whether something else stands in the field than at first."""

    @property
    @abstractmethod
    def is_blank(self) -> bool:
        """Whether nothing stands in the field."""

    @abstractmethod
    def why_wrong(self) -> str | None:
        """Return what is wrong with what was typed, or None."""

    def fault(self) -> str | None:
        """Return what is wrong with the field as it is, or None."""
        if self.is_blank:
            return _("Please fill this in.") if self._required else None
        return self.why_wrong()

    def check(self) -> bool:
        """Say under the field what is wrong; return whether all is well."""
        fault = self.fault()
        self.show_note(fault or self.hint(), is_fault=fault is not None)
        return fault is None

    def say(self, remark: str) -> None:
        """Put a remark under the field while nothing is wrong; it stays until the next one."""
        if remark != self._remark:
            self._remark = remark
            if self.fault() is None:
                self.show_note(self.hint(), is_fault=False)

    def hint(self) -> str:
        """Return what stands under the field while nothing is wrong."""
        return self._remark

    def show_note(self, note: str, *, is_fault: bool) -> None:
        """Put a line under the field, or take it away with an empty one."""
        self._note, self._note_is_fault = note, is_fault
        self.set_class(bool(note), "-noted")
        self.set_class(is_fault, "-invalid")
        self._fit_note()
        self.refresh()

    def on_resize(self) -> None:
        """Give the note the lines that it takes now."""
        if self._note:
            self._fit_note()

    def _fit_note(self) -> None:
        self.set_class(len(self._note_lines()) > 1, "-long-noted")

    def _note_lines(self) -> list[str]:
        """Return the note as it stands under the editor; what two lines do not hold is cut."""
        sign = "× " if self._note_is_fault else "→ "
        room = self.size.width - self.label_width - len(sign)
        if not self._note or room <= 0:
            return []
        note = plain(self._note)
        _start, *breaks = line_starts(note, room)
        if not breaks:
            return [sign + note]
        below = " " * len(sign) + fit(note[breaks[0] :], room)
        return [sign + note[: breaks[0]].rstrip(), below]

    def announce_change(self) -> None:
        """Tell that something was typed; an old fault is no longer shown."""
        self.show_note(self.hint(), is_fault=False)
        self.post_message(self.Changed(self))

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Light the label up."""
        self._is_active = True
        self.refresh()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Check the field as it is left."""
        self._is_active = False
        self.check()

    def render_line(self, y: int) -> Strip:
        """Return the label, and the note on the last lines; the editor lies over the rest."""
        width, height = self.size
        base = self.rich_style
        if y == 0:
            label = (REQUIRED_SIGN if self._required else " ") + self._label
            kind = "label-active" if self._is_active else "label"
            style = self.get_component_rich_style(f"field--{kind}")
            strip = Strip([Segment(fit(label, min(self.label_width, width) - 1), style)])
        elif height - y <= len(lines := self._note_lines()):
            kind = "fault" if self._note_is_fault else "hint"
            text = " " * self.label_width + lines[y - height]
            style = self.get_component_rich_style(f"field--{kind}")
            strip = Strip([Segment(fit(text, width), style)])
        else:
            strip = Strip.blank(width, base)
        return strip.adjust_cell_length(width, base)


class TextField(FormField[str]):
    """One line of text; it is gone on with at its end."""

    _is_chosen_whole: ClassVar[bool] = False

    def __init__(  # noqa: PLR0913 - the knobs of a field
        self,
        label: str,
        value: str = "",
        *,
        required: bool = False,
        placeholder: str = "",
        limit: int = LINE_LIMIT,
        why_wrong: Callable[[str], str | None] | None = None,
        id: str | None = None,  # noqa: A002 - the library's own name
    ) -> None:
        super().__init__(label, required=required, id=id)
        self._initial = value
        self._judge = why_wrong
        self._input = LineEditor(
            value,
            placeholder=placeholder,
            max_length=limit,
            select_on_focus=self._is_chosen_whole,
            compact=True,
            classes="field--editor",
        )

    def compose(self) -> ComposeResult:
        """Hold the editor."""
        yield self._input

    @property
    def value(self) -> str:
        """The text, without blanks at its ends."""
        return self._input.value.strip()

    @value.setter
    def value(self, value: str) -> None:
        self._input.value = value

    @property
    def is_dirty(self) -> bool:
        """Whether another text stands in the field than at first."""
        return self.value != self._initial.strip()

    @property
    def is_blank(self) -> bool:
        """Whether nothing but blanks stands in the field."""
        return not self.value

    def why_wrong(self) -> str | None:
        """Return what the form's own check says."""
        return None if self._judge is None else self._judge(self.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass the change on as the field's own."""
        event.stop()
        self.announce_change()


class ValueField(TextField):
    """One value, such as an amount: what is typed takes the place of what stands there."""

    _is_chosen_whole = True


class PasswordField(TextField):
    """One line that nobody reads over the shoulder; blanks belong to it."""

    def __init__(
        self,
        label: str,
        *,
        required: bool = False,
        id: str | None = None,  # noqa: A002 - the library's own name
    ) -> None:
        super().__init__(label, required=required, limit=_PASSWORD_LIMIT, id=id)
        self._input.password = True

    @property
    def value(self) -> str:
        """What was typed, to the letter."""
        return self._input.value

    @value.setter
    def value(self, value: str) -> None:
        self._input.value = value


class MultiLineField(FormField[str]):
    """Several lines of text."""

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        required: bool = False,
        limit: int = TEXT_LIMIT,
        id: str | None = None,  # noqa: A002 - the library's own name
    ) -> None:
        super().__init__(label, required=required, id=id)
        self._initial = value
        self._area = TextEditor(value, limit=limit, classes="field--editor")

    def compose(self) -> ComposeResult:
        """Hold the editor."""
        yield self._area

    @property
    def value(self) -> str:
        """The text, without blanks at its ends."""
        return self._area.text.strip()

    @value.setter
    def value(self, value: str) -> None:
        self._area.text = value

    @property
    def is_dirty(self) -> bool:
        """Whether another text stands in the field than at first."""
        return self.value != self._initial.strip()

    @property
    def is_blank(self) -> bool:
        """Whether nothing but blanks stands in the field."""
        return not self.value

    def why_wrong(self) -> str | None:
        """Any text will do."""
        return None

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Pass the change on as the field's own."""
        event.stop()
        self.announce_change()


@dataclass(frozen=True, slots=True)
class ParsedMoment:
    """What was understood of a date or time, and how to show it."""

    value: datetime
    shown: str


@dataclass(frozen=True, slots=True)
class MomentFault:
    """Why a date or time was not understood."""

    sentence: str


class MomentField(FormField[datetime | None]):
    """A date and time in free words; the line below says what was understood."""

    def __init__(
        self,
        label: str,
        parse: Callable[[str], ParsedMoment | MomentFault],
        text: str = "",
        *,
        required: bool = False,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - the library's own name
    ) -> None:
        super().__init__(label, required=required, id=id)
        self._parse = parse
        self._initial = text
        self._input = LineEditor(
            text, placeholder=placeholder, max_length=100, compact=True, classes="field--editor"
        )

    def compose(self) -> ComposeResult:
        """Hold the editor."""
        yield self._input

    @property
    def text(self) -> str:
        """What was typed."""
        return self._input.value.strip()

    @text.setter
    def text(self, text: str) -> None:
        self._input.value = text

    @property
    def value(self) -> datetime | None:
        """The moment that was understood, or None."""
        parsed = self._parse(self.text) if self.text else None
        return parsed.value if isinstance(parsed, ParsedMoment) else None

    @property
    def is_dirty(self) -> bool:
        """Whether another text stands in the field than at first."""
        return self.text != self._initial.strip()

    @property
    def is_blank(self) -> bool:
        """Whether nothing but blanks stands in the field."""
        return not self.text

    def why_wrong(self) -> str | None:
        """Return why the text was not understood."""
        parsed = self._parse(self.text)
        return parsed.sentence if isinstance(parsed, MomentFault) else None

    def hint(self) -> str:
        """Return what was understood."""
        parsed = self._parse(self.text) if self.text else None
        return parsed.shown if isinstance(parsed, ParsedMoment) else ""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass the change on as the field's own."""
        event.stop()
        self.announce_change()


class Form(VerticalScroll, can_focus=False):
    """Fields one below the other."""

    @property
    def fields(self) -> list[FormField[object]]:
        """The fields, from the top."""
        return [each for each in self.query("FormField") if isinstance(each, FormField)]

    @property
    def is_dirty(self) -> bool:
        """Whether anything was typed."""
        return any(field.is_dirty for field in self.fields)

    def check(self) -> bool:
        """Check every field and go to the first that is wrong; return whether all is well."""
        wrong = [field for field in self.fields if not field.check()]
        if wrong:
            wrong[0].query(".field--editor").first().focus()
        return not wrong
