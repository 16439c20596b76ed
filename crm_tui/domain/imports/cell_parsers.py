"""How the cells of each column are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_tui.domain.contacts import Attitude, DecisionRole
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.custom_fields import CustomField, FieldType
from crm_tui.domain.custom_values import ValueFault, ValueTrouble, parse_value
from crm_tui.domain.customers import CustomerKind, CustomerType, Level
from crm_tui.domain.imports import choices, values
from crm_tui.domain.imports.amounts import (
    amount_parser,
    signed_amount_parser,
    without_noise,
)
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.imports.columns import Column, HeaderColumn
from crm_tui.domain.imports.dates import birthday_parser, day_parser, moment_parser
from crm_tui.domain.imports.faults import BadValueError, FaultCode
from crm_tui.domain.imports.numbers import (
    discount_parser,
    parse_count,
    parse_line_discount,
    parse_ours,
    parse_tax_rate,
    parse_use,
    parse_version,
    price_parser,
)
from crm_tui.domain.imports.parsed import ImportContext
from crm_tui.domain.imports.people import owner_parser, parse_person_name, pool_parser
from crm_tui.domain.imports.phones import parse_phones
from crm_tui.domain.imports.places import parse_region
from crm_tui.domain.imports.values import Parser, remembering
from crm_tui.domain.imports.words import word_parser
from crm_tui.domain.leads.values import LeadStage
from crm_tui.domain.opportunities import OpportunityKind, OpportunityState
from crm_tui.domain.orders.records import OrderStatus
from crm_tui.domain.payments.records import DocumentKind, PlanKind
from crm_tui.domain.quotes.records import QuoteStatus
from crm_tui.domain.text import is_filling
from crm_tui.domain.usages import UsagePer

Maker = Callable[[HeaderColumn], Parser[object]]

NUMBER_CHARACTERS = 50
"""How long the number of a paper may be in a file."""
_NAME_CHARACTERS = 500
_SHORT_TEXTS = {
    Column.SHORT_NAME: 200,
    Column.FORMER_NAMES: 500,
    Column.INTRODUCED_BY: 200,
    Column.ADDRESS: 500,
    Column.LOCATION: 80,
    Column.PARENT: 500,
    Column.CONTACT_LAST_NAME: 50,
    Column.CONTACT_FIRST_NAME: 49,
    Column.CONTACT_WECHAT: 100,
    Column.CONTACT_WECHAT_NICKNAME: 100,
    Column.CONTACT_QQ: 20,
    Column.NEXT_CONTACT_NOTE: 500,
    Column.OPPORTUNITY: 200,
    Column.NEXT_STEP: 200,
    Column.ORDER_NUMBER: NUMBER_CHARACTERS,
    Column.CONTRACT_NUMBER: NUMBER_CHARACTERS,
    Column.OF_ORDER: NUMBER_CHARACTERS,
    Column.ORDER_TITLE: 200,
    Column.CONTRACT_TITLE: 200,
    Column.QUOTE_NUMBER: NUMBER_CHARACTERS,
    Column.DOCUMENT: NUMBER_CHARACTERS,
    Column.PLAN_ID: 20,
    Column.QUOTE_TITLE: 200,
    Column.PRODUCT_CODE: 60,
    Column.LINE_NAME: 500,
    Column.CLOSE_REASON: 500,
    Column.PAYER: 200,
    Column.PAYER_ACCOUNT: 100,
    Column.SERIAL: 100,
}
_OFTEN_REPEATED = {
    Column.NATURE: 40,
    Column.PROVINCE: 40,
    Column.CITY: 40,
    Column.DISTRICT: 40,
    Column.LEGAL_REPRESENTATIVE: 100,
    Column.CONTACT_TITLE: 100,
    Column.CONTACT_DEPARTMENT: 100,
    Column.CONTACT_GENDER: 10,
    Column.CAMPAIGN: 200,
    Column.CURRENCY: 3,
    Column.PIPELINE: 100,
    Column.OPPORTUNITY_STAGE: 100,
    Column.UNIT: 20,
    Column.OUR_PARTY: 200,
    Column.OUR_SIGNATORY: 100,
    Column.THEIR_PARTY: 200,
    Column.THEIR_SIGNATORY: 100,
    Column.COMPETITOR: 200,
}
_LONG_TEXTS = {
    Column.BUSINESS_SCOPE: 2000,
    Column.NEEDS: 4000,
    Column.DECISION_CHAIN: 2000,
    Column.PAST_COOPERATION: 4000,
    Column.INVOICE_DETAILS: 2000,
    Column.REMARKS: 4000,
    Column.CONTACT_BACKGROUND: 2000,
    Column.CONTENT: 10_000,
    Column.PROBLEMS: 2000,
    Column.TERMS: 4000,
    Column.LINE_NOTE: 500,
    Column.SUMMARY: 500,
    Column.PURPOSE: 500,
}
_TEXTS = {**_SHORT_TEXTS, **_LONG_TEXTS}
_MEASURES = {Column.HEADCOUNT: 40, Column.ANNUAL_REVENUE: 80, Column.REGISTERED_CAPITAL: 80}
_UNTIL_TODAY = (
    Column.FOUNDED_ON,
    Column.FIRST_CONTACT_ON,
    Column.CLAIMED_SINCE,
    Column.LAST_FOLLOW_UP,
    Column.RECEIVED_ON,
    Column.CONFIRMED_ON,
    Column.CLOSED_ON,
    Column.DELIVERED_ON,
    Column.SIGNED_ON,
    Column.TERMINATED_ON,
    Column.SENT_ON,
    Column.EXPENSE_DAY,
)
_ANY_DAY = (
    *(Column.NEXT_CONTACT, Column.EXPECTED_ON, Column.NEXT_STEP_ON, Column.ORDER_DAY),
    *(Column.DUE_ON, Column.LINE_DUE_ON, Column.START_ON, Column.END_ON),
    *(Column.QUOTE_DAY, Column.VALID_UNTIL, Column.PLAN_DUE_ON),
)
_TROUBLES = {
    ValueTrouble.REQUIRED: FaultCode.UNKNOWN_CHOICE,
    ValueTrouble.TOO_LONG: FaultCode.TEXT_TOO_LONG,
    ValueTrouble.NOT_A_NUMBER: FaultCode.NUMBER_NOT_UNDERSTOOD,
    ValueTrouble.NOT_AN_AMOUNT: FaultCode.AMOUNT_NOT_A_NUMBER,
    ValueTrouble.NOT_A_DAY: FaultCode.DATE_NOT_UNDERSTOOD,
    ValueTrouble.NOT_A_CHOICE: FaultCode.UNKNOWN_CHOICE,
    ValueTrouble.NOT_YES_OR_NO: FaultCode.UNKNOWN_CHOICE,
    ValueTrouble.NOT_A_LINK: FaultCode.WEBSITE_INVALID,
}


def parser_of(found: HeaderColumn, context: ImportContext) -> Parser[object]:
    """Return the parser of a column's cells."""
    parse = _parser_of(found, context)
    words = context.meanings.get(found.field)
    return values.translating(words, parse) if words else parse


