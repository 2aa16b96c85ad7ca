"""The choices Hypothesis makes: the same ones every time.

`pytest --hypothesis-profile=explore` makes other ones, and more of them.
"""

from hypothesis import HealthCheck, settings

on_any_machine = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fixed", on_any_machine, derandomize=True, database=None)
settings.register_profile("explore", on_any_machine, max_examples=2000, print_blob=True)
settings.load_profile("fixed")
