"""The fields of a lead as options: one table for add and edit."""

from __future__ import annotations

from crm_tui.cli.customer_options import FieldOption, Reader
from crm_tui.cli.inputs import read_word
from crm_tui.cli.sessions import Session
from crm_tui.domain.contacts import Phone
from crm_tui.domain.dictionaries import DictionaryKind


def _text(_session: Session, text: str) -> object:
    # The service cleans, measures and refuses texts, for every face alike.
    return text


def _phone(_session: Session, text: str) -> object:
    return Phone(text, "")


def _word_of(kind: DictionaryKind, field: str) -> Reader:
    def read(session: Session, text: str) -> object:
        return read_word(session, kind, field, text)

    return read


LEAD_OPTIONS: tuple[FieldOption, ...] = (
    FieldOption("--company", "company", _text),
    FieldOption("--title", "title", _text),
    FieldOption("--phone", "phones", _phone, repeated=True),
    FieldOption("--email", "email", _text),
    FieldOption("--wechat", "wechat", _text),
    FieldOption("--province", "province", _text),
    FieldOption("--city", "city", _text),
    FieldOption("--address", "address", _text),
    FieldOption("--industry", "industry_id", _word_of(DictionaryKind.INDUSTRY, "industry")),
    FieldOption("--need", "need", _text),
    FieldOption("--source", "source_id", _word_of(DictionaryKind.SOURCE, "source")),
    FieldOption("--campaign", "campaign", _text),
    FieldOption("--note", "note", _text),
)
