"""Addresses of channels: what may be one, and how it is shown without its secret."""

from __future__ import annotations

import re
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import inet_aton
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from crm_tui.domain.deliveries import ChannelKind
from crm_tui.domain.masking import mask_email
from crm_tui.values import dataclass

LONGEST_ADDRESS = 1000
_SHOWN = 4
_LONG_ENOUGH = 12
"""From so many characters on the end of a secret gives nothing away."""
_REDACTED = "…"
_BROKEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
_WEB = ("http", "https")
_MAIL = ("mailto", "mailtos")
_ROBOTS = {
    ChannelKind.WECOM: ("wecombot", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={token}"),
    ChannelKind.DINGTALK: (
        "dingtalk",
        "https://oapi.dingtalk.com/robot/send?access_token={token}",
    ),
    ChannelKind.FEISHU: ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/{token}"),
}
_ON_THIS_MACHINE = frozenset(
    {"dbus", "gio", "glib", "gnome", "kde", "macosx", "qt", "syslog", "windows"}
)
"""Services of apprise that act on the machine that sends, which need not be one's own."""
_TO_A_HOST = (
    *("json", "jsons", "xml", "xmls", "form", "forms", "ntfy", "ntfys", "gotify", "gotifys"),
    *("matrix", "matrixs", "mqtt", "mqtts", "apprise", "apprises", "hassio", "hassios"),
    *("mmost", "mmosts", "rocket", "rockets", "nctalk", "nctalks", "xmpp", "xmpps"),
)
"""Services of apprise whose address begins with a host that one chooses."""
_NAMES_HOST = frozenset({"smtp", "host", "server"})
_INTERNAL_ENDS = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".corp")
_READS_HERE = re.compile(r"[?&;]\s*(?:template|keyfile|subfile)\s*=", re.IGNORECASE)
"""What names a file of that machine, which would go out with the message."""


class AddressFault(Enum):
    """Why a text is no address for a channel."""

    MISSING = "address_missing"
    TOO_LONG = "address_too_long"
    SIGNS = "address_signs"
    NO_WEB = "address_no_web"
    NO_MAIL = "address_no_mail"
    NO_RECIPIENT = "address_no_recipient"
    HERE = "address_here"
    UNKNOWN = "address_unknown"


@dataclass(frozen=True, slots=True)
class RobotAddress:
    """Where a group robot is posted to, and the secret by which each message is signed."""

    url: str
    secret: str = ""


def why_not_address(kind: ChannelKind, address: str) -> AddressFault | None:
    """Return why a text cannot be the address of a channel of this kind, or None."""
    if not address:
        return AddressFault.MISSING
    if len(address) > LONGEST_ADDRESS:
        return AddressFault.TOO_LONG
    if _BROKEN.search(address) or not address.isprintable():
        return AddressFault.SIGNS
    parts = _split(address)
    if parts is None or not parts.scheme or not parts.netloc:
        return AddressFault.NO_MAIL if kind is ChannelKind.EMAIL else AddressFault.NO_WEB
    return _why_not_scheme(kind, parts)


def _why_not_scheme(kind: ChannelKind, parts: SplitResult) -> AddressFault | None:
    # Elsewhere the secret may stand there.
    if parts.scheme in (*_WEB, *_MAIL) and not _has_port(parts):
        return AddressFault.NO_WEB
    if kind is ChannelKind.EMAIL:
        if parts.scheme not in _MAIL:
            return AddressFault.NO_MAIL
        return None if _recipient(parts) else AddressFault.NO_RECIPIENT
    if kind is ChannelKind.WEBHOOK:
        return AddressFault.HERE if _acts_here(parts) else None
    return None if parts.scheme in (*_WEB, _ROBOTS[kind][0]) else AddressFault.NO_WEB


def _acts_here(parts: SplitResult) -> bool:
    if parts.scheme in _WEB:
        return False
    return parts.scheme in _ON_THIS_MACHINE or bool(_READS_HERE.search(unquote(parts.geturl())))


def internal_host(address: str) -> str | None:
    """Return the host of this machine or of the office's own network that is named, or None.

    Names are judged by how they are written; what a name of the internet leads to is not asked.
    """
    parts = _split(address)
    if parts is None:
        return None
    said = [value for name, value in parse_qsl(parts.query) if name.lower() in _NAMES_HOST]
    # Of other services the token may stand in the place of the host, in one word.
    has_host = parts.scheme in (*_WEB, *_MAIL, *_TO_A_HOST)
    hosts = [(parts.hostname or "", has_host), *((_only_host(each), True) for each in said)]
    return next((host for host, is_name in hosts if _is_internal(host, is_name=is_name)), None)


