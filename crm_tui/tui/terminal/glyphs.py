"""A compositor that keeps wide glyphs whole (textual issue 6357).

Textual cuts every line at the edges of all widgets, also of those that are covered, and splits
each widget's text at every cut; a glyph of two cells that lies across a cut becomes two blanks.
Here the pieces that one widget wins side by side are taken as one strip, and a partial update
writes each strip it touches whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.console import Console
from rich.control import Control
from textual import screen as screen_module
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

# One strip that is seen, by where it starts.
Pieces = dict[int, Strip]


class WholeStripsUpdate(ChopsUpdate):
    """A partial update that writes every strip it touches from end to end."""

    def render_segments(self, console: Console) -> str:
        """Return what is to be written to the terminal."""
        written: list[str] = []
        for y, start, end in self.spans:
            for x, strip in self.chops[y].items():
                if strip is not None and x < end and x + strip.cell_length > start:
                    written += (Control.move_to(x, y).segment.text, strip.render(console))
        return "".join(written)


class WholeGlyphCompositor(Compositor):
    """Textual's compositor, but a widget's text is cut only where another widget covers it."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """Return the update for what has changed, or None when nothing has."""
        screen_region = self.size.region
        regions = self._dirty_regions.copy()
        self._dirty_regions.clear()
        if not regions:
            return None
        changed = Region.from_union(regions).intersection(screen_region)
        # Whole strips reach beyond what has changed, so all that covers these lines must be known.
        crop = Region(0, changed.y, screen_region.width, changed.height)
        spans = list(self._regions_to_spans(regions))
        chops = self._render_chops(crop, {y for y, _, _ in spans}.__contains__)
        return WholeStripsUpdate(chops, spans, [])

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        free = [
            _spans_between(cuts) if is_rendered_line(y) else [] for y, cuts in enumerate(self.cuts)
        ]
        lines: list[Pieces] = [{} for _ in free]
        # Front to back, and of each widget only what nothing before it covers: most of what lies
        # behind a list are containers as large as the screen.
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            won = {
                y: spans
                for y in seen.intersection(crop).line_range
                if free[y] and (spans := _take(free[y], seen.x, seen.right))
            }
            if not won:
                continue
            first, last = min(won), max(won)
            shown = Region(seen.x - region.x, first - region.y, seen.width, last - first + 1)
            for y, strip in enumerate(widget.render_lines(shown), first):
                for start, end in won.get(y, ()):
                    piece = strip.crop(start - seen.x, end - seen.x)
                    lines[y][start] = piece.adjust_cell_length(end - start)
        return [dict(sorted(pieces.items())) for pieces in lines]


def _spans_between(cuts: list[int]) -> list[tuple[int, int]]:
    return [(cuts[0], cuts[-1])] if cuts[-1] > cuts[0] else []


def _take(free: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of start..end that nobody has taken, and take them."""
    won: list[tuple[int, int]] = []
    left: list[tuple[int, int]] = []
    for low, high in free:
        first, last = max(low, start), min(high, end)
        if first >= last:
            left.append((low, high))
            continue
        won.append((first, last))
        left += [piece for piece in ((low, first), (last, high)) if piece[0] < piece[1]]
    free[:] = left
    return won


def keep_wide_glyphs_whole() -> None:
    """Let every screen made from now on keep wide glyphs whole."""
    vars(screen_module)["Compositor"] = WholeGlyphCompositor
