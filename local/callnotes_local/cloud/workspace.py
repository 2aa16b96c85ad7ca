"""The checkout and the one folder in it that holds the state of the kit."""

from dataclasses import dataclass
from pathlib import Path

from callnotes_local.system.process import KIT_ROOT

STATE_FOLDER = ".callnotes"


@dataclass(frozen=True)
class Workspace:
    """Where everything is: nothing of the kit is kept anywhere else."""

    root: Path
    state_folder: str = STATE_FOLDER

    @property
    def state(self) -> Path:
        """The state folder; removing it starts everything anew."""
        return self.root / self.state_folder

    @property
    def build(self) -> Path:
        """What `sam build` makes for the local cloud."""
        return self.state / "build"

    @property
    def build_cache(self) -> Path:
        """What makes the next build quick."""
        return self.state / "build-cache"

    @property
    def cloud(self) -> Path:
        """The emulator's home."""
        return self.state / "cloud"

    @property
    def edge(self) -> Path:
        """The edge's home."""
        return self.state / "edge"

    @property
    def runtime(self) -> Path:
        """What functions find beside their own packages; all clouds of a checkout share it."""
        return self.root / STATE_FOLDER / "runtime"

    @property
    def logs(self) -> Path:
        """Logs of the programs that a command runs."""
        return self.state / "logs"

    @property
    def temporary(self) -> Path:
        """Scratch of those programs; empty when no command runs."""
        return self.state / "tmp"

    @property
    def deployment(self) -> Path:
        """What was deployed last, and from what."""
        return self.state / "deployment.json"

    @property
    def completion(self) -> Path:
        """What the kit had to set in the stack that is deployed."""
        return self.state / "completion.json"

    @property
    def aws_config(self) -> Path:
        """The AWS profile that samconfig.toml names; it leads to the local cloud only."""
        return self.state / "aws-config"

    @property
    def sam_variables(self) -> Path:
        """What `callnotes sam-env` writes for `sam local --env-vars`."""
        return self.state / "sam-local.json"


def find_workspace() -> Workspace:
    """The checkout that this kit was installed from."""
    return Workspace(KIT_ROOT.parent)
