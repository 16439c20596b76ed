"""What is set on this machine: keys, colours, language, and the window's title."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from textual.app import App
from textual.geometry import Size
from textual.message_pump import MessagePump
from textual.screen import Screen

from crm_tui.domain.text import printable
from crm_tui.i18n import _
from crm_tui.presentation.widths import cut
from crm_tui.settings import (
    BackupSettings,
    Display,
    Settings,
    SettingsFileError,
    remember_backups,
    remember_display,
    remember_keys,
    remember_language,
)
from crm_tui.tui.keys import KeymapError, keymap_from, use_keys, wished_keys
from crm_tui.tui.operations import Operations
from crm_tui.tui.terminal.application import TerminalApp

Keys = Mapping[str, tuple[str, ...]]

_LATELY = 20
_TITLE_CELLS = 80


class Machine(Operations, TerminalApp[None]):
    """An app that knows what was set on this machine, and keeps what is set anew."""

    SMALLEST = Size(80, 24)

    def __init__(self, settings: Settings) -> None:
        super().__init__(crash_folder=settings.log_folder, display=settings.display)
        self.settings = settings
        self.lately_run: list[str] = []
        """The commands chosen by name since the start, the last one first."""

    # Keys ---------------------------------------------------------------------------------------

    def use_settings(self) -> None:
        """Let the user's own keys hold, and say what of the settings file cannot be used."""
        unusable = [_("all of it") if each == "file" else each for each in self.settings.unusable]
        try:
            self._use_keys(self.settings.keys)
        except KeymapError as error:
            self._use_keys({})
            unusable.append(f"[keys] {error.first}")
        if unusable:
            words = _("Not understood in {file}, so left out: {names}")
            names = _(", ").join(printable(each) for each in unusable)
            told = words.format(file=self.settings.file, names=names)
            self.tell(told, severity="warning")

    def _use_keys(self, wishes: Keys) -> None:
        use_keys(wishes)
        self.set_keymap(keymap_from(wishes))

    def change_keys(self, wishes: Keys) -> None:
        """Let these keys hold from now on, here and at the next start.

        Raises KeymapError, and changes nothing, when a key would mean two things.
        """
        settings, before = self.settings, dict(wished_keys())
        self._use_keys(wishes)
        self.settings = replace(settings, keys=wishes)
        self._keep(lambda: remember_keys(settings, {**settings.keys, **before}, wishes))
        self.keys_changed()

    def keys_changed(self) -> None:
        """Show the keys as they are now."""
        for screen in self.screen_stack:
            screen.refresh(layout=True)
            for node in screen.walk_children():
                node.refresh()

    def note_run(self, command_id: str) -> None:
        """Note that a command was chosen by its name: it comes first the next time."""
        self.lately_run = [command_id, *(e for e in self.lately_run if e != command_id)][:_LATELY]

    # How it looks -------------------------------------------------------------------------------

    def change_display(self, display: Display) -> None:
        """Let everything look like this from now on, here and at the next start."""
        self.use_display(display)
        settings = self.settings = replace(self.settings, display=display)
        self._keep(lambda: remember_display(settings, display))

    def change_language(self, language: str | None) -> None:
        """Speak this language from the next start on; with None that of the locale."""
        settings = self.settings = replace(self.settings, language=language)
        self._keep(lambda: remember_language(settings, language))

    def change_backups(self, backups: BackupSettings) -> Settings:
        """Let backups from this machine lie and stay like this; return the settings."""
        settings = self.settings = replace(self.settings, backups=backups)
        self._keep(lambda: remember_backups(settings, backups))
        return settings

    def _keep(self, write: Callable[[], None]) -> None:
        def attempt() -> OSError | None:
            try:
                write()
            except OSError as error:
                return error
            return None

        self.perform(attempt, self._tell_not_kept)

    def _tell_not_kept(self, error: OSError | None) -> None:
        if error is None:
            return
        words = _("It holds until you leave; {file} cannot be written.")
        if isinstance(error, SettingsFileError):
            words = _("It holds until you leave; put {file} in order first, it is not understood.")
        self.tell(words.format(file=self.settings.file), severity="warning")

    # The window ---------------------------------------------------------------------------------

    def show_window_title(self) -> None:
        """Let the window's title say what is on the screen."""
        # The clock may still tick when the last screen is gone.
        if not self._screen_stack:
            return
        tell: Callable[[], str] | None = getattr(self.screen, "window_title", None)
        place = "" if tell is None else cut(printable(tell()), _TITLE_CELLS)
        # A dialog leaves the title to what it lies over.
        if tell is not None:
            self.set_window_title(" — ".join(filter(None, [_("CRM"), place])))


def machine_of(node: MessagePump | Screen[object] | App[object]) -> Machine:
    """Return the app of a screen or widget as the one that keeps what is set on this machine."""
    app = node.app
    if not isinstance(app, Machine):
        raise TypeError(type(app).__name__)
    return app
