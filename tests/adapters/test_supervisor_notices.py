"""The topic of supervisors."""

import json
from collections.abc import Callable

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.sns_supervisors import SNSSupervisors
from callnotes.domain.escalation import Reminder
from tests.adapters.test_event_publisher import make_subscribed_topic
from tests.builders import NOON
from tests.cloud import Cloud


def tell_waiting(supervisors: SNSSupervisors) -> None:
    supervisors.tell_waiting("hanbit", "e1", NOON)


def tell_still_waiting(supervisors: SNSSupervisors) -> None:
    supervisors.tell_still_waiting(Reminder("hanbit", "e1", NOON))


@pytest.mark.parametrize(
    ("tell", "kind"),
    [(tell_waiting, "EscalationWaiting"), (tell_still_waiting, "EscalationStillWaiting")],
)
def test_supervisors_learn_ids_and_the_deadline(
    cloud: Cloud, tell: Callable[[SNSSupervisors], None], kind: str
) -> None:
    topic, queue = make_subscribed_topic()
    tell(SNSSupervisors(make_client("sns"), topic))
    assert [json.loads(body) for body in cloud.receive_all(queue)] == [
        {
            "type": kind,
            "tenant": "hanbit",
            "escalation_id": "e1",
            "deadline": "2026-03-01T12:00:00.123456Z",
        }
    ]
