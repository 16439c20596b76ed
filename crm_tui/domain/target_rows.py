"""Rows of a file, or pasted, as targets: whose they are, of which month, and how much of what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import Enum

from crm_tui.domain.events.values import Changed
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.months import month_of, parse_month
from crm_tui.domain.product_rows import RowFault, text_of
from crm_tui.domain.targets import TargetKind
from crm_tui.domain.text import folded
from crm_tui.values import dataclass


class TargetColumn(Enum):
    """A column of a file of targets."""

    PERSON = "person"
    MONTH = "month"
    SIGNED = "signed"
    RECEIVED = "received"
    CUSTOMERS = "customers"
    FOLLOW_UPS = "follow_ups"


_HEADINGS: Mapping[TargetColumn, str] = {
    TargetColumn.PERSON: "登录名 姓名 员工 同事 销售 负责人 业务员 人员 login name person",
    TargetColumn.MONTH: "月份 月 年月 month",
    TargetColumn.SIGNED: (
        "签约目标 签约 签约额 签约金额 销售额 销售目标 业绩 业绩目标 目标"
        " targetsigned signed signedamount"
    ),
    TargetColumn.RECEIVED: "回款目标 回款 回款额 回款金额 targetreceived received receivedamount",
    TargetColumn.CUSTOMERS: "新客户目标 新客户 新增客户 新客户数 targetnewcustomers newcustomers",
    TargetColumn.FOLLOW_UPS: "跟进目标 跟进 跟进次数 跟进数 targetfollowups followups",
}
_BY_HEADING = {
    heading: column for column, headings in _HEADINGS.items() for heading in headings.split()
}
_JOINED = str.maketrans(dict.fromkeys(" _-*:："))
KIND_OF: Mapping[TargetColumn, TargetKind] = {
    TargetColumn.SIGNED: TargetKind.SIGNED,
    TargetColumn.RECEIVED: TargetKind.RECEIVED,
    TargetColumn.CUSTOMERS: TargetKind.CUSTOMERS,
    TargetColumn.FOLLOW_UPS: TargetKind.FOLLOW_UPS,
}


@dataclass(frozen=True, slots=True)
class TargetsRead:
    """What a file of targets did, or would do."""

    set: int
    same: int
    refused: tuple[RowFault, ...]
    ignored: tuple[str, ...] = ()
    """Headings that say nothing of a target."""
    changed: Changed | None = None
    """What was written, where it was not only looked at."""


@dataclass(frozen=True, slots=True)
class TargetWords:
    """What a file of targets says besides them, in the language in use."""

    login: str
    name: str
    department: str
    month: str
    target: Callable[[TargetKind], str]
    done: Callable[[TargetKind], str]
    sheet: str


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A row as it is written: the person is looked up by who stores it."""

    line: int
    person: str
    month: int | None
    values: Mapping[TargetKind, int]


def target_columns(header: Sequence[Cell]) -> dict[TargetColumn, int]:
    """Return where each column of targets is; what brackets hold does not matter."""
    found: dict[TargetColumn, int] = {}
    for at, cell in enumerate(header):
        column = target_column(cell)
        if column is not None:
            found.setdefault(column, at)
    return found


def target_column(heading: Cell) -> TargetColumn | None:
    """Return what a heading means, None for none."""
    words = folded(text_of(heading)).replace("(", "（").split("（")[0]
    return _BY_HEADING.get(words.translate(_JOINED))


def read_target(
    columns: Mapping[TargetColumn, int],
    cells: Sequence[Cell],
    line: int,
    *,
    currency: str,
    today: int,
) -> TargetLine | RowFault:
    """Return what a row says, an empty cell nothing; or why it is left out."""
    said = {
        column: cells[at]
        for column, at in columns.items()
        if at < len(cells) and text_of(cells[at])
    }
    if TargetColumn.PERSON not in said:
        return RowFault(line, "person", "required")
    person = text_of(said[TargetColumn.PERSON])
    month = _month(said.get(TargetColumn.MONTH), today)
    if month is None and TargetColumn.MONTH in said:
        month_text = text_of(said[TargetColumn.MONTH])[:40]
        return RowFault(line, "month", "no_month", month_text, person)
    values: dict[TargetKind, int] = {}
    for column, kind in KIND_OF.items():
        if column in said:
            text = text_of(said[column])
            value = read_value(kind, text, currency)
            if value is None:
                reason = "no_amount" if kind.is_money else "not_a_number"
                return RowFault(line, f"target_{kind.value}", reason, text[:40], person)
            values[kind] = value
    return TargetLine(line, person, month, values)


def read_value(kind: TargetKind, text: str, currency: str) -> int | None:
    """Return the target that a text says, exactly; None for what can be none."""
    if kind.is_money:
        found = parse_amount(text, currency)
        value = None if isinstance(found, AmountFault) else found
    else:
        plain = text.replace(",", "")
        value = int(plain) if plain.isdecimal() and len(plain) < 10 else None
    return value if value is not None and 0 <= value <= kind.largest else None


def _month(cell: Cell, today: int) -> int | None:
    if isinstance(cell, date):
        return month_of(cell.toordinal())
    return None if cell is None else parse_month(text_of(cell), today)