def _parser_of(found: HeaderColumn, context: ImportContext) -> Parser[object]:
    if found.custom is not None:
        return remembering(custom_parser(found.custom, found, context))
    column = found.column
    if column is None:
        raise ValueError(found)
    if column in _TEXTS:
        return values.text_parser(_TEXTS[column], multiline=column in _LONG_TEXTS)
    if (limit := _OFTEN_REPEATED.get(column)) is not None:
        return remembering(values.text_parser(limit))
    if (limit := _MEASURES.get(column)) is not None:
        return remembering(values.measure_parser(limit, f"{found.unit}元" if found.unit else ""))
    if column in _UNTIL_TODAY or column in _ANY_DAY:
        last = context.today if column in _UNTIL_TODAY else None
        return remembering(day_parser(last, found.day_first))
    return _special(context)[column](found)


def _special(context: ImportContext) -> Mapping[Column, Maker]:
    return {
        **_choices(context),
        Column.NAME: lambda _: parse_name,
        Column.REGION: lambda _: remembering(parse_region),
        Column.TAGS: lambda _: remembering(values.parse_tags),
        Column.NEED_TAGS: lambda _: remembering(values.parse_tags),
        Column.WEBSITE: lambda _: values.parse_website,
        Column.CREDIT_CODE: lambda _: values.parse_credit_code,
        Column.BUDGET: lambda found: remembering(amount_parser(found.unit, context.currency)),
        Column.AMOUNT: lambda found: remembering(amount_parser(found.unit, context.currency)),
        Column.UNIT_PRICE: lambda found: price_parser(found.unit, context.currency),
        Column.DISCOUNT: lambda found: discount_parser(found.unit, context.currency),
        Column.RECEIVED: lambda found: signed_amount_parser(found.unit, context.currency),
        Column.PAID_OUT: lambda found: signed_amount_parser(found.unit, context.currency),
        Column.COMPETITORS: lambda _: values.parse_tags,
        **dict.fromkeys((Column.QUANTITY, Column.DELIVERED, Column.RETURNED), _always(parse_count)),
        Column.LINE_DISCOUNT: lambda _: parse_line_discount,
        **dict.fromkeys(
            (Column.TAX_RATE, Column.OUR_SHARE, Column.PLAN_SHARE), _always(parse_tax_rate)
        ),
        Column.QUOTE_VERSION: lambda _: parse_version,
        Column.USED: lambda _: parse_use,
        Column.OURS: lambda _: parse_ours,
        Column.CONTACT_NAME: lambda _: parse_person_name,
        Column.CONTACT_PHONE: lambda _: parse_phones,
        Column.CONTACT_EMAIL: lambda _: values.parse_emails,
        Column.CONTACT_BIRTHDAY: lambda found: birthday_parser(context.today, found.day_first),
        **dict.fromkeys(
            (Column.OWNER, Column.AUTHOR, Column.SPENT_BY),
            lambda _: remembering(owner_parser(context.people)),
        ),
        Column.POOL: lambda _: remembering(pool_parser(context.pools)),
        Column.HAPPENED_AT: lambda found: moment_parser(context.today, found.day_first),
    }


