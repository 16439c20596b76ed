"""What a file of targets says besides them: headings that the import knows again."""

from __future__ import annotations

from crm_tui.domain.target_rows import TargetWords
from crm_tui.i18n import _
from crm_tui.presentation.targets import target_words
from crm_tui.presentation.words import field_label, person_label, word


def target_file_words() -> TargetWords:
    """Return the words of a file of targets in the language in use."""
    return TargetWords(
        login=field_label("login"),
        name=person_label(),
        department=field_label("department"),
        month=field_label("month"),
        target=target_words,
        done=word,
        sheet=_("Targets"),
    )
