"""The word on screen for every value that is stored as a code, and the label of every field."""

from crm_tui.presentation.words.fields import FIELDS, field_label, person_label
from crm_tui.presentation.words.operations import (
    attempted_word,
    operation_word,
    operations_by_word,
    operations_called,
)
from crm_tui.presentation.words.records import more_words, name_in_sentence, record_word
from crm_tui.presentation.words.values import (
    coded_word,
    deciding_word,
    hold_cause_word,
    ineffective_word,
    optional_word,
    permission_word,
    road_word,
    word,
)

__all__ = [
    "FIELDS",
    "attempted_word",
    "coded_word",
    "deciding_word",
    "field_label",
    "hold_cause_word",
    "ineffective_word",
    "more_words",
    "name_in_sentence",
    "operation_word",
    "operations_by_word",
    "operations_called",
    "optional_word",
    "permission_word",
    "person_label",
    "record_word",
    "road_word",
    "word",
]
