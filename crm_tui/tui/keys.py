"""The one registry of keys: footer, help, palette and bindings are all read from here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from textual.binding import Binding
from textual.keys import _character_to_key as key_name_of

from crm_tui.i18n import N_


class Scope(Enum):
    """A part of the program in which a key has its meaning."""

    EVERYWHERE = auto()  # every screen but forms and dialogs
    TABS = auto()  # the screens behind the tabs
    LIST = auto()  # a list of records has the focus
    RECORD = auto()  # a customer is under the cursor or open
    CUSTOMERS = auto()
    POOL = auto()
    TODAY = auto()
    DETAIL = auto()
    TIMELINE = auto()  # the timeline of a record has the focus
    FORM = auto()
    CUSTOMER_FORM = auto()  # the form of a customer
    CHOICE = auto()  # a field whose choices are open
    DIALOG = auto()
    CONFIRM = auto()  # a dialog that asks yes or no
    START = auto()  # the screen of the first start


# Which scopes are in force together on each kind of screen.
SCREENS: Mapping[Scope, frozenset[Scope]] = {
    Scope.TODAY: frozenset({Scope.EVERYWHERE, Scope.TABS, Scope.LIST, Scope.RECORD, Scope.TODAY}),
    Scope.CUSTOMERS: frozenset(
        {Scope.EVERYWHERE, Scope.TABS, Scope.LIST, Scope.RECORD, Scope.CUSTOMERS}
    ),
    Scope.POOL: frozenset({Scope.EVERYWHERE, Scope.TABS, Scope.LIST, Scope.RECORD, Scope.POOL}),
    Scope.DETAIL: frozenset({Scope.EVERYWHERE, Scope.RECORD, Scope.DETAIL, Scope.TIMELINE}),
    Scope.FORM: frozenset({Scope.FORM}),
    Scope.CUSTOMER_FORM: frozenset({Scope.FORM, Scope.CUSTOMER_FORM}),
    Scope.START: frozenset({Scope.FORM, Scope.START}),
    Scope.CHOICE: frozenset({Scope.CHOICE}),
    Scope.DIALOG: frozenset({Scope.DIALOG}),
    Scope.CONFIRM: frozenset({Scope.DIALOG, Scope.CONFIRM}),
}


@dataclass(frozen=True, slots=True)
class KeyCommand:
    """One thing a person can do by key; labels are msgids, translated when shown."""

    id: str
    keys: tuple[str, ...]
    action: str
    label: str
    help: str
    scopes: frozenset[Scope]
    initials: str = ""
    """Pinyin initials of the Chinese label, for the palette."""
    footer: int | None = None
    """Place in the footer, smallest first; None is never shown there."""
    in_palette: bool = True
    priority: bool = False
    """Whether it comes before what the focused widget does with the key."""

    @property
    def shown_key(self) -> str:
        """The key as footer and help print it."""
        return key_label(self.keys[0])


_SHOWN_KEYS: Mapping[str, str] = {
    "escape": "esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "backspace": "⌫",
}


def key_label(key: str) -> str:
    """Return a short name for a key: `^s` for ctrl+s, `F5` for f5, `↓` for down."""
    if key.startswith("ctrl+"):
        return "^" + key_label(key.removeprefix("ctrl+"))
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    return _SHOWN_KEYS.get(key, key)


def _command(  # noqa: PLR0913 - a row of a table
    id: str,  # noqa: A002 - the field's own name
    keys: str,
    action: str,
    label: str,
    help: str,  # noqa: A002 - the field's own name
    *scopes: Scope,
    initials: str = "",
    footer: int | None = None,
    in_palette: bool = True,
    priority: bool = False,
) -> KeyCommand:
    return KeyCommand(
        id=id,
        keys=tuple(keys.split()),
        action=action,
        label=label,
        help=help,
        scopes=frozenset(scopes),
        initials=initials,
        footer=footer,
        in_palette=in_palette,
        priority=priority,
    )


# fmt: off
COMMANDS: tuple[KeyCommand, ...] = (
    _command("tab.today", "1", "show_tab('today')", N_("Today"),
             N_("What to do now, most urgent first"),
             Scope.TABS, Scope.DETAIL, initials="jr"),
    _command("tab.customers", "2", "show_tab('customers')", N_("Customers"),
             N_("The customers you may see"),
             Scope.TABS, Scope.DETAIL, initials="kh"),
    _command("tab.pool", "3", "show_tab('pool')", N_("Pool"),
             N_("Customers that wait to be claimed"),
             Scope.TABS, Scope.DETAIL, initials="gh"),

    _command("palette", ": ctrl+p ：", "palette", N_("All commands"),
             N_("Find a command by its name, pinyin initials or English"),
             Scope.EVERYWHERE, initials="qbml", in_palette=False),
    _command("help", "? f1 ？", "help", N_("Help"),
             N_("The keys of this screen"),
             Scope.EVERYWHERE, initials="bz", footer=90),
    _command("search", "/ f10 ／ 、", "search", N_("Search"),
             N_("Search in this list by name, pinyin initials, contact or phone"),
             Scope.TABS, initials="ss", footer=80),
    _command("clear", "escape", "clear", N_("Clear"),
             N_("Drop the search, then the marks"),
             Scope.TABS, initials="qc"),
    _command("sort", "s", "sort", N_("Sort"),
             N_("Choose the column that sorts the list"),
             Scope.TABS, initials="px"),
    _command("views", "v", "views", N_("Views"),
             N_("Choose which customers the list shows, or which pool"),
             Scope.CUSTOMERS, Scope.POOL, initials="st", footer=70),
    _command("preview", "p", "toggle_preview", N_("Preview"),
             N_("Show or hide the preview beside the list"),
             Scope.TABS, initials="yl"),
    _command("sweep.review", "S", "review_sweep", N_("Held sweep"),
             N_("Look through a sweep that waits for you, and let it run"),
             Scope.TODAY, initials="zhhs"),
    _command("quit", "q ctrl+q", "quit", N_("Quit"),
             N_("Leave the program"),
             Scope.TABS, initials="tc"),

    _command("open", "enter", "open", N_("Open"),
             N_("Open the customer under the cursor"),
             Scope.LIST, initials="dk", footer=10),
    _command("follow_up", "f f5", "follow_up", N_("Follow up"),
             N_("Write down a call, a visit or a message"),
             Scope.RECORD, initials="xgj", footer=20),
    _command("next_contact", "n f6", "next_contact", N_("Next contact"),
             N_("Set when to contact this customer next"),
             Scope.RECORD, initials="xclx", footer=30),
    _command("claim", "c f7", "claim", N_("Claim"),
             N_("Take the customer, or all marked ones, from the pool"),
             Scope.RECORD, initials="lq", footer=40),
    _command("return", "r f8", "return_to_pool", N_("Return"),
             N_("Give the customer back to the pool, with a reason"),
             Scope.RECORD, initials="th", footer=50),
    _command("task", "t f9", "task", N_("Reminder"),
             N_("Set a task or a reminder"),
             Scope.RECORD, initials="tx"),
    _command("assign", "a", "assign", N_("Assign"),
             N_("Give the customer to a colleague"),
             Scope.RECORD, initials="fp"),
    _command("edit", "e f4", "edit", N_("Edit"),
             N_("Change the customer's fields"),
             Scope.RECORD, initials="bj"),
    _command("contact.new", "C", "new_contact", N_("New contact"),
             N_("Add a person to this customer"),
             Scope.RECORD, initials="xjlxr"),
    _command("why", "w", "why", N_("Why"),
             N_("Which rule takes this customer back, when, and what would extend it"),
             Scope.RECORD, initials="hssm"),
    _command("customer.new", "N f3", "new_customer", N_("New customer"),
             N_("Enter a new customer"),
             Scope.EVERYWHERE, initials="xjkh"),
    _command("undo", "u ctrl+z", "undo", N_("Undo"),
             N_("Take back the last thing you did"),
             Scope.EVERYWHERE, initials="cx"),

    _command("list.mark", "space", "mark", N_("Mark"),
             N_("Mark this row and go to the next"),
             Scope.LIST, initials="xz", footer=60),
    _command("list.mark_range", "V", "mark_range", N_("Mark range"),
             N_("Mark all rows from the last mark to here"),
             Scope.LIST, initials="xzfw"),
    _command("list.mark_all", "* ＊", "mark_all", N_("Mark all"),
             N_("Mark every row of this list"),
             Scope.LIST, initials="qx"),
    _command("list.down", "down j", "move(1)", N_("Down"), N_("Go one row down"),
             Scope.LIST, Scope.TIMELINE, in_palette=False),
    _command("list.up", "up k", "move(-1)", N_("Up"), N_("Go one row up"),
             Scope.LIST, Scope.TIMELINE, in_palette=False),
    _command("list.page_down", "pagedown", "page(1)", N_("Page down"), N_("Go one page down"),
             Scope.LIST, Scope.TIMELINE, in_palette=False),
    _command("list.page_up", "pageup", "page(-1)", N_("Page up"), N_("Go one page up"),
             Scope.LIST, Scope.TIMELINE, in_palette=False),
    _command("list.first", "home g", "first", N_("First row"), N_("Go to the first row"),
             Scope.LIST, Scope.TIMELINE, in_palette=False),
    _command("list.last", "end G", "last", N_("Last row"), N_("Go to the last row"),
             Scope.LIST, Scope.TIMELINE, in_palette=False),
    _command("list.right", "right l", "sideways(1)", N_("Columns to the right"),
             N_("Show the columns further right"), Scope.LIST, in_palette=False),
    _command("list.left", "left h", "sideways(-1)", N_("Columns to the left"),
             N_("Show the columns further left"), Scope.LIST, in_palette=False),

    _command("timeline.open", "enter", "open", N_("Open"), N_("Open the entry"),
             Scope.TIMELINE, in_palette=False),
    _command("back", "escape q ctrl+left backspace", "back", N_("Back"),
             N_("Go back to where you came from"),
             Scope.DETAIL, initials="fh", footer=5),
    _command("record.next", "] 】", "next_record", N_("Next record"),
             N_("The next customer of the list, without leaving this screen"),
             Scope.DETAIL, initials="xyg", footer=60),
    _command("record.previous", "[ 【", "previous_record", N_("Previous record"),
             N_("The previous customer of the list, without leaving this screen"),
             Scope.DETAIL, initials="syg"),

    _command("timeline.filter", "v", "filter_timeline", N_("Filter timeline"),
             N_("Show all entries, or only follow-ups, changes of owner or edits"),
             Scope.DETAIL, initials="sxsjx", footer=70),
    _command("contact.edit", "E", "edit_contact", N_("Edit contact"),
             N_("Change a contact of this customer"),
             Scope.DETAIL, initials="bjlxr"),
    _command("task.done", "d", "finish_task", N_("Reminder done"),
             N_("Mark a reminder as done"),
             Scope.DETAIL, Scope.TODAY, initials="wctx", footer=70),

    _command("form.save", "f2 ctrl+s ctrl+enter", "save", N_("Save"), N_("Save what was typed"),
             Scope.FORM, initials="bc", footer=10, priority=True),
    _command("form.cancel", "escape", "cancel", N_("Cancel"),
             N_("Leave; asks first if something was typed"),
             Scope.FORM, initials="qx", footer=20),
    _command("form.save_contact", "f3", "save_and_add_contact", N_("Save, new contact"),
             N_("Save and enter another contact of this customer"),
             Scope.CUSTOMER_FORM, initials="bcbxjlxr", footer=30, in_palette=False, priority=True),
    _command("form.save_another", "f4", "save_and_start_anew", N_("Save, next customer"),
             N_("Save and enter another customer"),
             Scope.CUSTOMER_FORM, initials="bcbjxxj", footer=40, in_palette=False, priority=True),
    _command("form.next_group", "f6", "next_group", N_("Next group"),
             N_("Go to the next group of fields"),
             Scope.CUSTOMER_FORM, initials="xyz", footer=50, in_palette=False, priority=True),
    _command("form.open_duplicate", "f7", "open_duplicate", N_("Open that one"),
             N_("Open the customer that has the same name or phone"),
             Scope.CUSTOMER_FORM, initials="dkcf", footer=60, in_palette=False, priority=True),

    _command("start.samples", "f3", "start_with_samples", N_("Sample data"),
             N_("Start with made-up customers, to try the program"),
             Scope.START, initials="slsj", footer=15, in_palette=False),

    _command("choice.down", "down", "move(1)", N_("Down"), N_("Open the choices; go one down"),
             Scope.CHOICE, in_palette=False),
    _command("choice.up", "up", "move(-1)", N_("Up"), N_("Go one choice up"),
             Scope.CHOICE, in_palette=False),
    _command("choice.close", "escape", "close", N_("Close"), N_("Close the choices"),
             Scope.CHOICE, in_palette=False),

    _command("dialog.cancel", "escape", "cancel", N_("Cancel"),
             N_("Close; asks first if something was typed"),
             Scope.DIALOG, in_palette=False),
    _command("confirm.yes", "y f2", "answer(True)", N_("Yes"), N_("Do it"),
             Scope.CONFIRM, in_palette=False),
    _command("confirm.no", "n f3", "answer(False)", N_("No"), N_("Leave it"),
             Scope.CONFIRM, in_palette=False),
)
# fmt: on

_BY_ID: Mapping[str, KeyCommand] = {command.id: command for command in COMMANDS}


class KeymapError(ValueError):
    """A wish for other keys cannot be met; names the commands or keys at fault."""

    def __init__(self, *, unknown: tuple[str, ...] = (), clashing: tuple[str, ...] = ()) -> None:
        super().__init__(*unknown, *clashing)
        self.unknown = unknown
        self.clashing = clashing


def command(command_id: str) -> KeyCommand:
    """Return the command with this id."""
    return _BY_ID[command_id]


def commands_on(screen: Scope, commands: Iterable[KeyCommand] = COMMANDS) -> list[KeyCommand]:
    """Return every command that works on this kind of screen, in the registry's order."""
    in_force = SCREENS.get(screen, frozenset({screen}))
    return [each for each in commands if each.scopes & in_force]


