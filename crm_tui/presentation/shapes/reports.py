"""Reports as objects for other programs."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.domain.credits import CreditSum
from crm_tui.domain.months import month_text
from crm_tui.domain.reports import REPORTED, Report
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.money import plain_amount


def report(found: Report, lines: Sequence[str], currency: str) -> Shape:
    """Return a report with its text, its sums, and what each person did."""
    coming = found.coming
    return {
        "span": found.span.value,
        "first": iso_day(found.days.first),
        "last": iso_day(found.days.last),
        "about": found.about or None,
        "text": "\n".join(lines),
        "currency": currency,
        "sums": {
            each.value: _sum(found.total(each), currency, with_amount=each.is_money)
            for each in REPORTED
        },
        "methods": [{"method": name, "count": count} for name, count in found.methods],
        "customers_followed": found.followed,
        "people": [
            {
                "login": each.login,
                "name": each.name,
                "department": each.department or None,
                "sums": {
                    credit.value: _sum(each.of(credit), currency, with_amount=credit.is_money)
                    for credit in REPORTED
                },
            }
            for each in found.people
        ],
        "targets": {
            "month": month_text(found.month),
            **{
                kind.value: {
                    "done": plain_amount(part.done, currency) if kind.is_money else part.done,
                    "target": _target(part.target, currency, is_money=kind.is_money),
                    "percent": part.percent,
                }
                for kind, part in found.targets.items()
            },
        },
        "coming": None
        if coming is None
        else {"contacts": coming.contacts, "tasks": coming.tasks, "orders": coming.orders},
    }


def _sum(found: CreditSum, currency: str, *, with_amount: bool) -> Shape:
    if not with_amount:
        return {"count": found.count}
    amount = plain_amount(found.minor, currency)
    return {"count": found.count, "amount": amount, "left_out": found.left_out}


def _target(value: int | None, currency: str, *, is_money: bool) -> object:
    return plain_amount(value, currency) if is_money and value is not None else value
