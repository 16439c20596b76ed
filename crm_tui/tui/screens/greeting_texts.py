"""The fields of a text of greetings, with the placeholders that it may ask for."""

from __future__ import annotations

from typing import Any

from crm_tui.domain.message_templates import PLACEHOLDERS, unknown_placeholders
from crm_tui.i18n import _
from crm_tui.presentation.widths import plain
from crm_tui.presentation.words import field_label
from crm_tui.tui.widgets.fields import FormField, MultiLineField, TextField

_BODY_LIMIT = 4000


def text_fields() -> list[FormField[Any]]:
    """Return the fields of a new text: its name, what it says, and the subject of a mail."""
    return [
        TextField(field_label("template_name"), required=True, limit=100, id="template_name"),
        TemplateField(_("Text"), required=True, limit=_BODY_LIMIT, id="template_body"),
        TextField(field_label("template_subject"), limit=200, id="subject"),
    ]


class TemplateField(MultiLineField):
    """A text with placeholders, which stand below; one that nobody knows is named."""

    def on_mount(self) -> None:
        """Say which placeholders there are before anything is typed."""
        self.show_note(self.hint(), is_fault=False)

    def hint(self) -> str:
        """Return the placeholders."""
        return " ".join(f"{{{each}}}" for each in PLACEHOLDERS)

    def why_wrong(self) -> str | None:
        """Return which placeholders nobody knows."""
        unknown = unknown_placeholders(self.value)
        if not unknown:
            return None
        named = " ".join(f"{{{each}}}" for each in unknown)
        return _(
            "Nobody knows {value}; a text may ask for {{称呼}} {{公司}} {{姓名}} {{节日}} {{我}}."
        ).format(value=plain(named))
