"""What remains of a line: the words that were not taken out, put together to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from crm_tui.domain.entries.values import Span, SpanKind

JOINTS = ",;:、，；：\uff64"
"""Signs between clauses: they go with what was taken out beside them."""


def whole(spans: Iterable[Span], length: int) -> tuple[Span, ...]:
    """Return the spans in order with content between them, so that each character is in one."""
    return tuple(_with_gaps(sorted(spans, key=lambda each: each.start), length))


def _with_gaps(spans: Sequence[Span], length: int) -> Iterator[Span]:
    place = 0
    for each in spans:
        if each.start > place:
            yield Span(place, each.start, SpanKind.CONTENT)
        yield each
        place = each.end
    if place < length:
        yield Span(place, length, SpanKind.CONTENT)


def content_of(text: str, spans: Sequence[Span]) -> str:
    """Return what was said: the content's stretches, with one joint where something was taken."""
    said = ""
    joint = ""
    for piece in _pieces(text, spans):
        lead, words, tail = _trimmed(piece)
        joint = _stronger(joint, lead)
        if words:
            said += (joint or " ") * bool(said) + words
            joint = tail
        else:
            joint = _stronger(joint, tail)
    return said.strip()


def _pieces(text: str, spans: Sequence[Span]) -> Iterator[str]:
    """Yield each run of content between two things that were taken out."""
    piece = ""
    for each in spans:
        if each.is_content:
            piece += text[each.start : each.end]
        else:
            yield piece
            piece = ""
    yield piece


def _trimmed(piece: str) -> tuple[str, str, str]:
    """Return what joins a piece to the one before, its words, and what joins it to the next."""
    inner = piece.lstrip(JOINTS + _BLANKS)
    words = inner.rstrip(JOINTS + _BLANKS)
    return piece[: len(piece) - len(inner)], words, inner[len(words) :]


def _stronger(before: str, here: str) -> str:
    """Return how two pieces are joined: by a line break, else by the sign that stood there."""
    both = before + here
    if "\n" in both:
        return "\n"
    signs = [sign for sign in both if sign in JOINTS]
    return signs[0] if signs else ""


_BLANKS = " \t\n\r\u3000\u00a0"
