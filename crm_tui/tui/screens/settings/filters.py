"""The fields that say which customers a rule or a route is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from textual.dom import DOMNode

from crm_tui.domain.customers import CustomerType, Level
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.pools import RuleFilter
from crm_tui.i18n import _
from crm_tui.presentation.words import field_label
from crm_tui.tui.screens.form_choices import enum_choices, word_choices
from crm_tui.tui.screens.settings.choosing import province_choices
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.fields import FormField
from crm_tui.tui.widgets.several_field import SeveralField, WordsField


def filter_fields(session: Session, wanted: RuleFilter) -> Iterator[FormField[Any]]:
    """Yield a field for each part of a filter; an empty one accepts all."""
    accepts_all = _("empty: all")
    yield SeveralField(
        field_label("level"),
        enum_choices(Level),
        [each for each in Level if each.value in wanted.levels],
        placeholder=accepts_all,
        id="levels",
    )
    yield SeveralField(
        field_label("type"),
        enum_choices(CustomerType),
        [each for each in CustomerType if each.value in wanted.types],
        placeholder=accepts_all,
        id="types",
    )
    for name, kind, ids in (
        ("industry", DictionaryKind.INDUSTRY, wanted.industry_ids),
        ("source", DictionaryKind.SOURCE, wanted.source_ids),
    ):
        yield SeveralField(
            field_label(name),
            word_choices(session, kind),
            sorted(ids),
            placeholder=accepts_all,
            id=f"{name}_ids",
        )
    yield WordsField(
        field_label("province"),
        province_choices(),
        sorted(wanted.provinces),
        placeholder=accepts_all,
        id="provinces",
    )
    yield WordsField(
        field_label("tags"), (), sorted(wanted.tags), placeholder=_("any of these"), id="tags"
    )


def filter_in(form: DOMNode) -> RuleFilter:
    """Return the filter that stands in the fields."""

    def values(name: str) -> tuple[Any, ...]:
        found: tuple[Any, ...] = form.query_one(f"#{name}", SeveralField).value
        return found

    return RuleFilter(
        levels=frozenset(each.value for each in values("levels")),
        types=frozenset(each.value for each in values("types")),
        industry_ids=frozenset(values("industry_ids")),
        source_ids=frozenset(values("source_ids")),
        provinces=frozenset(values("provinces")),
        tags=frozenset(values("tags")),
    )


def words_by_id(session: Session) -> Mapping[int, str]:
    """Return the office's industries and sources by their ids."""
    wanted: Sequence[DictionaryKind] = (DictionaryKind.INDUSTRY, DictionaryKind.SOURCE)
    return {each.id: each.name for each in session.words if each.kind in wanted}


def methods_by_code(session: Session) -> Mapping[str, str]:
    """Return the office's ways of following up by their codes."""
    return {
        each.code: each.name
        for each in session.words
        if each.kind is DictionaryKind.FOLLOW_UP_METHOD
    }
