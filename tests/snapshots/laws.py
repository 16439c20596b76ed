"""What holds of every screen at every size, in every language and look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rich.cells import cell_len
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList, TextArea

from crm_tui.presentation.widths import cell_width
from crm_tui.tui.screens.jump import JumpScreen
from crm_tui.tui.widgets.fields import FormField
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.pieces import PieceLine, total_width
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.status_bar import StatusBar
from crm_tui.tui.widgets.timeline import Timeline
from tests.contrast import ratio
from tests.snapshots.pictures import Picture

_LEAST_CONTRAST = 3.0
_HAN = re.compile(r"[\u3400-\u9fff]")
# What is Chinese in English, too: amounts in words, places, what the usual rules of leads look for.
_HAN_MEANT = re.compile(
    r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]{3,}|“(?:总|转介绍)”|[^ ]+ (?:苏州|杭州|深圳|成都)"
)
_LATIN = re.compile(r"[A-Za-z]{2,}")
# As it stands in the settings file; and what a dialog covers a part of.
_NO_WORD = re.compile(r"\[keys\] [\w.]+|│[A-Za-z/]+|[A-Za-z/]+│")
# Keys, and what has no Chinese name: commands, logins, zones, currencies, addresses; the kinds of
# leads that are called so in Chinese offices, and what numbers of papers and products begin with.
LATIN_IN_CHINESE = frozenset(
    (
        *("esc", "enter", "shift", "tab", "space", "ctrl", "alt", "home", "end", "PgDn", "PgUp"),
        *(
            "Del",
            "Ins",
            "crm",
            "Excel",
            "import",
            "customers",
            "wangwei",
            "lina",
            "zhaojun",
            "Asia",
            "Shanghai",
            "CNY",
            "QQ",
            "ssh",
            "db",
            "mysql",
            "postgresql",
            "psycopg",
        ),
        *("MQL", "SQL", "BJ", "DD", "HT", "HK", "SRV", "TRN", "SAAS"),
    )
)


def broken(app: App[Any], picture: Picture, language: str) -> Iterator[str]:
    """Yield what is wrong with a screen, whatever its look."""
    yield from _outside(app, picture)
    yield from _cut_labels(app)
    yield from _cut_borders(app, picture)
    yield from _hidden_cursor(app, picture)
    yield from _hidden_choices(app, picture)
    yield from _torn_status(app, picture)
    if not isinstance(app.screen, JumpScreen):  # its letters lie over words
        yield from _foreign_words(picture, language)


def illegible(picture: Picture) -> Iterator[str]:
    """Yield letters that do not stand out from their ground."""
    for segment in picture.segments():
        style = segment.style or Style()
        if not any(map(str.isalnum, segment.text)) or style.color is None or style.bgcolor is None:
            continue
        ink, ground = map(Color.from_rich_color, (style.color, style.bgcolor))
        if ratio(ink, ground) < _LEAST_CONTRAST:
            yield f"{segment.text.strip()!r}: {style.color.name} on {style.bgcolor.name}"


def coloured(picture: Picture) -> Iterator[str]:
    """Yield what has a colour, for a terminal that asked for none."""
    for segment in picture.segments():
        style = segment.style or Style()
        for colour in (style.color, style.bgcolor):
            if colour is not None and not colour.is_default:
                yield f"{segment.text.strip()!r}: {style}"


def _outside(app: App[Any], picture: Picture) -> Iterator[str]:
    width, height = app.size
    if len(picture.lines) != height:
        yield f"{len(picture.lines)} lines instead of {height}"
    yield from (f"not {width} wide: {line!r}" for line in picture.texts if cell_len(line) != width)
    for panel in app.screen.query(".dialog--panel, .cell--panel"):
        if not app.screen.region.contains_region(panel.region):
            yield f"a dialog reaches outside: {panel.region}"


def _cut_labels(app: App[Any]) -> Iterator[str]:
    for widget in _seen(app):
        match widget:
            case Button():
                shown, room = Content.from_text(widget.label).plain, widget.content_region.width
            case FormField():
                shown, room = f"*{widget.label}", widget.label_width - 1
            case PieceLine():
                shown, room = "", widget.size.width
                if total_width(widget.pieces(room)) > room:
                    yield f"{type(widget).__name__} is wider than its line"
            case RecordList():
                yield from _cut_headers(widget)
                continue
            case _:
                continue
        if cell_width(shown) > room or not _is_whole(app, widget):
            yield f"cut: {shown!r}"


def _cut_borders(app: App[Any], picture: Picture) -> Iterator[str]:
    for widget in _seen(app):
        region = app.screen.find_widget(widget).region
        for label, y in (
            (widget.border_title, region.y),
            (widget.border_subtitle, region.bottom - 1),
        ):
            words = Content.from_markup(label).plain.strip() if label else ""
            if 0 <= y < len(picture.texts) and words not in picture.texts[y]:
                yield f"cut: {words!r} on the border of {widget!r}"


def _cut_headers(records: RecordList[Any]) -> Iterator[str]:
    layout, sort = records._layout(), records.sort
    whole = layout.placed[:-1] if layout.more else layout.placed
    for place in whole:
        arrow = sort is not None and sort.key == place.column.key
        if place.width < cell_width(place.column.label) + arrow:
            yield f"cut: the heading {place.column.label!r}"


def _hidden_cursor(app: App[Any], picture: Picture) -> Iterator[str]:
    focused = app.screen.focused
    if focused is None:
        return
    seen = app.screen.find_widget(focused).visible_region
    if not seen:
        yield f"the focus is out of sight: {focused!r}"
    elif isinstance(focused, Input | TextArea):
        if not _has_cursor(picture, seen):
            yield f"no cursor in {focused!r}"
    elif _has_rows(focused) and len({*map(str, picture.styles_in(seen))}) < 2:
        yield f"no cursor in {focused!r}"


def _hidden_choices(app: App[Any], picture: Picture) -> Iterator[str]:
    lists = [each for each in _seen(app) if isinstance(each, OptionList)]
    for each in lists:
        beside_bar = app.screen.find_widget(each).visible_region.shrink((0, 1, 0, 0))
        several = each.highlighted is not None and each.option_count > 1
        if several and not _has_cursor(picture, beside_bar):
            yield f"no cursor in {each!r}"


def _has_cursor(picture: Picture, region: Region) -> bool:
    """Whether one cell has the ink and the ground of the others changed over, or nearly so."""
    grounds = [each.bgcolor for each in picture.styles_in(region)]
    return len({*grounds}) > 1 or any(each.reverse for each in picture.styles_in(region))


def _has_rows(widget: Widget) -> bool:
    match widget:
        case RecordList():
            return widget.count > 0
        case OptionList():
            return widget.option_count > 0
        case Timeline():
            return True
        case _:
            return False


def _torn_status(app: App[Any], picture: Picture) -> Iterator[str]:
    bars = [each for each in app.screen.query(StatusBar) if each.display]
    covered = len(app.screen_stack) > 2
    for bar in bars:
        line = picture.texts[bar.region.y]
        if not covered and not re.search(r"\[\d\S+\].*● (\S+ )?$", line):
            yield f"the status line is not whole: {line!r}"
    for footer in app.screen.query(KeyFooter):
        if "?" not in (line := picture.texts[footer.region.y]) and "F1" not in line:
            yield f"no help in the footer: {line!r}"


def _foreign_words(picture: Picture, language: str) -> Iterator[str]:
    for line in picture.texts:
        if language == "en" and _HAN.search(_HAN_MEANT.sub("", line)):
            yield f"Chinese among English: {line.strip()!r}"
        elif language == "zh" and (
            words := {*_LATIN.findall(_NO_WORD.sub("", line))} - LATIN_IN_CHINESE
        ):
            yield f"English among Chinese: {sorted(words)} in {line.strip()!r}"


def _seen(app: App[Any]) -> Iterator[Widget]:
    for node in app.screen.walk_children(Widget):
        if node.display and node.region and _is_in_view(app, node):
            yield node


def _is_in_view(app: App[Any], widget: Widget) -> bool:
    return bool(app.screen.find_widget(widget).visible_region)


def _is_whole(app: App[Any], widget: Widget) -> bool:
    """Whether nothing of a widget lies beyond an edge to the side."""
    found = app.screen.find_widget(widget)
    return found.visible_region.width == found.region.width
