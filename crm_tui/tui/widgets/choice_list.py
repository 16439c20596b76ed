"""A list of choices whose cursor is seen without colours too."""

from __future__ import annotations

from dataclasses import replace

from textual.style import Style
from textual.widgets import OptionList


class ChoiceList(OptionList):
    """Choices in lines; the library forgets that the one under the cursor may be reversed."""

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Return how a part of the list is drawn."""
        style = super().get_visual_style(*component_classes, partial=partial)
        looks = (self.get_component_styles(name).text_style for name in component_classes)
        return replace(style, reverse=True) if any(look.reverse for look in looks) else style