def _choices(context: ImportContext) -> dict[Column, Maker]:
    makers: dict[Column, Maker] = {}
    for column, words in (
        (Column.INDUSTRY, context.industries),
        (Column.SOURCE, context.sources),
        (Column.STAGE, context.stages),
        (Column.METHOD, context.methods),
        (Column.RESULT, context.results),
        (Column.EXPENSE_KIND, context.expense_kinds),
    ):
        parse = word_parser(words, adds=context.adds_words, loosely=column is Column.INDUSTRY)
        makers[column] = _always(remembering(parse))
    yes_no = {word: answer for answer, words in choices.YES_NO.items() for word in words}
    with_tax = {word: answer for answer, words in choices.WITH_TAX.items() for word in words}
    for column, meanings, codes in (
        (Column.KIND, choices.KIND_WORDS, tuple(kind.value for kind in CustomerKind)),
        (Column.TYPE, choices.TYPE_WORDS, tuple(kind.value for kind in CustomerType)),
        (Column.LEVEL, choices.LEVEL_WORDS, tuple(level.value for level in Level)),
        (
            Column.CONTACT_DECISION_ROLE,
            choices.ROLE_WORDS,
            tuple(role.value for role in DecisionRole),
        ),
        (
            Column.CONTACT_ATTITUDE,
            choices.ATTITUDE_WORDS,
            tuple(attitude.value for attitude in Attitude),
        ),
        (
            Column.BUSINESS_TYPE,
            choices.BUSINESS_WORDS,
            tuple(kind.value for kind in OpportunityKind),
        ),
        (Column.LEAD_STAGE, choices.LEAD_STAGE_WORDS, tuple(each.value for each in LeadStage)),
        (
            Column.OPPORTUNITY_STATE,
            choices.OPPORTUNITY_STATE_WORDS,
            tuple(each.value for each in OpportunityState),
        ),
        (
            Column.ORDER_STATUS,
            choices.ORDER_STATUS_WORDS,
            tuple(each.value for each in OrderStatus),
        ),
        (
            Column.CONTRACT_STATUS,
            choices.CONTRACT_STATUS_WORDS,
            tuple(each.value for each in ContractStatus),
        ),
        (
            Column.QUOTE_STATUS,
            choices.QUOTE_STATUS_WORDS,
            tuple(each.value for each in QuoteStatus),
        ),
        (Column.USED_PER, choices.PER_WORDS, tuple(each.value for each in UsagePer)),
        (Column.PLAN_KIND, choices.PLAN_KIND_WORDS, tuple(each.value for each in PlanKind)),
        (
            Column.DOCUMENT_KIND,
            choices.DOCUMENT_KIND_WORDS,
            tuple(each.value for each in DocumentKind),
        ),
        (Column.INCLUDES_TAX, {**yes_no, **with_tax}, ("是", "否")),
        (Column.DIRECTION, choices.DIRECTION_WORDS, ("贷", "借")),
        (Column.CONTACT_IS_KEY, yes_no, ("是", "否")),
        (Column.CONTACT_BIRTHDAY_IS_LUNAR, yes_no, ("是", "否")),
    ):
        makers[column] = _always(
            remembering(values.choice_parser(meanings, code=FaultCode.UNKNOWN_CHOICE, codes=codes))
        )
    return makers


def _always(parse: Parser[object]) -> Maker:
    return lambda _: parse


def parse_name(cell: Cell) -> str | None:
    """Return the name of a customer."""
    name = values.text_of(cell)
    if len(name) > _NAME_CHARACTERS:
        values.checked_length(name, _NAME_CHARACTERS)
    if name and is_filling(name):
        raise BadValueError(FaultCode.NAME_WITHOUT_WORDS, name)
    return name or None


def custom_parser(
    field: CustomField, found: HeaderColumn, context: ImportContext
) -> Parser[object]:
    """Return the parser of a field of the office's own."""
    if field.type is FieldType.DATE:
        return day_parser(None, found.day_first)
    if field.type is FieldType.MONEY:
        return signed_amount_parser(found.unit, context.currency)

    def parse(cell: Cell) -> object:
        text = values.text_of(without_noise(cell), multiline=True)
        value = parse_value(field, text, _no_day, context.currency)
        if isinstance(value, ValueFault):
            raise BadValueError(_TROUBLES[value.trouble], value.part, known=value.known)
        return value

    return parse


def _no_day(_text: str) -> int | None:
    """Return none: days are read before."""
    return None
