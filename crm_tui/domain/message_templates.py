"""Texts of greetings with placeholders in them: {称呼}, {公司}, {姓名}, {节日}, {我}."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crm_tui.domain.identifiers import MessageTemplateId
from crm_tui.values import dataclass

_PLACEHOLDER = re.compile(r"[{｛]([^{}｛｝\n]*)[}｝]")
_NAMES: Mapping[str, str] = {
    "称呼": "salutation",
    "公司": "company",
    "姓名": "name",
    "节日": "occasion",
    "我": "me",
}
PLACEHOLDERS = tuple(_NAMES)
"""What a template may ask for, as it is written in Chinese; English names do as well."""


@dataclass(frozen=True, slots=True)
class MessageTemplateFields:
    """What a person writes of a template."""

    name: str
    body: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class MessageTemplateRow:
    """A template as listed."""

    id: MessageTemplateId
    fields: MessageTemplateFields
    version: int


@dataclass(frozen=True, slots=True)
class Addressee:
    """What a greeting says of whom it is for, and of who sends it."""

    salutation: str
    company: str
    name: str
    occasion: str
    me: str


def unknown_placeholders(text: str) -> tuple[str, ...]:
    """Return what a text asks for and nobody knows, each once, as it is written."""
    asked = dict.fromkeys(_PLACEHOLDER.findall(text))
    return tuple(each for each in asked if _field(each) is None)


def filled(text: str, addressee: Addressee) -> str:
    """Return the text for one person; an unknown placeholder stays as it is written."""

    def value(found: re.Match[str]) -> str:
        field = _field(found[1])
        return found[0] if field is None else str(getattr(addressee, field))

    return _PLACEHOLDER.sub(value, text)


def _field(written: str) -> str | None:
    name = written.strip().lower()
    return _NAMES.get(name) or (name if name in _NAMES.values() else None)
