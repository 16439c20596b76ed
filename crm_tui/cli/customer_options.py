"""The fields of a customer and of a contact as options: one table for add and edit."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

import typer

from crm_tui.cli.inputs import read_amount, read_choice, read_day, read_word
from crm_tui.cli.sessions import Session
from crm_tui.domain.contacts import Attitude, ContactFields, DecisionRole, Phone
from crm_tui.domain.custom_fields import CustomField, FieldHolder, field_named
from crm_tui.domain.custom_values import ValueFault, parse_value
from crm_tui.domain.customers import CustomerKind, CustomerType, Level
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.i18n import _
from crm_tui.presentation.words import field_label
from crm_tui.values import dataclass

Function = TypeVar("Function", bound=Callable[..., object])
Reader = Callable[[Session, str], object]


@dataclass(frozen=True, slots=True)
class FieldOption:
    """An option that sets one field; `read` turns what was typed into the stored value."""

    option: str
    field: str
    read: Reader
    repeated: bool = False

    @property
    def argument(self) -> str:
        """Return the name of the function's argument."""
        return self.option.removeprefix("--").replace("-", "_")


def _text(_session: Session, text: str) -> object:
    # The service cleans, measures and refuses texts, for every face alike.
    return text


def _kind(_session: Session, text: str) -> object:
    return read_choice("kind", text, CustomerKind)


def _type(_session: Session, text: str) -> object:
    return read_choice("type", text, CustomerType)


def _level(_session: Session, text: str) -> object:
    return read_choice("level", text, Level) if clean(text) else None


def _word_of(kind: DictionaryKind, field: str) -> Reader:
    def read(session: Session, text: str) -> object:
        return read_word(session, kind, field, text)

    return read


def _budget(session: Session, text: str) -> object:
    return read_amount(session, "budget_minor", text) if clean(text) else None


def _founded(session: Session, text: str) -> object:
    return read_day(session, "founded_on", text) if clean(text) else None


def _first_contact(session: Session, text: str) -> object:
    return read_day(session, "first_contact_day", text)


def _parent(session: Session, text: str) -> object:
    return session.customer(text) if clean(text) else None


def _role(_session: Session, text: str) -> object:
    return read_choice("decision_role", text, DecisionRole) if clean(text) else None


def _attitude(_session: Session, text: str) -> object:
    return read_choice("attitude", text, Attitude) if clean(text) else None


OwnValues = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help=_("A field of your own; an empty value clears it."),
        show_default=False,
    ),
]

CUSTOMER_OPTIONS: tuple[FieldOption, ...] = (
    FieldOption("--kind", "kind", _kind),
    FieldOption("--type", "type", _type),
    FieldOption("--level", "level", _level),
    FieldOption("--industry", "industry_id", _word_of(DictionaryKind.INDUSTRY, "industry")),
    FieldOption("--source", "source_id", _word_of(DictionaryKind.SOURCE, "source")),
    FieldOption("--stage", "stage_id", _word_of(DictionaryKind.STAGE, "stage")),
    FieldOption("--short-name", "short_name", _text),
    FieldOption("--former-names", "former_names", _text),
    FieldOption("--nature", "nature", _text),
    FieldOption("--introduced-by", "introduced_by", _text),
    FieldOption("--parent", "parent_id", _parent),
    FieldOption("--province", "province", _text),
    FieldOption("--city", "city", _text),
    FieldOption("--district", "district", _text),
    FieldOption("--address", "address", _text),
    FieldOption("--website", "website", _text),
    FieldOption("--credit-code", "credit_code", _text),
    FieldOption("--headcount", "headcount", _text),
    FieldOption("--annual-revenue", "annual_revenue", _text),
    FieldOption("--founded-on", "founded_on", _founded),
    FieldOption("--legal-representative", "legal_representative", _text),
    FieldOption("--registered-capital", "registered_capital", _text),
    FieldOption("--business-scope", "business_scope", _text),
    FieldOption("--needs", "needs", _text),
    FieldOption("--budget", "budget_minor", _budget),
    FieldOption("--decision-chain", "decision_chain", _text),
    FieldOption("--need-tag", "need_tags", _text, repeated=True),
    FieldOption("--tag", "tags", _text, repeated=True),
    FieldOption("--past-cooperation", "past_cooperation", _text),
    FieldOption("--invoice-details", "invoice_details", _text),
    FieldOption("--remarks", "remarks", _text),
    FieldOption("--first-contact", "first_contact_day", _first_contact),
)

