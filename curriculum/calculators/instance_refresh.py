"""The steps of an instance refresh of an Auto Scaling group.

https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
"""

import math

from curriculum.calculators.ecs_rollout import Step, replace


def refresh(desired: int, minimum: int = 90, maximum: int | None = None) -> list[Step]:
    """Return the steps, given minimum and maximum healthy percent of the desired instances.

    Where no whole instance fits between the two, one is replaced at a time all the same: stopped
    first without a maximum, started first with one, beyond it. Raises ValueError for percentages
    that Auto Scaling refuses.
    """
    if not 0 <= minimum <= 100 <= (maximum or 100) <= minimum + 100 <= 200:
        raise ValueError(f"Not minimum {minimum} <= 100 <= maximum {maximum}, at most 100 apart")
    least, most = math.ceil(desired * minimum / 100), desired * (maximum or 100) // 100
    if least == desired == most:
        least, most = (desired - 1, most) if maximum is None else (least, desired + 1)
    return replace(desired, least, most)
