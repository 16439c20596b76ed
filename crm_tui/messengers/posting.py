"""One POST of JSON over the web, and what came of it."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from email.message import Message as Headers
from typing import IO

from crm_tui import __version__
from crm_tui.domain.deliveries import Failure, FailureReason
from crm_tui.values import dataclass

TIMEOUT_SECONDS = 10.0
_MOST_READ = 65_536
_MOST_TOLD = 200
_JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, as it is."""

    body: bytes

    def values(self) -> Mapping[str, object]:
        """Return the object that was answered; nothing for anything else."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Follows nobody elsewhere: what is secret goes where it was meant to go, and as a POST."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Headers,
        newurl: str,
    ) -> None:
        """Return no other request."""


def post(url: str, values: Mapping[str, object], headers: Mapping[str, str]) -> Answer | Failure:
    """Post an object as JSON; return what was answered, or why it did not arrive."""
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked when it was set up
        url,
        data=json.dumps(values, ensure_ascii=False).encode("utf-8", "replace"),
        headers={"Content-Type": _JSON, "User-Agent": f"crm-tui/{__version__}", **headers},
        method="POST",
    )
    opener = urllib.request.build_opener(_StayHere)
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            # One portion: whoever answers drop by drop holds nobody up.
            return Answer(response.read1(_MOST_READ))
    except urllib.error.HTTPError as error:
        with error:
            return Failure(FailureReason.STATUS, str(error.code))
    except urllib.error.URLError as error:
        return _failure(error.reason)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _failure(error)


def _failure(error: object) -> Failure:
    match error:
        case TimeoutError():
            return Failure(FailureReason.TIMEOUT)
        case http.client.InvalidURL() | ValueError():
            return Failure(FailureReason.BAD_ADDRESS)
        case http.client.HTTPException() | ConnectionResetError():
            # The connection stood, so the message may have been taken.
            return Failure(FailureReason.TIMEOUT, type(error).__name__)
        case socket.gaierror() | ssl.SSLError() | OSError():
            return Failure(FailureReason.UNREACHABLE, _told(error))
        case _:
            return Failure(FailureReason.UNREACHABLE, str(error)[:_MOST_TOLD])


def _told(error: OSError) -> str:
    return (error.strerror or type(error).__name__)[:_MOST_TOLD]
