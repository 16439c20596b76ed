"""Mail, and every other service that apprise knows."""

from __future__ import annotations

import logging
import re
import warnings
from typing import TYPE_CHECKING

from crm_tui.domain.deliveries import Failure, FailureReason, Message

if TYPE_CHECKING:  # a tenth of a second that only sending needs
    import apprise

_APPLICATION = "crm-tui"
_SAID = re.compile(r"^(?:WARNING|ERROR|DEBUG) (.+)$", re.MULTILINE)
_CAUSE = re.compile(r"(?:Exception|Error|error)[^:]*: (.+)")
_MOST_TOLD = 200
_LATE = ("timed out", "timeout")
_AWAY = ("refused", "unreachable", "Name or service", "resolve", "getaddrinfo")


def is_known(address: str) -> bool:
    """Return whether apprise can send to an address."""
    return _service_of(address) is not None


def send_by_service(address: str, message: Message) -> Failure | None:
    """Send a message as plain text; return why it was not taken, or None."""
    service = _service_of(address)
    if service is None:
        return Failure(FailureReason.BAD_ADDRESS)
    import apprise  # noqa: PLC0415 - it is loaded by now

    capture = apprise.LogCapture(  # type: ignore[no-untyped-call]  # the library says so
        level=logging.DEBUG, fmt="%(levelname)s %(message)s"
    )
    with capture as log:
        is_sent = service.notify(
            # A title of several lines would begin another header.
            title=" ".join(message.title.split()),
            body=message.body,
            body_format=apprise.NotifyFormat.TEXT,
        )
        said = log.getvalue()
    return None if is_sent else _failure(said)


def _service_of(address: str) -> apprise.NotifyBase | None:
    with warnings.catch_warnings():
        # Services that nobody asked for load modules that Python will not have for long.
        warnings.simplefilter("ignore", DeprecationWarning)
        import apprise  # noqa: PLC0415 - see above

        asset = apprise.AppriseAsset(app_id=_APPLICATION, app_desc="", app_url="")
        # Some services send HTML otherwise, and a name may look like it.
        joined = "&" if "?" in address else "?"
        plain = address if "format=" in address else f"{address}{joined}format=text"
        return apprise.Apprise.instantiate(plain, asset=asset, suppress_exceptions=True)


def _failure(log: str) -> Failure:
    """Return what the log of an attempt says; of what it says only the cause."""
    lines = _SAID.findall(log)
    causes = [found[1] for line in lines if (found := _CAUSE.search(line))]
    cause = (causes or lines or [""])[-1][:_MOST_TOLD]
    if any(word in cause for word in _LATE):
        return Failure(FailureReason.TIMEOUT)
    if any(word in cause for word in _AWAY):
        return Failure(FailureReason.UNREACHABLE, cause)
    return Failure(FailureReason.REFUSED, cause)
