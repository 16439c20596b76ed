"""Exports: what somebody may see of a list goes into a file, and that it did is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from crm_tui.db import search
from crm_tui.db.queries import custom_fields, customers, exports
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.custom_fields import CustomField, FieldHolder, FieldType
from crm_tui.domain.customers import ListRequest
from crm_tui.domain.events import DataExported
from crm_tui.domain.exported_columns import COLUMNS_OF
from crm_tui.domain.exports import (
    CONTACT_PREFIX,
    KINDS_OF,
    CellKind,
    ExportColumn,
    Exported,
    ExportOrder,
    ExportWords,
    FileKind,
    Subject,
    further_contacts,
    is_of_contact,
)
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.text import folded
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotPermittedError
from crm_tui.services.exports.cells import CellWriters, names_of
from crm_tui.services.exports.cost_rows import ExpenseRows, UsageRows
from crm_tui.services.exports.files import (
    CALENDAR_KEYS,
    CARD_KEYS,
    Place,
    refuse_own_files,
    write_file,
)
from crm_tui.services.exports.money_rows import (
    DueRows,
    InvoiceRows,
    ListedPaymentRows,
    PaymentPlanRows,
    PaymentRows,
)
from crm_tui.services.exports.of_customers import OfCustomers
from crm_tui.services.exports.paper_rows import (
    ContractRows,
    ListedQuoteRows,
    OrderRows,
    QuoteRows,
)
from crm_tui.services.exports.record_rows import RecordRows, record_ids
from crm_tui.services.exports.rows import ContactRows, CustomerRows, Row, RowMaker, WorkRows
from crm_tui.services.queries import understood
from crm_tui.values import dataclass

CHUNK = 2_000
"""Customers read in one view: nobody's writes wait for longer than that takes."""
_COUNTED_AT_ONCE = 20_000
Progress = Callable[[int, int], bool]
"""Is told how many customers of how many are done, and answers whether to go on."""

_KIND_OF_TYPE = {
    FieldType.NUMBER: CellKind.NUMBER,
    FieldType.MONEY: CellKind.NUMBER,
    FieldType.DATE: CellKind.DAY,
}
_OF_RECORDS: Mapping[Subject, Callable[[Sequence[ExportColumn], CellWriters], RowMaker]] = {
    Subject.LEADS: partial(RecordRows, Subject.LEADS),
    Subject.OPPORTUNITIES: partial(RecordRows, Subject.OPPORTUNITIES),
    Subject.ORDERS: OrderRows,
    Subject.CONTRACTS: ContractRows,
}
"""What makes the rows of records that have lists of their own."""
_BESIDE_CUSTOMERS: Mapping[Subject, type[OfCustomers]] = {
    Subject.PAYMENTS: PaymentRows,
    Subject.PAYMENT_PLANS: PaymentPlanRows,
    Subject.DUES: DueRows,
    Subject.INVOICES: InvoiceRows,
    Subject.QUOTES: QuoteRows,
    Subject.EXPENSES: ExpenseRows,
    Subject.USAGES: UsageRows,
}
"""What makes the rows of what belongs to customers and is listed apart from them."""
_OF_BOTH: Mapping[Subject, type[OfCustomers]] = {
    Subject.QUOTES: ListedQuoteRows,
    Subject.PAYMENTS: ListedPaymentRows,
}
"""What makes the rows of what belongs to customers as its own list holds it."""
_HAS_TIME = ExportColumn("has_time", "has_time")


class _StoppedError(Exception):
    """The person stopped the export; nothing is left of its file."""


