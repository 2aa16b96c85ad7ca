"""The topic of supervisors."""

import json

from callnotes.adapters.clients import make_client
from callnotes.adapters.sns_supervisors import SNSSupervisors
from tests.adapters.test_event_publisher import make_subscribed_topic
from tests.builders import NOON
from tests.cloud import Cloud


def test_supervisors_learn_ids_and_the_deadline(cloud: Cloud) -> None:
    topic, queue = make_subscribed_topic()
    SNSSupervisors(make_client("sns"), topic).tell_waiting("hanbit", "e1", NOON)
    assert [json.loads(body) for body in cloud.receive_all(queue)] == [
        {
            "type": "EscalationWaiting",
            "tenant": "hanbit",
            "escalation_id": "e1",
            "deadline": "2026-03-01T12:00:00.123456Z",
        }
    ]
