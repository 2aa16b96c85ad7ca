"""Which tests run one after another on one worker when `make test` runs them on several."""

from xdist.scheduler import LoadScopeScheduling

# They share one deployed stack; some of them change it, stop it or measure its time.
ON_THE_STACK = (
    "tests/e2e/test_developer_loop.py",
    "tests/e2e/test_load.py",
    "tests/e2e/test_warm_get.py",
    "tests/integration/",
    "tests/local/test_deployment_check.py",
    "tests/local/test_sam_env.py",
    "tests/security/",
)
# They share one build of SAM's.
ON_THE_BUILD = (
    "tests/packaging/test_artifacts.py",
    "tests/packaging/test_republish.py",
    "tests/packaging/test_sam_local.py",
    "tests/packaging/test_stale_code.py",
)

# They share one local cloud without the product.
ON_THE_LAB_CLOUD = (
    "tests/labs/test_command.py",
    "tests/labs/test_labs.py",
    "tests/labs/test_target.py",
)


class Scheduling(LoadScopeScheduling):  # type: ignore[misc] # xdist tells no types
    """A worker takes all tests of one shared thing, or those of one other file."""

    def _split_scope(self, nodeid: str) -> str:
        return find_group(nodeid)


def find_group(nodeid: str) -> str:
    """Name the group that a test belongs to: `stack`, `build`, `lab_cloud`, or its file."""
    if nodeid.startswith(ON_THE_STACK):
        return "stack"
    if nodeid.startswith(ON_THE_LAB_CLOUD):
        return "lab_cloud"
    return "build" if nodeid.startswith(ON_THE_BUILD) else nodeid.partition("::")[0]