def bindings_of(*scopes: Scope) -> list[Binding]:
    """Return the bindings that belong to these scopes, for a class's BINDINGS."""
    wanted = frozenset(scopes)
    return [_binding(each) for each in COMMANDS if each.scopes & wanted]


def bindings_for(screen: Scope) -> list[Binding]:
    """Return the bindings of a kind of screen, without those its list or timeline brings itself."""
    own = SCREENS.get(screen, frozenset({screen})) - {Scope.LIST, Scope.TIMELINE}
    return bindings_of(*own)


def _binding(each: KeyCommand) -> Binding:
    return Binding(
        ",".join(key_name_of(key) if len(key) == 1 else key for key in each.keys),
        each.action,
        each.label,
        tooltip=each.help,
        id=each.id,
        priority=each.priority,
    )


def clashing_keys(commands: Iterable[KeyCommand] = COMMANDS) -> list[str]:
    """Return each key that has two meanings on one kind of screen, as `screen: key`."""
    listed = list(commands)
    clashes = []
    for screen in SCREENS:
        taken: dict[str, str] = {}
        for each in commands_on(screen, listed):
            for key in each.keys:
                if taken.setdefault(key, each.id) != each.id:
                    clashes.append(f"{screen.name.lower()}: {key}")
    return clashes


def keymap_from(wishes: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the keymap for `App.set_keymap` that gives commands the keys a user wishes.

    Raises KeymapError when a command does not exist or a key would mean two things.
    """
    unknown = tuple(sorted(set(wishes) - set(_BY_ID)))
    if unknown:
        raise KeymapError(unknown=unknown)
    changed = [
        replace(each, keys=wishes[each.id]) if each.id in wishes else each for each in COMMANDS
    ]
    clashing = tuple(clashing_keys(changed))
    if clashing:
        raise KeymapError(clashing=clashing)
    return {
        command_id: ",".join(key_name_of(key) if len(key) == 1 else key for key in keys)
        for command_id, keys in wishes.items()
    }
