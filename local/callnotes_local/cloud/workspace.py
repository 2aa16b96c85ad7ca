"""The checkout and the one folder in it that holds the state of the kit."""

from pathlib import Path

from callnotes_local.system.process import KIT_ROOT

STATE_FOLDER = ".callnotes"


class Workspace:
    """Where everything is: nothing of the kit is kept anywhere else."""

    def __init__(self, root: Path, state_folder: str = STATE_FOLDER) -> None:
        self.root = root
        # Removing it starts everything anew.
        self.state = root / state_folder
        # The homes of the emulator and of the edge.
        self.cloud = self.state / "cloud"
        self.edge = self.state / "edge"
        # What `sam build` makes for the local cloud, and what makes the next build quick.
        self.build = self.state / "build"
        self.build_cache = self.state / "build-cache"
        # Logs and scratch of the programs that a command runs.
        self.logs = self.state / "logs"
        self.temporary = self.logs / "tmp"
        # What was deployed last, and from what.
        self.deployment = self.state / "deployment.json"
        # The AWS profile that samconfig.toml names; it leads to the local cloud only.
        self.aws_config = self.state / "aws-config"
        # What `callnotes sam-env` writes for `sam local --env-vars`.
        self.sam_variables = self.state / "sam-local.json"
        # What functions find beside their own packages; all clouds of a checkout share it.
        self.runtime = root / STATE_FOLDER / "runtime"


def find_workspace() -> Workspace:
    """The checkout that this kit was installed from."""
    return Workspace(KIT_ROOT.parent)
