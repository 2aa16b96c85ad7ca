"""Only their owner may read the files of the local cloud: keys, signing keys, state, logs."""

import stat
from pathlib import Path

import pytest

from callnotes_local.emulator.access.keys import read_keys, renew_keys
from callnotes_local.system import private_files
from tests.stack.stack import Stack

MUST_BE_THERE = {
    "cloud/keys.json",
    "cloud/emulator.log",
    "cloud/state/state.db",
    "edge/edge-settings.json",
    "edge/edge.log",
    "aws-config",
}
PRIVATE = (
    "aws-config",
    "edge",
    "cloud/emulator.log",
    "cloud/keys",
    "cloud/keys.json",
    "cloud/state",
)
# Builds and unpacked packages keep the modes they ship with; no other user can reach them.
CLOSED = ("", "cloud", "edge")


@pytest.fixture(scope="module")
def state(stack: Stack) -> Path:
    """The state folder of a local cloud that is up, has saved, and has signed people in."""
    stack.new_agent()
    stack.cloud.emulator.checkpoint()
    return stack.cloud.emulator.home.parent


def open_to_others(folder: Path) -> list[str]:
    """Name what somebody else could read, write or enter below a folder."""
    return [
        str(path.relative_to(folder))
        for path in [folder, *folder.rglob("*")]
        if not path.is_symlink() and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]


def test_given_a_cloud_that_is_up_when_its_folders_are_looked_at_then_other_users_may_not(
    state: Path,
) -> None:
    assert [name for name in MUST_BE_THERE if not (state / name).exists()] == []
    assert list((state / "cloud/keys/cognito-pool-keys").glob("*.pem"))
    assert [name for name in PRIVATE if open_to_others(state / name)] == []
    modes = {stat.S_IMODE((state / name).stat().st_mode) for name in CLOSED}
    assert modes == {private_files.FOLDER_MODE}


def test_given_an_open_folder_when_looked_at_then_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "key").touch(mode=0o644)
    assert "key" in open_to_others(tmp_path)


def test_given_a_folder_that_stood_open_when_used_then_it_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert open_to_others(private_files.make_folder(tmp_path)) == []


def test_given_a_state_folder_when_its_cloud_starts_again_then_only_the_runs_secret_is_new(
    tmp_path: Path,
) -> None:
    first, second = renew_keys(tmp_path), renew_keys(tmp_path)

    assert second == read_keys(tmp_path)
    assert first.access_key_id == second.access_key_id
    assert first.secret_access_key == second.secret_access_key
    assert first.run_secret != second.run_secret
    assert open_to_others(tmp_path / "keys.json") == []


def test_given_two_state_folders_when_made_then_no_secret_is_shared(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = renew_keys(tmp_path / "one"), renew_keys(tmp_path / "two")

    assert not set(vars(one).values()) & set(vars(two).values())
    assert len(one.secret_access_key) >= 40


def test_given_running_processes_when_listed_then_no_secret_is_in_a_command_line(
    stack: Stack,
) -> None:
    keys = stack.cloud.emulator.keys
    lines = b"".join(path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline"))

    assert b"callnotes_local.edge" in lines
    assert keys.secret_access_key.encode() not in lines
    assert keys.run_secret.encode() not in lines
