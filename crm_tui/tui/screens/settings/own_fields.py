"""The office's own fields in the settings: defined, changed, put in order, taken away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.content import Content

from crm_tui.domain.custom_fields import (
    CHOSEN,
    NAME_LIMIT,
    CustomField,
    CustomFieldFields,
    FieldHolder,
    FieldType,
)
from crm_tui.domain.customers import CustomerKind
from crm_tui.domain.events import Changed
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.custom_fields import (
    choices_in,
    choices_text,
    holds_words,
    shown_for_words,
)
from crm_tui.presentation.words import field_label, name_in_sentence, word
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import enum_choices, yes_or_no
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.settings.sections import (
    SettingsList,
    fact,
    needs_row,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.fields import FormField, MultiLineField, TextField
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.tui.widgets.several_field import SeveralField

_CHOICES_LIMIT = 8_000
_DEFAULT_LIMIT = 200


class OwnFieldList(SettingsList[CustomField]):
    """The fields an office adds to the forms of its customers and contacts."""

    id = "own_fields"
    commands = frozenset(
        {
            "settings.add",
            "settings.edit",
            "settings.delete",
            "settings.earlier",
            "settings.later",
        }
    )

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Own fields")

    def columns(self) -> Sequence[Column[CustomField]]:
        """Return what a field is called, whose it is, what it holds."""
        return (
            text_column("name", _("Name"), 12, lambda row: row.name, widest=30),
            text_column("holder", _("Of"), 8, lambda row: word(row.holder)),
            text_column("type", field_label("field_type"), 14, holds_words, widest=50),
            text_column("required", field_label("is_required"), 8, _required, priority=1),
            text_column(
                "default",
                field_label("default"),
                10,
                lambda row: row.fields.default,
                widest=20,
                priority=2,
            ),
        )

    def read(self) -> Sequence[CustomField]:
        """Read the fields, those of customers first."""
        fields = self.session.crm.custom_fields.list(self.session.actor)
        return sorted(fields, key=lambda each: each.holder is not FieldHolder.CUSTOMER)

    def empty_words(self) -> str:
        """Return what to press."""
        return _("Customers and contacts have the usual fields only.\na adds one of your own")

    def facts(self, row: CustomField) -> Iterable[Section]:
        """Return the field in full, and where it stands."""
        lines = [
            fact(_("Of"), word(row.holder)),
            fact(field_label("field_type"), word(row.type)),
            fact(field_label("is_required"), _required(row) or _("no")),
            fact(field_label("shown_for"), shown_for_words(row)),
        ]
        if row.fields.default:
            lines.append(fact(field_label("default"), row.fields.default))
        lines += [fact("", each.name) for each in row.fields.choices if not each.is_retired]
        if row.holder is FieldHolder.CUSTOMER:
            query = _("in lists: custom.{name}:…").format(name=row.name)
            lines += [words(""), words(query)]
        yield Section(name_in_sentence(row.name), tuple(lines))

    def why_not(self, command_id: str, row: CustomField | None) -> str | None:
        """Return why whoever sits here defines no fields, or None."""
        refusal = why_not_may(self.session, Permission.MANAGE_OFFICE)
        return refusal or (None if command_id == "settings.add" else needs_row(row))

    def act(self, command_id: str, row: CustomField | None) -> None:
        """Open the form, move the field, or ask before it is taken away."""
        match command_id:
            case "settings.add":
                self.host.app.push_screen(OwnFieldForm(self.session, None))
            case "settings.edit" if row is not None:
                self.host.app.push_screen(OwnFieldForm(self.session, row))
            case "settings.earlier" if row is not None:
                self._move(row, -1)
            case "settings.later" if row is not None:
                self._move(row, 1)
            case "settings.delete" if row is not None:
                self._ask_remove(row)

    def _move(self, row: CustomField, steps: int) -> None:
        fields, actor = self.session.crm.custom_fields, self.session.actor
        self.host.operations.perform(
            lambda: fields.move(actor, row.id, steps), lambda _changed: self.host.move_to(row.id)
        )

    def _ask_remove(self, row: CustomField) -> None:
        fields, actor, operations = (
            self.session.crm.custom_fields,
            self.session.actor,
            self.host.operations,
        )
        name = name_in_sentence(row.name)

        def remove(confirmed: bool | None) -> None:
            if confirmed:
                operations.perform(
                    lambda: fields.remove(actor, row.id),
                    lambda _changed: operations.tell(
                        _("The field “{name}” is taken away · u takes it back").format(name=name)
                    ),
                )

        question = ConfirmDialog(
            _("Take the field “{name}” away?").format(name=name),
            Content(_("What records hold in it is kept; undo shows it again.")),
            is_dangerous=True,
        )
        self.host.app.push_screen(question, remove)


def _required(row: CustomField) -> str:
    return _("yes") if row.fields.is_required else ""


class OwnFieldForm(FormScreen):
    """A new field, or one that is changed; what it holds is chosen once."""

    def __init__(self, session: Session, row: CustomField | None) -> None:
        title = _("New field of your own")
        if row is not None:
            title = _("Own field · {name}").format(name=name_in_sentence(row.name))
        super().__init__(
            session, title, draft_name="own-field" if row is None else f"own-field-{row.id}"
        )
        self._row = row

    def compose_fields(self) -> ComposeResult:
        """Yield name, whose and what; choices are written one a line."""
        fields = self._row.fields if self._row else CustomFieldFields(name="", type=FieldType.TEXT)
        yield TextField(_("Name"), fields.name, required=True, limit=NAME_LIMIT, id="name")
        if self._row is None:
            yield ChoiceField(
                _("Of"), enum_choices(FieldHolder), FieldHolder.CUSTOMER, required=True, id="holder"
            )
            yield ChoiceField(
                field_label("field_type"),
                enum_choices(FieldType),
                FieldType.TEXT,
                required=True,
                id="field_type",
            )
        yield ChoiceField(
            field_label("is_required"),
            yes_or_no(),
            fields.is_required,
            required=True,
            id="is_required",
        )
        yield TextField(field_label("default"), fields.default, limit=_DEFAULT_LIMIT, id="default")
        yield SeveralField(
            field_label("shown_for"),
            enum_choices(CustomerKind),
            fields.shown_for,
            placeholder=_("all"),
            id="shown_for",
        )
        yield MultiLineField(
            field_label("choices"),
            choices_text(fields.choices),
            limit=_CHOICES_LIMIT,
            id="choices",
        )

    def on_mount(self) -> None:
        """Ask for choices only where there are some to choose."""
        super().on_mount()
        self._show_choices()

    def on_form_field_changed(self, event: FormField.Changed) -> None:
        """Follow what the field is to hold."""
        if event.field.id == "field_type":
            self._show_choices()

    def _show_choices(self) -> None:
        self.query_one("#choices", MultiLineField).display = self._type() in CHOSEN

    def _type(self) -> FieldType:
        if self._row is not None:
            return self._row.type
        chosen = self.query_one("#field_type", ChoiceField).value
        return chosen if isinstance(chosen, FieldType) else FieldType.TEXT

    def save(self) -> None:
        """Save the field."""
        fields, actor, row = self.session.crm.custom_fields, self.session.actor, self._row
        typed = self._typed_fields()
        if row is not None:
            field_id = row.id
            self.store(lambda: fields.edit(actor, field_id, typed), self._saved)
            return
        holder = self.query_one("#holder", ChoiceField).value
        of = holder if isinstance(holder, FieldHolder) else FieldHolder.CUSTOMER
        self.store(lambda: fields.add(actor, of, typed), self._saved)

    def _typed_fields(self) -> CustomFieldFields:
        old = self._row.fields.choices if self._row else ()
        text = self.query_one("#choices", MultiLineField).value
        return CustomFieldFields(
            name=self.query_one("#name", TextField).value,
            type=self._type(),
            choices=choices_in(text, old) if self._type() in CHOSEN else (),
            is_required=self.query_one("#is_required", ChoiceField).value is True,
            default=self.query_one("#default", TextField).value,
            shown_for=self.query_one("#shown_for", SeveralField).value,
        )

    def _saved(self, changed: Changed) -> None:
        name = name_in_sentence(self.query_one("#name", TextField).value)
        operations_of(self).tell(_("Saved the field “{name}”").format(name=name))
        self.leave(changed)
