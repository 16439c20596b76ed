"""Servers on loopback that take what the program sends out: a web hook and a mail server."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

OK = b'{"errcode": 0, "errmsg": "ok", "code": 0, "msg": "success"}'


@dataclass(frozen=True, slots=True)
class Posted:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(slots=True)
class Hook:
    """A web server that keeps what is posted to it, and answers as it is told."""

    url: str = ""
    posted: list[Posted] = field(default_factory=list)
    status: int = 200
    answer: bytes = OK
    headers: dict[str, str] = field(default_factory=dict)
    before_answer: Callable[[], None] = lambda: None

    @property
    def texts(self) -> list[str]:
        """The texts that a group robot was sent."""
        found = [each.json for each in self.posted]
        return [str((each.get("text") or each.get("content"))[_named(each)]) for each in found]


def _named(value: dict[str, Any]) -> str:
    return "content" if "text" in value else "text"


@contextmanager
def hook() -> Iterator[Hook]:
    """Give a web server on loopback."""
    there = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            there.posted.append(Posted(self.path, dict(self.headers.items()), body))
            there.before_answer()
            self.send_response(there.status)
            for name, value in there.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(there.answer)))
            self.end_headers()
            self.wfile.write(there.answer)

        do_GET = do_POST  # noqa: N815 - the library's name

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    there.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(slots=True)
class MailBox:
    """A mail server that keeps what it is sent."""

    port: int = 0
    recipients: list[list[str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    refusal: str = ""

    @property
    def mails(self) -> list[EmailMessage]:
        """What arrived, as a mail program reads it."""
        found = [message_from_bytes(each, policy=policy.default) for each in self.raw]
        return [each for each in found if isinstance(each, EmailMessage)]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a mail."""
        if self.refusal:
            return self.refusal
        self.recipients.append(list(envelope.rcpt_tos))
        self.raw.append(bytes(envelope.content))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[MailBox]:
    """Give a mail server on loopback."""
    box = MailBox(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def silent_server(*, hangs_up: bool) -> Iterator[str]:
    """Give the address of a server that takes what is sent and answers nothing, or hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def take() -> None:
            there, _from = server.accept()
            with there:
                there.recv(65_536)
                if not hangs_up:
                    over.wait(60)

        thread = threading.Thread(target=take)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            over.set()
            thread.join()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
