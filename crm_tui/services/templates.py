"""Forms for the import: with the office's own words in their drop-downs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path

from crm_tui.db.queries import custom_fields, dictionaries, pipelines, users
from crm_tui.db.unit_of_work import Database, View
from crm_tui.domain.contacts import Attitude, DecisionRole
from crm_tui.domain.contracts.records import STORED_STATUSES
from crm_tui.domain.custom_fields import CustomField, FieldHolder, FieldType
from crm_tui.domain.customers import CustomerKind, CustomerType, Level
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.exports import CONTACT_PREFIX, CellKind, ExportColumn
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.leads.values import OPEN_STAGES
from crm_tui.domain.opportunities import OpportunityKind
from crm_tui.domain.orders.records import OrderStatus
from crm_tui.domain.payments.records import DocumentKind, PlanKind
from crm_tui.domain.quotes.records import STORED_STATUSES as QUOTE_STATUSES
from crm_tui.domain.templates import (
    REQUIRED,
    TemplateColumn,
    TemplateWords,
    columns_of_form,
)
from crm_tui.domain.usages import UsagePer
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import NotPermittedError
from crm_tui.formats.template_files import write_template
from crm_tui.values import dataclass

_LISTS: Mapping[str, DictionaryKind] = {
    "industry_id": DictionaryKind.INDUSTRY,
    "source_id": DictionaryKind.SOURCE,
    "stage_id": DictionaryKind.STAGE,
    "method_id": DictionaryKind.FOLLOW_UP_METHOD,
    "result_id": DictionaryKind.FOLLOW_UP_RESULT,
    "kind_id": DictionaryKind.EXPENSE_KIND,
}
_CHOICES: Mapping[str, Iterable[Enum]] = {
    "kind": CustomerKind,
    "type": CustomerType,
    "level": Level,
    "decision_role": DecisionRole,
    "attitude": Attitude,
    "lead_stage": OPEN_STAGES,
    "business_type": OpportunityKind,
    "order_status": OrderStatus,
    "contract_status": STORED_STATUSES,
    "quote_status": QUOTE_STATUSES,
    "used_per": UsagePer,
    "document_kind": DocumentKind,
    "plan_kind": PlanKind,
}
_YES_NO = frozenset({"is_key", "birthday_is_lunar", "includes_tax"})
_PEOPLE = frozenset({"owner_id", "author_id"})
_KINDS = {
    FieldType.NUMBER: CellKind.NUMBER,
    FieldType.MONEY: CellKind.NUMBER,
    FieldType.DATE: CellKind.DAY,
}


@dataclass(frozen=True, slots=True)
class Templates:
    """Forms as people ask for them."""

    database: Database

    def write(
        self,
        actor: Actor,
        kind: ImportKind,
        path: Path,
        words: TemplateWords,
        *,
        is_opening: bool = False,
        overwrite: bool = False,
    ) -> int:
        """Write a form as .xlsx and return how many columns it has.

        Raises NotPermittedError for who may not import, WorkbookError when it cannot be written.
        """
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.IMPORT):
                raise NotPermittedError(Permission.IMPORT.value)
            columns = _columns(view, kind, words, is_opening=is_opening)
        return write_template(path, columns, words, overwrite=overwrite)


def _columns(
    view: View, kind: ImportKind, words: TemplateWords, *, is_opening: bool
) -> list[TemplateColumn]:
    fields = custom_fields.all_fields(view)
    own = tuple(_own_column(field) for field in fields)
    known = {column.key: field for column, field in zip(own, fields, strict=True)}
    offered = _Offered(view, words, known)
    return [
        TemplateColumn(
            column=column,
            label=words.label(column),
            note=words.note(column),
            example=words.example(column),
            choices=offered.in_column(column),
            is_required=column.key in REQUIRED[kind],
        )
        for column in columns_of_form(kind, own, is_opening=is_opening)
    ]


def _own_column(field: CustomField) -> ExportColumn:
    prefix = CONTACT_PREFIX if field.holder is FieldHolder.CONTACT else ""
    kind = _KINDS.get(field.type, CellKind.TEXT)
    return ExportColumn(f"{prefix}{field.key}", field.key, kind, name=field.name)


class _Offered:
    """What may be chosen in the columns of a form."""

    def __init__(self, view: View, said: TemplateWords, own: Mapping[str, CustomField]) -> None:
        self._said = said
        self._own = own
        self._words: dict[DictionaryKind, list[str]] = {}
        for item in dictionaries.items(view.connection):
            self._words.setdefault(item.kind, []).append(item.name)
        people = users.logins(view.connection)
        bearers = Counter(name for _id, _login, name in people)
        roads = pipelines.pipelines(view)
        self._roads = {
            "pipeline": tuple(each.name for each in roads),
            "opportunity_stage": tuple(
                dict.fromkeys(stage.name for each in roads for stage in each.stages)
            ),
        }
        self._people = [name if bearers[name] == 1 else login for _id, login, name in people]

    def in_column(self, column: ExportColumn) -> tuple[str, ...]:
        """Return the words of a column's drop-down, none where anything may be typed."""
        if column.key in self._own:
            return self._of_own(self._own[column.key])
        if column.field in _LISTS:
            return tuple(self._words.get(_LISTS[column.field], ()))
        if column.field in _CHOICES:
            return tuple(self._said.word(each) for each in _CHOICES[column.field])
        if column.field in self._roads:
            return self._roads[column.field]
        if column.field in _PEOPLE:
            return tuple(self._people)
        return (self._said.yes, self._said.no) if column.field in _YES_NO else ()

    def _of_own(self, field: CustomField) -> tuple[str, ...]:
        if field.type is FieldType.YES_NO:
            return self._said.yes, self._said.no
        if field.type is FieldType.CHOICE:
            return tuple(each.name for each in field.fields.choices if not each.is_retired)
        return ()