def _only_host(said: str) -> str:
    parts = _split(f"//{said.strip()}")
    return "" if parts is None else parts.hostname or ""


def _is_internal(host: str, *, is_name: bool) -> bool:
    plain = unquote(host).lower().rstrip(".")
    number = _number_of(plain)
    if number is not None:
        mapped = getattr(number, "ipv4_mapped", None) or number
        return not mapped.is_global or mapped.is_multicast
    if plain == "localhost" or plain.endswith(_INTERNAL_ENDS):
        return True
    return is_name and bool(plain) and "." not in plain


def _number_of(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        # 127.1, 2130706433 and 0x7f.1 are addresses too.
        return IPv4Address(inet_aton(host))
    except (OSError, ValueError):
        return None


def goes_by_web(address: str) -> bool:
    """Return whether an address is one of the web, so that nothing else need know it."""
    parts = _split(address)
    return parts is not None and parts.scheme in _WEB


def robot_address(kind: ChannelKind, address: str) -> RobotAddress:
    """Return where a robot is posted to: `secret` of its address is taken out, it only signs."""
    scheme, pattern = _ROBOTS[kind]
    parts = urlsplit(address)
    if parts.scheme == scheme:
        # The host as it stands: `hostname` would be in lower case.
        secret, _at, token = parts.netloc.rpartition("@")
        return RobotAddress(pattern.format(token=quote(token, safe="")), secret)
    said = parse_qsl(parts.query, keep_blank_values=True)
    secret = next((value for name, value in said if name == "secret"), "")
    kept = urlencode([(name, value) for name, value in said if name != "secret"])
    return RobotAddress(parts._replace(query=kept, fragment="").geturl(), secret)


def masked_address(address: str) -> str:
    """Return an address so that people know which it is and nobody can send by it."""
    parts = _split(address)
    if parts is None or not parts.scheme:
        return _REDACTED
    if parts.scheme in _MAIL:
        people = ", ".join(mask_email(each) for each in _recipient(parts).split(","))
        return f"{parts.scheme}://{_host(parts)}/{_REDACTED} → {people}"
    end = _end_of(address)
    # Elsewhere the place of the host often holds the secret itself.
    place = f"{_host(parts)}/" if parts.scheme in _WEB else ""
    return f"{parts.scheme}://{place}{_REDACTED}{end}"


def without_secrets(text: str, address: str) -> str:
    """Return what somebody said with every part of the address taken out of it."""
    parts = _split(address)
    if parts is None:
        return text.replace(address, _REDACTED)
    values = [value for _name, value in parse_qsl(parts.query)]
    # The shorter parts of a path are words, which people use as well.
    places = [each for each in parts.path.split("/") if len(each) >= _LONG_ENOUGH]
    known = [address, *places, parts.query, *values]
    known += [parts.username or "", parts.password or ""]
    if parts.scheme not in (*_WEB, *_MAIL):
        known.append(parts.netloc)
    for secret in sorted({each for each in known if len(each) > _SHOWN}, key=len, reverse=True):
        text = text.replace(secret, _REDACTED)
    return text


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _has_port(parts: SplitResult) -> bool:
    """Return whether what stands after the host is a port, if anything does."""
    try:
        _ = parts.port
    except ValueError:
        return False
    return True


def _recipient(parts: SplitResult) -> str:
    said = dict(parse_qsl(parts.query))
    named = said.get("to") or parts.path.strip("/")
    return named or ("" if not parts.username else f"{parts.username}@{parts.hostname or ''}")


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return host if not _has_port(parts) or parts.port is None else f"{host}:{parts.port}"


def _end_of(address: str) -> str:
    address = address.partition("&secret=")[0].partition("?secret=")[0].rstrip("/")
    secret = re.split(r"[/=@]", address)[-1]
    return secret[-_SHOWN:] if len(secret) >= _LONG_ENOUGH else ""


def mail_to(address: str, recipient: str) -> str:
    """Return the address of a mail server so that a message goes to this recipient alone."""
    server, _mark, query = address.partition("?")
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if name.lower() not in _RECIPIENTS
    ]
    # What stands in the path names recipients too.
    scheme, _slashes, rest = server.partition("://")
    return f"{scheme}://{rest.split('/')[0]}/?{urlencode([*kept, ('to', recipient)])}"


_RECIPIENTS = frozenset({"to", "cc", "bcc"})
