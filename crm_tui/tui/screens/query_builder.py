"""A filter put together step by step: field, comparison, value; with the count of what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from crm_tui.domain.custom_fields import CustomField, FieldType, field_named
from crm_tui.domain.pinyin import initials
from crm_tui.domain.queries import Query, QueryFault, Term, Vocabulary, canonical, parse
from crm_tui.domain.queries.building import (
    WITHOUT_VALUE,
    Ask,
    TermDraft,
    asks_of,
    draft_of,
    written,
)
from crm_tui.domain.queries.choices import CHOICES
from crm_tui.domain.queries.completion import own_fields
from crm_tui.domain.queries.fields import BY_KEY, FieldKind, QueryField, Subject
from crm_tui.domain.queries.wording import term_text
from crm_tui.errors import CrmError
from crm_tui.i18n import _, current_language
from crm_tui.presentation import errors
from crm_tui.presentation.queries import description, fault_sentence, field_example, field_name
from crm_tui.presentation.widths import cell_width, pad
from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import yes_or_no
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_list import ChoiceList
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, Dialog, DialogButton
from crm_tui.tui.widgets.fields import FormField, TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.several_field import SeveralField, WordsField
from crm_tui.values import dataclass

_COUNT_KEY = "filter count"
_FIXED = frozenset({FieldKind.CHOICE, FieldKind.FLAG})
"""Kinds of which only what is listed can be asked; of others a part of a name is enough."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a filter is put together for: the query in force, what it is about, its count."""

    query: str
    subject: Subject
    count_of: Callable[[str], int]
    """Returns, in a worker, how many records a query finds."""
    tell_count: Callable[[int], str]


class FieldDialog(ChooseDialog[TermDraft]):
    """Asks by which field to filter, the office's own among them."""

    def __init__(self, names: Vocabulary, subject: Subject) -> None:
        usual = {draft: _name_of(draft) for draft in _usual_drafts(subject)}
        width = max(map(cell_width, usual.values())) + 2
        choices = [
            Choice(draft, pad(name, width) + description(draft.field), _found_by(draft))
            for draft, name in usual.items()
        ]
        choices += [
            Choice(draft, _name_of(draft), _found_by(draft))
            for draft in _own_drafts(names, subject)
        ]
        super().__init__(_("Which field"), choices)


