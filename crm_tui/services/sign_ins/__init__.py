"""Signing in and out, passwords, sessions and tokens."""

from crm_tui.services.entrances import Credentials
from crm_tui.services.sign_ins.doors import Proof, Session
from crm_tui.services.sign_ins.service import NewToken, SignIns

__all__ = ["Credentials", "NewToken", "Proof", "Session", "SignIns"]
