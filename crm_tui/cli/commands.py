"""How commands are declared: groups that load late, and help in the person's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from enum import Enum
from importlib import import_module
from typing import Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from crm_tui.cli.parameters import read_plainly
from crm_tui.domain.text import printable
from crm_tui.i18n import N_, _
from crm_tui.values import dataclass

_EXTRA = re.compile(r"\[([^\[\]]+)\]$")
_RANGE = re.compile(r"^(\d+)<=x<=(\d+)$")

Function = TypeVar("Function", bound=Callable[..., object])

AsJson = Annotated[bool, typer.Option("--json", help=_("Answer as JSON."), show_default=False)]
AsCsv = Annotated[bool, typer.Option("--csv", help=_("Answer as CSV."), show_default=False)]
Limit = Annotated[
    int, typer.Option("--limit", min=1, max=1_000_000, help=_("How many rows at most."))
]


class UsageProblemError(Exception):
    """The command line cannot be understood; the message says why, the hint what to type."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class _Headed:
    """Reads parameters plainly, and writes the help under headings in the person's language."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters of the command, the one for help among them."""
        found: list[Any] = super().get_params(ctx)  # type: ignore[misc]  # of the command
        read_plainly(found)
        return found

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the usage line."""
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]  # of the command
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("Usage: "))

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options, and for a group its commands."""
        arguments: list[tuple[str, str]] = []
        options: list[tuple[str, str]] = []
        for parameter in self.get_params(ctx):
            record = help_record(parameter, ctx)
            if record is None:
                continue
            if "--help" in parameter.opts:
                record = (record[0], _("Show this help."))
            if parameter.param_type_name == "argument":
                arguments.append((parameter.metavar, record[1]))
            else:
                options.append(record)
        for heading, records in ((_("Arguments"), arguments), (_("Options"), options)):
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)
        if isinstance(self, TyperGroup):
            self.format_commands(ctx, formatter)


def help_record(parameter: Any, ctx: Any) -> tuple[str, str] | None:
    """Return a parameter with what it is for, its default too in the person's language."""
    record = parameter.get_help_record(ctx)
    if record is None:
        return None
    name, words = record

    def told(found: re.Match[str]) -> str:
        return f"[{'; '.join(map(_told, found[1].split('; ')))}]"

    return name, _EXTRA.sub(told, words)


def _told(extra: str) -> str:
    match extra.partition(": "):
        case ("default", _sign, value):
            return _("default: {value}").format(value=value)
        case ("required", "", ""):
            return _("required")
        case _:
            return _RANGE.sub(r"\1–\2", extra)


class CrmCommand(_Headed, TyperCommand):
    """One thing a person can do from the shell."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for parameter in self.params:
            if getattr(parameter, "metavar", None) is None and not getattr(
                parameter, "is_flag", False
            ):
                _describe(parameter)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments; raise in the person's language for more than there can be."""
        ctx.allow_extra_args = True
        rest: list[str] = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise UsageProblemError(
                _("Too much was given: {words}.").format(words=" ".join(map(printable, rest))),
                help_hint(ctx.command_path),
            )
        return rest


def _describe(parameter: Any) -> None:
    """Show what a parameter takes in words rather than as a type of Python."""
    annotation = parameter.type_descriptor.annotation
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        parameter.metavar = "|".join(str(each.value) for each in annotation)
    else:
        parameter.metavar = "N" if annotation is int else "TEXT"


class CrmGroup(_Headed, TyperGroup):
    """The verbs of one noun."""

    def helps(self, ctx: typer.Context) -> list[tuple[str, str]]:
        """Return every command with the first sentence of its help."""
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        return [
            (name, command.get_short_help_str(70))
            for name, command in found
            if command and not command.hidden
        ]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands of the group."""
        with formatter.section(_("Commands")):
            formatter.write_dl(self.helps(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is meant; raise for one that does not exist."""
        names = self.list_commands(ctx)
        if args[0] in names or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        near = get_close_matches(args[0], names, n=1)
        wrong = _("There is no command “{name}”.").format(name=args[0])
        if near:
            raise UsageProblemError(
                wrong, _("Did you mean: {command}?").format(command=f"{ctx.command_path} {near[0]}")
            )
        raise UsageProblemError(wrong, help_hint(ctx.command_path))


