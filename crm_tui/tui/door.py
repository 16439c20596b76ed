"""The door of the screens: signing in and out, and who is let in no more."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, cast

from textual.screen import Screen

from crm_tui.settings import Settings
from crm_tui.tui.opening import Ready, forgotten, is_still_let_in, sign_in, sign_out
from crm_tui.tui.reminding import Reminding

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.bootstrap import Crm
    from crm_tui.tui.screens.sign_in import SignInScreen


class Door(Reminding):
    """An app that somebody signs in to, and that begins anew for whoever comes next."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._unfinished: Crm | None = None
        self.begins_anew: Settings | None = None
        """How the program starts again where somebody signed out, or was."""

    @abstractmethod
    def begin(self, ready: Ready) -> None:
        """Show the tabs to whoever sits here."""

    def sign_in_screen(self, login: str | None) -> Screen[None]:
        """Return the screen that asks who it is."""
        from crm_tui.tui.screens.sign_in import SignInScreen  # noqa: PLC0415 - seldom needed

        return SignInScreen(login)

    def on_sign_in_screen_wanted(self, message: SignInScreen.Wanted) -> None:
        """Let somebody in whose password is right."""
        from crm_tui.services.sign_ins import Proof  # noqa: PLC0415 - only who signs in needs it

        settings, crm, screen = self.settings, self._unfinished, cast("SignInScreen", self.screen)
        proof = Proof(message.login, message.password, message.new_password)
        if crm is not None:
            self.perform(lambda: sign_in(crm, settings, proof), self.begin, screen.show_failure)

    def action_sign_out(self) -> None:
        """End the session on this machine, and let whoever comes next say who they are."""
        session = self.session
        if session is not None:
            self.perform(lambda: sign_out(session), self._begin_anew, self.show_error)

    def _begin_anew(self, settings: Settings) -> None:
        # Nothing that was read for somebody is kept for whoever comes next.
        self.begins_anew = settings
        self.exit()

    def look_who_sits_here(self) -> None:
        """Begin anew where whoever sits here would not be let in any more."""
        session = self.session
        if session is not None:
            self.ask(lambda: is_still_let_in(session), self._stay_if, key="who sits here")

    def _stay_if(self, is_let_in: bool) -> None:
        session = self.session
        if session is not None and not is_let_in:
            self.perform(lambda: forgotten(session), self._begin_anew, self.show_error)
