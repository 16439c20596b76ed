"""A second program on the file, to be killed or starved."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TextIO

from crm_tui.bootstrap import Crm
from crm_tui.errors import DatabaseUnavailableError
from tests import make
from tests.processes import fresh_processes


class Child:
    """A program that does one thing to a file, and what it says."""

    def __init__(self, what: str, file: Path) -> None:
        context = fresh_processes()
        said, says = context.Pipe(duplex=False)
        complained, complains = context.Pipe(duplex=False)
        self._process = context.Process(  # type: ignore[attr-defined]  # every context has its own
            target=_run, args=(what, file, says, complains), daemon=True
        )
        self._process.start()
        for each in (says, complains):
            each.close()
        self.stdout = _reader(said)
        self._stderr = _reader(complained)

    def kill(self) -> None:
        self._process.kill()

    def communicate(self) -> tuple[str, str]:
        """Return what it said and complained of, once it has ended."""
        with self.stdout, self._stderr:
            told = self.stdout.read(), self._stderr.read()
        self._process.join()
        self._process.close()
        return told


def _reader(pipe: Connection) -> TextIO:
    with pipe:
        return os.fdopen(os.dup(pipe.fileno()), encoding="utf-8")


def _run(what: str, file: Path, says: Connection, complains: Connection) -> None:
    os.dup2(says.fileno(), 1)
    os.dup2(complains.fileno(), 2)
    if what == "read-only" and os.geteuid() == 0:
        os.setuid(65534)
    ACTS[what](make.opened(file))


def write_for_ever(crm: Crm) -> None:
    """Claim, follow up and return until killed, or left alone; say when the first round is done."""
    admin, number, parent = make.admin(crm), 0, os.getppid()
    while os.getppid() == parent:
        customer = make.customer(crm, admin, name=f"客户{os.getpid()}-{number}", in_pool=True)
        crm.pools.claim(admin, [customer])
        make.follow_up(crm, admin, customer)
        name = f"改名{os.getpid()}-{number}"
        crm.customers.edit(admin, customer, {"name": name, "needs": "需" * 2000})
        if number % 2:
            crm.pools.return_to_pool(admin, [customer], make.return_reason(crm))
        if number == 0:
            print("started", flush=True)
        number += 1


def fill_the_disk(crm: Crm) -> None:
    """Write under a size limit until the disk is full; say why it ended."""
    import resource  # noqa: PLC0415 - POSIX only
    import signal  # noqa: PLC0415

    assert crm.location.path is not None
    room = crm.location.path.stat().st_size + 200_000
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        write_for_ever(crm)
    except DatabaseUnavailableError as error:
        print(error.reason, flush=True)


def write_without_rights(crm: Crm) -> None:
    """Read and then write as somebody who may only read the file; say what came of it."""
    admin = make.admin(crm)
    print(len(crm.pools.pools(admin)), flush=True)
    try:
        make.customer(crm, admin)
    except DatabaseUnavailableError as error:
        print(error.reason, flush=True)


def back_up_for_ever(crm: Crm) -> None:
    """Make one backup after the other until killed; say when the first is begun."""
    admin, parent = make.admin(crm), os.getppid()
    print("started", flush=True)
    while os.getppid() == parent:
        crm.backups.make(admin)


def restore_for_ever(crm: Crm) -> None:
    """Put the two backups beside the file in its place in turn until killed."""
    admin, parent = make.admin(crm), os.getppid()
    assert crm.location.path is not None
    backups = sorted(crm.location.path.parent.glob("state-*.db"))
    print("started", flush=True)
    while os.getppid() == parent:
        for backup in backups:
            crm.backups.restore(admin, backup)


def back_up_onto_a_full_disk(crm: Crm) -> None:
    """Make a backup that cannot be written whole; say why it ended."""
    import resource  # noqa: PLC0415 - POSIX only
    import signal  # noqa: PLC0415

    admin = make.admin(crm)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    try:
        crm.backups.make(admin)
    except DatabaseUnavailableError as error:
        print(error.reason, flush=True)


ACTS = {
    "write": write_for_ever,
    "fill": fill_the_disk,
    "read-only": write_without_rights,
    "back up": back_up_for_ever,
    "restore": restore_for_ever,
    "back up full": back_up_onto_a_full_disk,
}