@dataclass(frozen=True, slots=True)
class LateCommand:
    """A command of the root: where it is defined, and what it is for."""

    module: str
    app: str
    help_id: str


LATE_COMMANDS: Mapping[str, LateCommand] = {
    "init": LateCommand("offices", "init_app", N_("Set up an empty office.")),
    "demo": LateCommand("demo", "app", N_("Fill an empty database with sample data.")),
    "today": LateCommand("today", "app", N_("What to do today.")),
    "customer": LateCommand("customers", "app", N_("Enter, list, show and edit customers.")),
    "lead": LateCommand(
        "leads", "app", N_("Enter, work on and convert leads; take in what web forms send.")
    ),
    "query": LateCommand(
        "queries", "app", N_("What may be asked in lists, and how a query is understood.")
    ),
    "view": LateCommand("views", "app", N_("Lists saved under a name.")),
    "find": LateCommand(
        "finding", "app", N_("Find customers, contacts, deals and quotes at once.")
    ),
    "contact": LateCommand("contacts", "app", N_("The people at a customer.")),
    "pool": LateCommand("pools", "app", N_("Claim, return and assign customers of the pool.")),
    "team": LateCommand("teams", "app", N_("Who works on a customer besides its owner.")),
    "deal": LateCommand("deals", "app", N_("Record deals, list them, take them back.")),
    "target": LateCommand(
        "targets", "app", N_("What people are to bring in a month, and what is there of it.")
    ),
    "report": LateCommand(
        "reports", "app", N_("What was done in a day, week or month, for the group chat.")
    ),
    "opportunity": LateCommand(
        "opportunities", "app", N_("What may be sold: enter it, move it, win or lose it.")
    ),
    "pipeline": LateCommand("pipelines", "app", N_("The stages that opportunities go through.")),
    "currency": LateCommand(
        "currencies", "app", N_("What other currencies are worth in the office's own.")
    ),
    "quote": LateCommand(
        "quotes", "app", N_("Draft quotes, send them in versions, write down the answers.")
    ),
    "project": LateCommand(
        "projects", "app", N_("Share deals, register end customers, plan projects.")
    ),
    "usage": LateCommand("usages", "app", N_("What customers use, our part of it, and the gap.")),
    "expense": LateCommand("expenses", "app", N_("Enter what was spent, and see what is left.")),
    "contract": LateCommand(
        "contracts", "app", N_("Draft contracts, sign them, end them before their time.")
    ),
    "order": LateCommand("orders", "app", N_("Orders: confirm them, deliver, take goods back.")),
    "payment": LateCommand(
        "payments", "app", N_("What customers are to pay, what they paid, what was given back.")
    ),
    "receipt": LateCommand(
        "bank_receipts",
        "app",
        N_("What came into the bank: claimed by reps, confirmed by finance."),
    ),
    "invoice": LateCommand(
        "invoices", "app", N_("Invoices that were issued, called void, reversed by red ones.")
    ),
    "product": LateCommand(
        "products", "app", N_("Products: what is sold, in which unit, for how much.")
    ),
    "follow": LateCommand("follow_ups", "app", N_("Write, list, edit and delete follow-ups.")),
    "file": LateCommand("files", "app", N_("Files kept with customers.")),
    "notice": LateCommand("notices", "app", N_("Mentions, comments and tasks given to you.")),
    "call": LateCommand("calls", "app", N_("Open the customer that a number belongs to.")),
    "remind": LateCommand("reminders", "app", N_("Reminders and tasks.")),
    "task": LateCommand("tasks", "app", N_("What is to do, by whom, and how it went.")),
    "date": LateCommand(
        "key_dates", "app", N_("Birthdays, anniversaries and other days of customers.")
    ),
    "field": LateCommand(
        "custom_fields", "app", N_("Fields of your own for customers and contacts.")
    ),
    "greet": LateCommand(
        "greetings", "app", N_("Whom to greet for a festival or birthday, with which words.")
    ),
    "agenda": LateCommand("schedules", "app", N_("Your calendar, day by day.")),
    "import": LateCommand("imports", "app", N_("Read customers from an Excel or CSV file.")),
    "template": LateCommand(
        "templates", "app", N_("Write a form for Excel that the import reads.")
    ),
    "export": LateCommand(
        "exports", "app", N_("Write customers and what belongs to them into a file.")
    ),
    "undo": LateCommand("history", "undo_app", N_("Take back your last change, or a batch.")),
    "history": LateCommand("history", "history_app", N_("What was done.")),
    "office": LateCommand("office_settings", "app", N_("The settings of the office.")),
    "login": LateCommand("sign_ins", "login_app", N_("Sign in on this machine.")),
    "logout": LateCommand("sign_ins", "logout_app", N_("Sign out on this machine.")),
    "user": LateCommand("users", "app", N_("The people of the office.")),
    "dept": LateCommand("departments", "app", N_("The departments of the office, as a tree.")),
    "role": LateCommand("roles", "app", N_("What people may do, and how far they see.")),
    "level": LateCommand("levels", "app", N_("The levels of customers, reviewed each month.")),
    "leave": LateCommand("leaves", "app", N_("Who is away when.")),
    "calendar": LateCommand(
        "calendars", "app", N_("Which days are worked, and which are public holidays.")
    ),
    "audit": LateCommand("audits", "app", N_("What happened, event by event.")),
    "backup": LateCommand("backups", "app", N_("Copy everything, list the copies.")),
    "restore": LateCommand(
        "backups", "restore_app", N_("Put a backup in the place of the database.")
    ),
    "doctor": LateCommand("doctor", "app", N_("Say whether the database is whole.")),
    "move-to": LateCommand(
        "moves", "app", N_("Copy the whole office to a server, or from there into a file.")
    ),
    "server": LateCommand(
        "servers", "app", N_("Roles of a PostgreSQL server for people who want SQL.")
    ),
    "handover": LateCommand(
        "handovers", "app", N_("Pass on everything somebody holds, with a slip to confirm.")
    ),
    "completion": LateCommand(
        "completions", "app", N_("Let the shell complete commands, names and queries.")
    ),
    "approval": LateCommand(
        "approvals", "app", N_("Ask for approval, grant it, refuse it, say what needs it.")
    ),
    "dispute": LateCommand("disputes", "app", N_("When two people work on the same customer.")),
}


