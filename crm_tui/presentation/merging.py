"""What a merge would do, or did, in words: what moves, and which side of each field stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from crm_tui.domain.custom_fields import CustomField
from crm_tui.domain.merging import FieldPair, MergeContents, Side
from crm_tui.i18n import _
from crm_tui.presentation.belongings import counted
from crm_tui.presentation.bulk_edits import label_of, value_words
from crm_tui.presentation.words import name_in_sentence


def contents_line(contents: MergeContents) -> str:
    """Say in one line what moves; nothing where nothing does."""
    return " · ".join(counted(contents))


def preview_lines(kept: str, given_up: str, contents: MergeContents, loser: str) -> Iterator[str]:
    """Yield what a merge would do, or did, in sentences."""
    yield _("“{given_up}” goes over into “{kept}”.").format(
        given_up=name_in_sentence(given_up), kept=name_in_sentence(kept)
    )
    line = contents_line(contents)
    yield _("Goes along: {things}").format(things=line) if line else _("Nothing else goes along.")
    if loser:
        yield _("{person} loses it and is told.").format(person=name_in_sentence(loser))


def side_word(side: Side) -> str:
    """Return which side of a field stands."""
    match side:
        case Side.KEPT:
            return _("of the kept one")
        case Side.GIVEN_UP:
            return _("of the other")
        case Side.BOTH:
            return _("of both")
        case _:
            assert_never(side)


def pair_words(
    pair: FieldPair,
    words: Mapping[int, str],
    own: Sequence[CustomField],
    parents: Mapping[int, str],
    currency: str,
) -> tuple[str, str, str]:
    """Return a field's label and its values on both sides, as people read them."""

    def said(value: object) -> str:
        if pair.name == "parent_id" and isinstance(value, int):
            return name_in_sentence(parents.get(value, str(value)))
        return value_words(pair.name, value, words, own, currency) or "—"

    return label_of(pair.name, own), said(pair.kept), said(pair.given_up)