CONTACT_OPTIONS: tuple[FieldOption, ...] = (
    FieldOption("--phone", "phones", _text, repeated=True),
    FieldOption("--title", "title", _text),
    FieldOption("--department", "department", _text),
    FieldOption("--email", "email", _text),
    FieldOption("--wechat", "wechat", _text),
    FieldOption("--qq", "qq", _text),
    FieldOption("--gender", "gender", _text),
    FieldOption("--birthday", "birthday", _text),
    FieldOption("--role", "decision_role", _role),
    FieldOption("--attitude", "attitude", _attitude),
    FieldOption("--background", "background", _text),
)

JOINING_OPTIONS: tuple[FieldOption, ...] = (
    FieldOption("--position", "title", _text),
    FieldOption("--department", "department", _text),
    FieldOption("--note", "note", _text),
)
"""What is said of a contact at a company they come to."""

FIRST_CONTACT_OPTIONS: tuple[FieldOption, ...] = tuple(
    each for each in CONTACT_OPTIONS if each.option in {"--phone", "--title", "--email", "--wechat"}
)
"""What is known of the first contact when a customer is entered."""


def with_options(options: Sequence[FieldOption]) -> Callable[[Function], Function]:
    """Give a command an option for each field; it receives them all as `**typed`."""

    def extend(function: Function) -> Function:
        signature = inspect.signature(function, eval_str=True)
        kept = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
        added = [_parameter(option) for option in options]
        function.__signature__ = signature.replace(  # type: ignore[attr-defined]  # read by inspect
            parameters=[*kept, *added]
        )
        function.__annotations__ = {p.name: p.annotation for p in (*kept, *added)}
        return function

    return extend


def _parameter(option: FieldOption) -> inspect.Parameter:
    annotation: Any = list[str] if option.repeated else str
    return inspect.Parameter(
        option.argument,
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[
            annotation | None,
            typer.Option(
                option.option, metavar="TEXT", help=field_label(option.field), show_default=False
            ),
        ],
    )


def read_fields(
    session: Session, options: Sequence[FieldOption], typed: Mapping[str, object]
) -> dict[str, object]:
    """Return the values of those fields whose options were given."""
    values: dict[str, object] = {}
    for option in options:
        given = typed.get(option.argument)
        if isinstance(given, list) and given:
            values[option.field] = tuple(part for part in given if clean(part))
        elif isinstance(given, str):
            values[option.field] = option.read(session, given)
    return values


def own_values(session: Session, holder: FieldHolder, assignments: object) -> dict[str, object]:
    """Return what `--set NAME=VALUE` says of the office's own fields, by code; None clears one.

    Raises NotFoundError for a field that there is not, FieldError for a value that may not be.
    """
    if not isinstance(assignments, list) or not assignments:
        return {}
    fields = session.crm.custom_fields.list(session.actor, holder)
    values: dict[str, object] = {}
    for each in assignments:
        name, _equals, text = str(each).partition("=")
        field = field_named(fields, clean(name))
        if field is None:
            raise NotFoundError("custom_field", clean(name), tuple(one.name for one in fields))
        values[field.code] = _own_value(session, field, text)
    return values


def _own_value(session: Session, field: CustomField, text: str) -> object:
    def read(written: str) -> int | None:
        try:
            return read_day(session, "default", written)
        except FieldError:
            return None

    found = parse_value(field, text, read, session.currency)
    if isinstance(found, ValueFault):
        raise FieldError(field.key, found.trouble.value, found.part, label=field.name)
    return found


def contact_fields(name: str, values: Mapping[str, object]) -> ContactFields:
    """Return a contact with these values; phones become phones in the service."""
    found = dict(values)
    numbers = found.pop("phones", ())
    phones = tuple(Phone(str(number), "") for number in numbers)  # type: ignore[attr-defined]  # a tuple
    return ContactFields(name=name, phones=phones, **found)  # type: ignore[arg-type]  # read above
