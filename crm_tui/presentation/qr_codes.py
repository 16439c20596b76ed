"""A text as a code to scan, drawn with half blocks: two rows of the code in a line."""

from __future__ import annotations

_BORDER = 2
"""Light modules around the code; telephones read it with two."""
_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
"""What stands for an upper and a lower module, dark or light, in a dark colour on a light one."""


def code_lines(text: str) -> list[str]:
    """Return the lines of the code, to be shown dark on light whatever the screen's colours are."""
    import segno  # noqa: PLC0415 - only where a code is drawn

    modules = [
        [bool(module) for module in row]
        for row in segno.make_qr(text, error="l").matrix_iter(border=_BORDER)
    ]
    if len(modules) % 2:
        modules.append([False] * len(modules[0]))
    return [
        "".join(_BLOCKS[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(modules[::2], modules[1::2], strict=True)
    ]
