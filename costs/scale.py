"""Where the design's limits are: quotas divided by what an action uses, and curves around them."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from costs.queueing import percentile, simulate_delays
from costs.svg import draw_curves
from costs.usage import Reckoner

_LIST = tomllib.loads(Path(__file__).with_name("quotas.toml").read_text())
QUOTAS_AS_OF: str = _LIST["as_of"]
QUOTAS: dict[str, dict[str, Any]] = _LIST["quotas"]
CONSUMERS = ("enrich_note", "index_note", "record_audit")
RATES = (1, 2, 4, 6, 8, 10, 15, 25, 40, 60, 80, 100, 140, 200, 300)


@dataclass(frozen=True)
class Knee:
    """From so many a second on, something waits or is refused."""

    where: str
    rate: float
    of: str
    then: str
    page: str = ""


def find_knees(reckoner: Reckoner, throttle: int, tenant: int) -> list[Knee]:
    """Return the knees, lowest first; the rates that the stack's own parameters allow as well."""

    def by_quota(where: str, name: str, share: float, of: str, then: str) -> Knee:
        return Knee(where, QUOTAS[name]["value"] / share, of, then, QUOTAS[name]["page"])

    per_environment = 1 / QUOTAS["requests_of_an_environment"]["value"]
    notes, cases = "notes", "escalations"
    knees = [
        Knee("`TenantRate`", tenant, "requests of one tenant", "429 for this tenant alone"),
        Knee("`ThrottleRate`", throttle, "requests", "429"),
        *(
            Knee(f"queue of `{name}`", _serve(reckoner, name), notes, "events wait, age alarm")
            for name in CONSUMERS
        ),
        by_quota(
            *("Lambda, new account", "concurrency_of_a_new_account", per_environment),
            *("invocations", "429; events come again"),
        ),
        by_quota(
            *("Lambda, 1,000 environments", "concurrency_at_most", per_environment),
            *("invocations", "429; events come again"),
        ),
        # Put and deleted, one unit each; the counts of a day are in a transaction.
        by_quota(
            *("partition `ESCALATIONS#OPEN`", "write_units_of_a_partition", 2),
            *(cases, "503 after retries"),
        ),
        by_quota(
            *("a tenant's item of a day's counts", "write_units_of_a_partition", 2),
            *("notes of one tenant", "events wait; conflicts of transactions earlier"),
        ),
        # escalation, file_escalation, keep_record.
        by_quota("Standard workflows", "standard_starts", 3, cases, "503; events come again"),
        by_quota("API Gateway", "api_requests", 1, "requests", "429"),
        by_quota("EventBridge", "bus_events", 1, "changes", "the stream waits"),
        by_quota("SNS", "topic_messages", 1, "changes", "the stream waits"),
    ]
    return sorted(knees, key=lambda knee: knee.rate)


def draw_delays(reckoner: Reckoner) -> str:
    """Return curves: seconds until 95 % of events are processed, by notes a second."""
    curves = {
        name: [
            (rate, percentile(simulate_delays(rate, reckoner.wiring.workers(name), each), 0.95))
            for rate in RATES
        ]
        for name in CONSUMERS
        for each in [reckoner.milliseconds(name) / 1000]
    }
    title = "Seconds until 95 % of 4,000 events are processed (simulated, seeded)"
    return draw_curves(title, "notes a second", curves)


def _serve(reckoner: Reckoner, consumer: str) -> float:
    return reckoner.wiring.workers(consumer) * 1000 / reckoner.milliseconds(consumer)
