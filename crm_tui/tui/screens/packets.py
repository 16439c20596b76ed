"""前任交接: what the last owner of a customer left, whole and in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from crm_tui.domain.days import date_of, day_of
from crm_tui.domain.follow_ups import FollowUpRow
from crm_tui.domain.handovers import HandoverPacket, HeldTime, OpenPlan
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import happened_moment, relative_moment
from crm_tui.presentation.words import name_in_sentence, optional_word
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.preview import Line, Section

_PLANS_SHOWN = 3


def packet_lines(session: Session, packet: HandoverPacket) -> Iterator[Content]:
    """Yield what the next owner should know: how often it came back and why, work, open plans."""
    held = [each for each in packet.held if each.ended_at is not None]
    yield Content(_came_back(packet) if held else _("Nobody held it before."))
    yield from _titled(_("Who held it before"), [_held_words(session, each) for each in held])
    work = [_work_words(session, each) for each in packet.follow_ups]
    yield from _titled(_("Last follow-ups"), work)
    objections = [_work_words(session, each) for each in packet.objections]
    yield from _titled(_("Objections"), objections)
    plans = [_plan_words(session, each) for each in packet.plans]
    yield from _titled(_("Open plans"), plans)


def packet_section(session: Session, packet: HandoverPacket | None) -> Section:
    """Return in a few lines what a new owner should know, nothing where nobody held it before."""
    before = [] if packet is None else [each for each in packet.held if each.ended_at is not None]
    if packet is None or not before:
        return Section("", ())
    last = max(before, key=lambda each: each.started_at)
    why = [optional_word(last.how_ended), *map(name_in_sentence, (last.reason, last.note))]
    lines = [
        Line("", Content(_came_back(packet))),
        Line(name_in_sentence(last.owner), Content(" · ".join(filter(None, why)))),
        *(
            Line(_("Open plan"), Content(_plan_words(session, each)))
            for each in packet.plans[:_PLANS_SHOWN]
        ),
        Line("", Content.styled(_("K shows all of it"), "dim")),
    ]
    return Section(_("What the last owner left"), tuple(lines))


def _plan_words(session: Session, plan: OpenPlan) -> str:
    when = relative_moment(plan.due_at, session.now, session.zone)
    return f"{when}  {name_in_sentence(plan.title)}  {name_in_sentence(plan.assignee)}".rstrip()


def _came_back(packet: HandoverPacket) -> str:
    returned = ngettext("returned {count} time", "returned {count} times", packet.returned).format(
        count=packet.returned
    )
    reclaimed = ngettext(
        "taken back {count} time", "taken back {count} times", packet.reclaimed
    ).format(count=packet.reclaimed)
    return f"{returned} · {reclaimed}"


def _titled(title: str, lines: Sequence[str]) -> Iterator[Content]:
    if lines:
        yield Content("")
        yield Content.styled(title, "bold")
        for line in lines:
            yield Content(f"· {line}")


def _held_words(session: Session, each: HeldTime) -> str:
    start = date_of(day_of(each.started_at, session.zone)).isoformat()
    end = "" if each.ended_at is None else date_of(day_of(each.ended_at, session.zone)).isoformat()
    how = optional_word(each.how_ended)
    said = (
        f"{name_in_sentence(each.owner)}  {start} → {end}",
        how,
        name_in_sentence(each.reason),
        name_in_sentence(each.note),
    )
    return " · ".join(filter(None, said))


def _work_words(session: Session, each: FollowUpRow) -> str:
    when = happened_moment(each.happened_at, session.now, session.zone)
    said = (when, name_in_sentence(each.contact), name_in_sentence(each.content))
    return "  ".join(filter(None, said))
