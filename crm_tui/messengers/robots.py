"""Group robots of 企业微信, 钉钉 and 飞书: plain text, signed where a secret is set.

They answer 200 also to what they refuse, and say why inside; so the answer is read.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from crm_tui.domain.addresses import RobotAddress, robot_address
from crm_tui.domain.deliveries import ChannelKind, Failure, FailureReason, Message
from crm_tui.messengers.posting import Answer, post

_LONGEST = {ChannelKind.WECOM: 2048, ChannelKind.DINGTALK: 18_000, ChannelKind.FEISHU: 18_000}
"""Bytes of a text; 企业微信 takes no longer one, the others a little more."""
_CUT = "…"
_NO_TAG = str.maketrans({"<": "＜", ">": "＞"})


def send_to_robot(
    kind: ChannelKind, address: str, message: Message, now: datetime
) -> Failure | None:
    """Send a message to a group's robot; return why it was not taken, or None."""
    place = robot_address(kind, address)
    text = _fitting(_whole(message), _LONGEST[kind])
    match kind:
        case ChannelKind.FEISHU:
            answer = post(place.url, {**_feishu_signed(place, now), **_feishu_text(text)}, {})
        case ChannelKind.DINGTALK:
            answer = post(_dingtalk_url(place, now), _text(text), {})
        case _:
            answer = post(place.url, _text(text), {})
    return answer if isinstance(answer, Failure) else _refusal(answer)


def _whole(message: Message) -> str:
    """Return all that is said, once: the title of a single reminder is the reminder itself."""
    if message.title.endswith(message.body):
        return message.title
    return f"{message.title}\n{message.body}".strip()


def _text(text: str) -> dict[str, object]:
    return {"msgtype": "text", "text": {"content": text}}


def _feishu_text(text: str) -> dict[str, object]:
    return {"msg_type": "text", "content": {"text": text}}


def _fitting(text: str, longest: int) -> str:
    """Return a text without tags, which would call for everybody, in at most so many bytes."""
    plain = text.translate(_NO_TAG)
    if len(plain.encode("utf-8", "replace")) <= longest:
        return plain
    room = longest - len(_CUT.encode())
    return plain.encode("utf-8", "replace")[:room].decode("utf-8", "ignore").rstrip() + _CUT


def _dingtalk_url(place: RobotAddress, now: datetime) -> str:
    if not place.secret:
        return place.url
    stamp = str(round(now.timestamp() * 1000))
    said = {"timestamp": stamp, "sign": _signed(place.secret, f"{stamp}\n{place.secret}")}
    return f"{place.url}{'&' if '?' in place.url else '?'}{urlencode(said)}"


def _feishu_signed(place: RobotAddress, now: datetime) -> dict[str, object]:
    if not place.secret:
        return {}
    stamp = str(int(now.timestamp()))
    return {"timestamp": stamp, "sign": _signed(f"{stamp}\n{place.secret}", "")}


def _signed(key: str, words: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), words.encode(), hashlib.sha256)).decode()


def _refusal(answer: Answer) -> Failure | None:
    """Return why a robot did not take what it answered 200 to; without a code it did not."""
    values = answer.values()
    for code, said in (("errcode", "errmsg"), ("code", "msg"), ("StatusCode", "StatusMessage")):
        if code in values:
            return None if values[code] == 0 else _refused(values, code, said)
    return Failure(FailureReason.REFUSED, "no answer of a robot")


def _refused(values: Mapping[str, object], code: str, said: str) -> Failure:
    return Failure(FailureReason.REFUSED, f"{values[code]} {values.get(said) or ''}"[:200])