class FilterDialog(Dialog[str]):
    """Shows the conditions in force, lets one add, change and take out, and answers the query."""

    scope = Scope.FILTER
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.FILTER)]

    def __init__(self, session: Session, asked: Asked, names: Vocabulary) -> None:
        buttons = (
            DialogButton("use", _("Use it"), "filter.use"),
            DialogButton("add", _("Add"), "filter.add"),
            DialogButton("remove", _("Take it out"), "filter.remove"),
            DialogButton("no", _("Cancel"), "dialog.cancel"),
        )
        super().__init__(_("Filter"), buttons)
        self._asked = asked
        self._names = names
        self._currency = session.office.currency
        found = parse(asked.query, self._currency, asked.subject)
        self._query = Query((), (), ()) if isinstance(found, QueryFault) else found
        self._first = self._query
        self._options = ChoiceList(markup=False, compact=True, classes="dialog--choices")
        self._text = Static("", classes="dialog--lines", markup=False)
        self._count = Static("", classes="dialog--lines", markup=False)

    def compose_body(self) -> ComposeResult:
        """Show the query, its conditions, and how many fit."""
        yield self._text
        yield self._options
        yield self._count

    def on_mount(self) -> None:
        """Show what is in force; with nothing yet begin with the first condition."""
        self._show(0)
        self._options.focus()
        if not self._query.terms:
            self.action_add_term()

    @property
    def is_dirty(self) -> bool:
        """Whether closing would lose something."""
        return self._query != self._first

    @property
    def text(self) -> str:
        """The query as it is now, in the language in use."""
        return canonical(self._query, current_language(), self._currency)

    def _show(self, at: int) -> None:
        language = current_language()
        terms = [term_text(term, language, self._currency) for term in self._query.terms]
        self._options.clear_options()
        labels = [*terms, _("+ Add a condition …")]
        self._options.add_options([Option(Content(label)) for label in labels])
        self._options.highlighted = min(at, len(labels) - 1)
        self._text.update(Content(self.text or _("Everything in the list")))
        asked, text = self._asked, self.text
        operations_of(self).ask(
            lambda: asked.count_of(text),
            self._show_count,
            key=_COUNT_KEY,
            failed=self._show_error,
        )

    def _show_count(self, count: int) -> None:
        self._count.update(Content(self._asked.tell_count(count)))

    def _show_error(self, error: CrmError) -> None:
        self._count.update(Content(errors.sentence(error)))

    # What can be done ---------------------------------------------------------------------------

    def pressed(self, answer: str) -> None:
        """Do what a button says."""
        match answer:
            case "use":
                self.action_use()
            case "add":
                self.action_add_term()
            case "remove":
                self.action_remove_term()
            case _:
                self.action_cancel()

    def action_use(self) -> None:
        """Answer with the query."""
        operations_of(self).forget(_COUNT_KEY)
        self.dismiss(self.text)

    def action_add_term(self) -> None:
        """Ask for a field, then for the rest."""
        self.app.push_screen(FieldDialog(self._names, self._asked.subject), self._field_chosen)

    def action_remove_term(self) -> None:
        """Take out the condition under the cursor."""
        at = self._options.highlighted
        if at is not None and at < len(self._query.terms):
            self._put(self._query.terms[:at] + self._query.terms[at + 1 :], at)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Change a condition, or add one."""
        event.stop()
        at = event.option_index
        if at >= len(self._query.terms):
            self.action_add_term()
            return
        term = self._query.terms[at]
        draft = draft_of(term, current_language(), self._currency)
        if draft is None:
            text = term_text(term, current_language(), self._currency)
            dialog = _text_dialog(text, self._currency, self._asked.subject)
            self._ask_values(dialog, lambda typed: typed["text"], at)
        else:
            self._choose_ask(draft, at)

    def _field_chosen(self, draft: TermDraft | None) -> None:
        if draft is not None:
            self._choose_ask(draft, len(self._query.terms))

    def _choose_ask(self, draft: TermDraft, at: int) -> None:
        choices = [
            Choice(ask, _(ask.value), initials(_(ask.value)))
            for ask in asks_of(draft.field, _own_of(draft, self._names))
        ]
        dialog = ChooseDialog(_name_of(draft), choices, begin_at=draft.ask)

        def chosen(ask: Ask | None) -> None:
            if ask is not None:
                self._choose_values(replace(draft, ask=ask), at)

        self.app.push_screen(dialog, chosen)

    def _choose_values(self, draft: TermDraft, at: int) -> None:
        if draft.ask in WITHOUT_VALUE:
            self._take(written(draft, current_language()), at)
            return
        dialog = _value_dialog(draft, self._names, self._currency, self._asked.subject)

        def text_of(typed: Values) -> str:
            return written(replace(draft, values=_values_in(typed)), current_language())

        self._ask_values(dialog, text_of, at)

    def _ask_values(self, dialog: FormDialog, text_of: Callable[[Values], str], at: int) -> None:
        def answered(typed: Values | None) -> None:
            if typed is not None:
                self._take(text_of(typed), at)

        self.app.push_screen(dialog, answered)

    def _take(self, text: str, at: int) -> None:
        """Put a term in its place; what cannot be read is said and left out."""
        found = parse(text, self._currency, self._asked.subject)
        if isinstance(found, QueryFault):
            self._count.update(Content(fault_sentence(found)))
        else:
            self._put((*self._query.terms[:at], *found.terms, *self._query.terms[at + 1 :]), at)

    def _put(self, terms: tuple[Term, ...], at: int) -> None:
        self._query = replace(self._query, terms=terms)
        self._show(at)


def _usual_drafts(subject: Subject) -> Iterator[TermDraft]:
    for field in subject.fields:
        if field.kind is not FieldKind.CUSTOM:
            yield TermDraft(field, asks_of(field)[0])


def _own_drafts(names: Vocabulary, subject: Subject) -> Iterator[TermDraft]:
    field = BY_KEY["custom"]
    if field not in subject.fields:
        return
    for key in own_fields(names):
        draft = TermDraft(field, asks_of(field)[0], key=key)
        yield replace(draft, ask=asks_of(field, _own_of(draft, names))[0])


def _own_of(draft: TermDraft, names: Vocabulary) -> CustomField | None:
    """Return the office's own field that a draft is about, if it is about one."""
    return field_named(names.own, draft.key) if draft.key else None


def _name_of(draft: TermDraft) -> str:
    """Return the name of the field as it is typed."""
    name = field_name(draft.field)
    return f"{name}.{draft.key}" if draft.key else name