@dataclass(frozen=True, slots=True)
class Exports:
    """Exports as people use them."""

    database: Database

    @operation(Permission.EXPORT)
    def run(
        self,
        actor: Actor,
        order: ExportOrder,
        words: ExportWords,
        *,
        progress: Progress | None = None,
    ) -> Exported:
        """Write a file and record who took what; hidden contact details are masked in it.

        Raises FieldError for a column or kind of file that there is not, QuerySyntaxError for
        the query, and WorkbookError when the file cannot be written.
        """
        refuse_own_files(order.path, self.database.location, self.database.files_folder)
        if order.kind not in KINDS_OF[order.subject]:
            raise FieldError("format", "not_one_of", order.kind.value)
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.EXPORT):
                raise NotPermittedError(Permission.EXPORT.value)
            ids = _ids(view, order)
            maker = _maker(view, order, ids, words)
            place = Place(view.zone, view.now, _office_code(view))
        rows = self._rows(actor, order, maker, ids, progress)
        try:
            count = write_file(order, maker.columns, rows, words, place)
        except _StoppedError:
            return Exported(order.path, 0, (), is_cancelled=True)
        keys = tuple(column.key for column in maker.columns)
        return Exported(order.path, count, keys, maker.masked)

    def _rows(
        self,
        actor: Actor,
        order: ExportOrder,
        maker: RowMaker,
        ids: Sequence[int],
        progress: Progress | None,
    ) -> Iterator[Row]:
        """Yield every row; behind the last one, before the file has its name, record the export."""
        count = 0
        for start in range(0, len(ids), CHUNK):
            if progress is not None and not progress(start, len(ids)):
                raise _StoppedError
            with self.database.reading(actor) as view:
                rows = list(maker.rows(view, ids[start : start + CHUNK]))
            count += len(rows)
            yield from rows
        if order.chosen_ids is None and not order.request.query:
            with self.database.reading(actor) as view:
                rows = list(maker.last_rows(view))
            count += len(rows)
            yield from rows
        if progress is not None and not progress(len(ids), len(ids)):
            raise _StoppedError
        self._record(actor, order, maker, count)

    def _record(self, actor: Actor, order: ExportOrder, maker: RowMaker, count: int) -> None:
        with self.database.writing(actor) as unit:
            unit.record(
                DataExported(
                    after={
                        "subject": order.subject.value,
                        "format": order.kind.value.removeprefix("."),
                        "file": order.path.name,
                        "view": _view_of(order.request),
                        "query": (order.asked or order.request).query,
                        "chosen": order.chosen_ids is not None,
                        "columns": [column.key for column in maker.columns],
                        "rows": count,
                        "masked": maker.masked,
                    }
                )
            )


def ids_of(view: View, request: ListRequest) -> Sequence[int]:
    """Return the customers of a list that this person may see, in its order."""
    request = understood(view, request)
    if request.query:
        wanted = customers.in_view(view, request)
        return search.ids_of_all(view, request.query, wanted, request.view)[0]
    return customers.list_ids(view, request)


def _ids(view: View, order: ExportOrder) -> Sequence[int]:
    if order.chosen_ids is not None:
        return order.chosen_ids
    if isinstance(order.request, RecordRequest):
        return record_ids(view, order.subject, order.request)
    return ids_of(view, order.request)


def _view_of(request: ListRequest | RecordRequest) -> str:
    """Return which list was asked for, as the history keeps it."""
    return request.whose.value if isinstance(request, RecordRequest) else request.view.value


def _maker(view: View, order: ExportOrder, ids: Sequence[int], words: ExportWords) -> RowMaker:
    own = custom_fields.all_fields(view)
    writers = CellWriters(names_of(view), words, view.zone, view.office.currency)
    columns = _chosen(order, _all_columns(view, order.subject), words)
    if order.kind is FileKind.VCARD:
        return ContactRows(_of_keys(Subject.CONTACTS, CARD_KEYS), writers, ())
    match order.subject:
        case Subject.CUSTOMERS:
            if any(map(is_of_contact, columns)):
                columns = _with_contacts(view, order, columns, ids)
            return CustomerRows(columns, writers, own)
        case Subject.CONTACTS:
            return ContactRows(columns, writers, own)
        case Subject.FOLLOW_UPS | Subject.DEALS | Subject.TASKS:
            if order.kind is FileKind.CALENDAR:
                columns = _of_keys(Subject.TASKS, CALENDAR_KEYS)
            return WorkRows(order.subject, columns, writers)
        case _:
            return _maker_apart(view, order, columns, writers, words)


