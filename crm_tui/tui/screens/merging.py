"""Two customers side by side: which side of each field stands, what moves, and then one is left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.merging import UNITED, FieldPair, KeepTheHeldOne, Side
from crm_tui.errors import ConflictError, CrmError, RefusedError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.merging import contents_line, pair_words, preview_lines
from crm_tui.presentation.widths import fit
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import Scope, bindings_of, command
from crm_tui.tui.operations import operations_of
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_list import ChoiceList
from crm_tui.tui.widgets.dialogs import ConfirmDialog, Dialog, DialogButton

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.merging import Merged, MergePreview

_LABEL_CELLS = 14
_MARKS = 8
"""Cells beside the label and the two values: their marks and what stands between."""
_OTHER = {Side.KEPT: Side.GIVEN_UP, Side.GIVEN_UP: Side.KEPT, Side.BOTH: Side.KEPT}


class MergeScreen(Dialog["Merged"]):
    """Answers with what the merge did; closing it changes nothing."""

    scope = Scope.MERGE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.MERGE)]

    def __init__(self, session: Session, kept_id: CustomerId, given_up_id: CustomerId) -> None:
        buttons = (
            DialogButton("merge", _("Merge"), "merge.do"),
            DialogButton("swap", _("Keep the other"), "merge.swap"),
            DialogButton("close", _("Cancel"), "dialog.cancel"),
        )
        super().__init__(_("Make one customer of two"), buttons)
        self._session = session
        self._ids = (kept_id, given_up_id)
        self._choices: dict[str, Side] = {}
        self._preview: MergePreview | None = None
        self._pairs: tuple[FieldPair, ...] = ()
        self._may_turn = True
        """Whether the held one is still to be put first by itself, as it must be kept."""

    def compose_body(self) -> ComposeResult:
        """Show who is kept and who goes over, the fields, and what moves."""
        yield Static(id="merge-head", markup=False, classes="dialog--lines")
        yield ChoiceList(markup=False, compact=True, classes="dialog--choices")
        yield Static(id="merge-foot", markup=False, classes="dialog--lines")

    def on_mount(self) -> None:
        """Read both."""
        self._list.focus()
        self._read()

    @property
    def is_dirty(self) -> bool:
        """Whether closing would lose a choice."""
        return bool(self._choices)

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    # --- reading ---------------------------------------------------------------------------------

    def _read(self) -> None:
        merging, actor = self._session.crm.merging, self._session.actor
        ids, choices = self._ids, dict(self._choices)
        operations_of(self).ask(
            lambda: merging.preview(actor, *ids, choices),
            self._show,
            key="merge preview",
            failed=self._not_to_be_had,
        )

    def _not_to_be_had(self, error: CrmError) -> None:
        operations_of(self).show_error(error)
        self.dismiss(None)

    def _show(self, preview: MergePreview) -> None:
        if not self.is_running:
            return
        refusal = preview.refusal
        must_turn = isinstance(refusal, RefusedError) and isinstance(
            refusal.refusal, KeepTheHeldOne
        )
        if must_turn and self._may_turn:
            self._turn()
            return
        self._may_turn = False
        self._preview = preview
        self._draw()

    def _draw(self) -> None:
        preview = self._preview
        if preview is None:
            return
        differing = [each for each in preview.pairs if each.differs]
        self._pairs = tuple(differing)
        alike = [
            each for each in preview.pairs if not each.differs and each.kept not in ("", None, ())
        ]
        at = self._list.highlighted or 0
        self._list.clear_options()
        self._list.add_options([Option(self._line(preview, each)) for each in self._pairs])
        self._list.add_options(
            [Option(self._line(preview, each).stylize("dim"), disabled=True) for each in alike]
        )
        self._list.highlighted = min(at, len(self._pairs) - 1) if self._pairs else None
        self.query_one("#merge-head", Static).update(self._head(preview))
        self.query_one("#merge-foot", Static).update(_foot(preview))

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the lines out anew."""
        self._draw()

    @property
    def _value_cells(self) -> int:
        width = self._list.scrollable_content_region.width or self.app.size.width - 6
        return max((width - _LABEL_CELLS - _MARKS) // 2, 8)

    def _head(self, preview: MergePreview) -> Content:
        blank, cells, gap = " " * (_LABEL_CELLS + 3), self._value_cells, " " * 3
        words = (_("Stays: {customer}"), _("Goes over: {customer}"))
        rows = (preview.kept, preview.given_up)
        names = [
            said.format(customer=f"{row.id} {name_in_sentence(row.name)}")
            for said, row in zip(words, rows, strict=True)
        ]
        holders = [name_in_sentence(row.owner or row.pool) for row in rows]
        lines = (gap.join(fit(each, cells) for each in line) for line in (names, holders))
        return Content("\n".join(f"{blank}{line}" for line in lines))

    def _line(self, preview: MergePreview, pair: FieldPair) -> Content:
        currency = self._session.office.currency
        label, *values = pair_words(pair, preview.words, preview.own, preview.parents, currency)
        stands = (pair.side is not Side.GIVEN_UP, pair.side is not Side.KEPT)
        parts = [Content(fit(label, _LABEL_CELLS))]
        for value, is_taken in zip(values, stands, strict=True):
            mark = "✓" if is_taken else " "
            said = Content(f" {mark} {fit(value, self._value_cells)}")
            parts.append(said.stylize("bold") if is_taken else said)
        return Content("").join(parts)

    # --- choosing --------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Let the other side of the field that was clicked stand."""
        event.stop()
        self.action_other_side()

    def action_other_side(self) -> None:
        """Let the other side stand; of what may be many, first one, then the other, then both."""
        self._choose(_following)

    def action_take_side(self, side: str) -> None:
        """Let one side of the field stand."""
        self._choose(lambda _pair: Side(side))

    def _choose(self, side_of: Callable[[FieldPair], Side]) -> None:
        at = self._list.highlighted
        if at is None or at >= len(self._pairs):
            return
        pair = self._pairs[at]
        self._choices[pair.name] = side_of(pair)
        self._read()

    def action_swap(self) -> None:
        """Let the other one stay; what was chosen stays chosen."""
        self._may_turn = False
        self._turn()

    def _turn(self) -> None:
        self._may_turn = False
        self._ids = (self._ids[1], self._ids[0])
        turned = {Side.KEPT: Side.GIVEN_UP, Side.GIVEN_UP: Side.KEPT, Side.BOTH: Side.BOTH}
        self._choices = {name: turned[side] for name, side in self._choices.items()}
        self._read()

    # --- doing -----------------------------------------------------------------------------------

    def pressed(self, answer: str) -> None:
        """Do what a button means."""
        match answer:
            case "merge":
                self.action_merge()
            case "swap":
                self.action_swap()
            case _:
                self.action_cancel()

    def action_merge(self) -> None:
        """Ask, then merge; say why where it is refused."""
        preview = self._preview
        if preview is None:
            return
        if preview.refusal is not None:
            operations_of(self).tell(errors.sentence(preview.refusal), severity="warning")
            return
        lines = preview_lines(
            preview.kept.name, preview.given_up.name, preview.contents, preview.loser
        )
        dialog = ConfirmDialog(
            _("Merge?"),
            Content("\n".join((*lines, _("u takes it back as long as nobody works on it.")))),
            yes=_("Merge"),
            no=_("Keep both"),
            is_dangerous=True,
        )
        self.app.push_screen(dialog, partial(self._merge, preview))

    def _merge(self, preview: MergePreview, confirmed: bool | None) -> None:
        if not confirmed:
            return
        merging, actor = self._session.crm.merging, self._session.actor
        kept_id, given_up_id, choices = preview.kept.id, preview.given_up.id, dict(self._choices)
        operations_of(self).perform(
            lambda: merging.merge(actor, kept_id, given_up_id, choices, seen=preview.seen),
            self._merged,
            self._failed,
        )

    def _merged(self, merged: Merged) -> None:
        words = _("“{given_up}” is one with “{kept}” now · u takes it back")
        operations_of(self).tell(
            words.format(
                given_up=name_in_sentence(merged.given_up), kept=name_in_sentence(merged.kept)
            )
        )
        self.dismiss(merged)

    def _failed(self, error: CrmError) -> None:
        operations_of(self).show_error(error)
        if isinstance(error, ConflictError):
            self._read()


def _following(pair: FieldPair) -> Side:
    if pair.name in UNITED and pair.side is Side.GIVEN_UP:
        return Side.BOTH
    return _OTHER[pair.side]


def _foot(preview: MergePreview) -> Content:
    if preview.refusal is not None:
        return Content.styled(errors.sentence(preview.refusal), "$text-error")
    line = contents_line(preview.contents)
    moves = _("Goes along: {things}").format(things=line) if line else _("Nothing else goes along.")
    keys = _("{other} other side · {swap} keep the other · {do} merge").format(
        other=command("merge.other_side").shown_key,
        swap=command("merge.swap").shown_key,
        do=command("merge.do").shown_key,
    )
    return Content(f"{moves}\n{keys}")