def _found_by(draft: TermDraft) -> str:
    field = draft.field
    own = (draft.key, initials(draft.key)) if draft.key else ()
    return " ".join([*own, *field.zh, *field.en, *map(initials, field.zh)])


def _values_in(typed: Values) -> tuple[str, ...]:
    if "values" in typed:
        return tuple(typed["values"])
    return tuple(str(typed[name]) for name in ("low", "high") if name in typed)


# --- asking for values ---------------------------------------------------------------------------


class ValueDialog(FormDialog):
    """Asks for the values of a comparison; those that may be chosen are listed at once."""

    def on_mount(self) -> None:
        """List the choices."""
        for field in self.query(SeveralField):
            field.open_choices("")


def _value_dialog(
    draft: TermDraft, names: Vocabulary, currency: str, subject: Subject
) -> FormDialog:
    title = f"{_name_of(draft)} {_(draft.ask.value)}"
    lines = (f"{description(draft.field)}", _("for example {example}").format(
        example=field_example(draft.field)))  # fmt: skip
    own = _own_of(draft, names)
    is_typed = draft.field.is_ordered or (own is not None and own.is_numeric)
    proposed = _proposed(draft.field, names) if own is None else _own_values(own)
    fields = _typed_fields(draft, currency, subject) if is_typed else _listed_field(draft, proposed)
    return ValueDialog(title, fields, _("Take over"), lines=lines)


def _typed_fields(
    draft: TermDraft, currency: str, subject: Subject
) -> Callable[[], Sequence[FormField[Any]]]:
    def why_wrong(text: str) -> str | None:
        if not text.strip():
            return None
        one = TermDraft(draft.field, Ask.IS, (text,), draft.key)
        return _why_no_term(written(one, current_language()), currency, subject)

    first = draft.values[0] if draft.values else ""
    last = draft.values[-1] if len(draft.values) > 1 else ""

    def fields() -> Sequence[FormField[Any]]:
        if draft.ask is not Ask.BETWEEN:
            label = _("Value")
            return [TextField(label, first, required=True, why_wrong=why_wrong, id="low")]
        return [
            TextField(_("From"), first, why_wrong=why_wrong, id="low"),
            TextField(_("To"), last, required=True, why_wrong=why_wrong, id="high"),
        ]

    return fields


def _listed_field(
    draft: TermDraft, choices: Sequence[Choice[str]]
) -> Callable[[], Sequence[FormField[Any]]]:
    def fields() -> Sequence[FormField[Any]]:
        label = _("Values")
        if draft.field.kind in _FIXED:
            return [SeveralField(label, choices, draft.values, required=True, id="values")]
        return [WordsField(label, choices, draft.values, id="values")]

    return fields


def _proposed(field: QueryField, names: Vocabulary) -> list[Choice[str]]:
    """Return the values that may be chosen, found by their sounds as well."""
    fixed = [each.name(current_language()) for each in CHOICES.get(field.key, ())]
    known = [each.name for each in names.names.get(field.key, ())]
    words = [*fixed, *known, *names.words.get(field.key, ())]
    others = {each.name: " ".join(each.others) for each in names.names.get(field.key, ())}
    return [
        Choice(word, word, f"{initials(word)} {others.get(word, '')}")
        for word in dict.fromkeys(words)
    ]


def _own_values(own: CustomField) -> list[Choice[str]]:
    """Return the values that one of the office's own fields may hold, where those are known."""
    if own.type is FieldType.YES_NO:
        return [Choice(each.label, each.label, each.search_text) for each in yes_or_no()]
    return [Choice(each.name, each.name, initials(each.name)) for each in own.fields.choices]


def _text_dialog(text: str, currency: str, subject: Subject) -> FormDialog:
    def why_wrong(typed: str) -> str | None:
        return _why_no_term(typed, currency, subject)

    def fields() -> Sequence[FormField[Any]]:
        return [TextField(_("Condition"), text, required=True, why_wrong=why_wrong, id="text")]

    return FormDialog(_("Condition"), fields, _("Take over"))


def _why_no_term(text: str, currency: str, subject: Subject) -> str | None:
    """Return why a text is no single condition, or None."""
    found = parse(text, currency, subject)
    if isinstance(found, QueryFault):
        return fault_sentence(found)
    return None if len(found.terms) == 1 and not found.words else _("Write one condition.")