def _maker_apart(
    view: View,
    order: ExportOrder,
    columns: Sequence[ExportColumn],
    writers: CellWriters,
    words: ExportWords,
) -> RowMaker:
    """Return what makes the rows of records that have a list of their own."""
    subject = order.subject
    if subject in _OF_RECORDS:
        return _OF_RECORDS[subject](columns, writers)
    asked = None if order.asked is None else understood(view, order.asked)
    is_of_list = isinstance(order.request, RecordRequest)
    kind = _OF_BOTH[subject] if is_of_list else _BESIDE_CUSTOMERS[subject]
    return kind(columns, writers, words, asked)


def _with_contacts(
    view: View, order: ExportOrder, columns: Sequence[ExportColumn], ids: Sequence[int]
) -> list[ExportColumn]:
    """Return the columns for as many contacts as any has, with whatever is known of any."""
    most, used = 0, frozenset[str]()
    seldom = [each for each in _all_columns(view, order.subject) if _is_seldom(each)]
    stored = list(dict.fromkeys(_stored_name(each) for each in seldom))
    for start in range(0, len(ids), _COUNTED_AT_ONCE):
        chunk = ids[start : start + _COUNTED_AT_ONCE]
        most = max(most, exports.most_contacts(view, chunk))
        if most and not order.columns:
            used |= exports.used_contact_fields(view, stored, chunk)
    people = [each for each in columns if is_of_contact(each)]
    end = columns.index(people[-1]) + 1
    more = [each for each in seldom if _stored_name(each) in used]
    return further_contacts([*columns[:end], *more, *columns[end:]], most)


def _is_seldom(column: ExportColumn) -> bool:
    return is_of_contact(column) and not column.is_usual


def _stored_name(column: ExportColumn) -> str:
    return "custom" if column.name else column.field


def _all_columns(view: View, subject: Subject) -> list[ExportColumn]:
    columns = list(COLUMNS_OF[subject])
    if subject not in {Subject.CUSTOMERS, Subject.CONTACTS}:
        return columns
    own = [_own_column(field, subject) for field in custom_fields.all_fields(view)]
    people = [each for each in own if is_of_contact(each)]
    others = [each for each in own if not is_of_contact(each)]
    end = next(at for at, each in enumerate(columns) if each.field == "owner_id")
    first = next(at for at, each in enumerate(columns) if is_of_contact(each))
    if subject is Subject.CONTACTS:
        return [*columns[:end], *people, *columns[end:]]
    return [*columns[:first], *others, *columns[first:end], *people, *columns[end:]]


def _own_column(field: CustomField, subject: Subject) -> ExportColumn:
    is_of_person = field.holder is FieldHolder.CONTACT
    return ExportColumn(
        f"{CONTACT_PREFIX if is_of_person else ''}{field.key}",
        field.key,
        _KIND_OF_TYPE.get(field.type, CellKind.TEXT),
        is_usual=not is_of_person or subject is Subject.CONTACTS,
        name=field.name,
    )


def _chosen(
    order: ExportOrder, known: Sequence[ExportColumn], words: ExportWords
) -> list[ExportColumn]:
    """Return the columns asked for by key or heading, or the usual ones.

    Raises FieldError for an unknown one.
    """
    if not order.columns:
        return [column for column in known if column.is_usual]
    by_name = {folded(words.label(column)): column for column in known}
    by_name |= {column.key: column for column in known}
    found: dict[str, ExportColumn] = {}
    for asked in order.columns:
        column = by_name.get(asked) or by_name.get(folded(asked))
        if column is None:
            raise FieldError("columns", "not_one_of", asked)
        found[column.key] = column
    return list(found.values())


def _of_keys(subject: Subject, keys: Sequence[str]) -> list[ExportColumn]:
    known = {column.key: column for column in (*COLUMNS_OF[subject], _HAS_TIME)}
    return [replace(known[key], name="") for key in keys]


def _office_code(view: View) -> str:
    """Return what tells this office from others in the ids of a calendar, always the same."""
    return f"{int(view.office.created_at.timestamp() * 1000):x}"
