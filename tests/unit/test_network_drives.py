"""Where a file lies, by the mounts of the system."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.db.engine import network_of

MOUNTS = r"""22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:44 / /mnt/office rw,relatime shared:1 - cifs //server/share rw
31 22 0:45 / /mnt/two\040words rw - nfs4 host:/x rw
32 22 0:46 / /mnt/ssh rw - fuse.sshfs u@h:/ rw
33 30 8:2 / /mnt/office/local rw - ext4 /dev/sdb1 rw
34 22 0:47 / /mnt/c rw - 9p C:\134 rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/crm.db", None),
        ("/mnt/office/crm.db", "cifs"),
        ("/mnt/office/deep/in/crm.db", "cifs"),
        ("/mnt/office/local/crm.db", None),
        ("/mnt/officer/crm.db", None),
        ("/mnt/two words/crm.db", "nfs4"),
        ("/mnt/ssh/crm.db", "fuse.sshfs"),
        ("/mnt/c/crm.db", "9p"),
        (r"\\server\share\crm.db", "smb"),
    ],
)
def test_a_file_lies_where_the_longest_mount_says(
    tmp_path: Path, path: str, kind: str | None
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS, encoding="utf-8")
    assert network_of(Path(path), mounts) == kind


def test_without_a_list_of_mounts_every_disk_is_local(tmp_path: Path) -> None:
    assert network_of(tmp_path / "crm.db", tmp_path / "none") is None
