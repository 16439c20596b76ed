"""Words of a file that no list has yet, added to the office's lists."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.db.queries import imports
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.services.imports.storing import WordIds
from crm_tui.services.undo.words import ADDED_WORDS

_LISTS = {
    "industry_id": DictionaryKind.INDUSTRY,
    "source_id": DictionaryKind.SOURCE,
    "stage_id": DictionaryKind.STAGE,
    "method_id": DictionaryKind.FOLLOW_UP_METHOD,
    "result_id": DictionaryKind.FOLLOW_UP_RESULT,
    "kind_id": DictionaryKind.EXPENSE_KIND,
}


def added_words(unit: Unit, new: Iterable[tuple[str, str]]) -> WordIds:
    """Add words, each told with the field that holds one of its list; return their ids.

    The batch keeps them in its facts, so that an undo can take away those that nobody uses.
    """
    lists: dict[str, list[str]] = {}
    for name, word in new:
        lists.setdefault(name, []).append(word)
    ids = {
        (name, word): word_id
        for name, words in lists.items()
        for word, word_id in imports.add_words(unit, _LISTS[name], words).items()
    }
    if ids:
        unit.facts[ADDED_WORDS] = {
            name: [ids[name, word] for word in lists[name]] for name in lists
        }
    return ids
