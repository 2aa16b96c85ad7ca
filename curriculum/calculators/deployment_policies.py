"""What a deployment policy of Elastic Beanstalk does to an environment.

https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.rolling-version-deploy.html
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """Instances in service at least and at most, and how one goes back."""

    in_service_at_least: int
    instances_at_most: int
    rollback: str
    mixes_versions: bool = False
    changes_dns: bool = False

    @property
    def is_down(self) -> bool:
        """Whether nothing answers for a time."""
        return self.in_service_at_least == 0


AGAIN = "deploy the old version again"
TERMINATE = "terminate the new instances"
SPLIT_BACK = f"send all requests back to the old instances, {TERMINATE}"
SWAP_BACK = "swap the URLs back"


def deploy(policy: str, instances: int, batch: int = 1) -> Outcome:
    """Return what `instances` go through; `batch` are renewed together; KeyError for no policy."""
    n, left = instances, max(0, instances - batch)
    return {
        "all at once": Outcome(0, n, AGAIN),
        "rolling": Outcome(left, n, AGAIN, mixes_versions=True),
        "rolling with additional batch": Outcome(n, n + batch, AGAIN, mixes_versions=True),
        "immutable": Outcome(n, 2 * n, TERMINATE, mixes_versions=True),
        "traffic splitting": Outcome(n, 2 * n, SPLIT_BACK, mixes_versions=True),
        "blue/green": Outcome(n, 2 * n, SWAP_BACK, changes_dns=True),
    }[policy]