class RootGroup(CrmGroup):
    """The commands of the program, each loaded only when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands."""
        return list(LATE_COMMANDS)

    def helps(self, ctx: typer.Context) -> list[tuple[str, str]]:
        """Return every command with its help, without loading any."""
        return [(name, _(late.help_id)) for name, late in LATE_COMMANDS.items()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of this name, loading it now; None when there is none."""
        late = LATE_COMMANDS.get(cmd_name)
        if late is None:
            return None
        module = import_module(f"crm_tui.cli.{late.module}")
        command = typer.main.get_command(getattr(module, late.app))
        command.name = cmd_name
        return command


def group(help_text: str) -> typer.Typer:
    """Return an empty group of commands."""
    app = typer.Typer(
        cls=CrmGroup,
        help=help_text,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
    )

    # With a callback it stays a group even when it has but one command.
    @app.callback()
    def verbs() -> None:
        """Hold the commands together."""

    return app


def single() -> typer.Typer:
    """Return an app that will be one command without verbs."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def command(app: typer.Typer, name: str, help_text: str) -> Callable[[Function], Function]:
    """Declare a function as a command of the app, with translated help."""
    return app.command(name, cls=CrmCommand, help=help_text)


def help_hint(command_path: str) -> str:
    """Return the hint that names the help of a command."""
    return _("{command} --help shows what is possible.").format(command=command_path)
