"""Notices to supervisors, by the topic that they subscribe to."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callnotes.adapters.clients import calling
from callnotes.domain.times import to_time_text


@dataclass(frozen=True)
class SNSSupervisors:
    """`ports.SupervisorNotices` on a topic; subscriptions can select by `tenant`."""

    client: Any
    topic_arn: str

    def tell_waiting(self, tenant: str, escalation_id: str, deadline: datetime) -> None:
        """Publish ids and the deadline only; supervisors read the rest over the API."""
        message = {
            "type": "EscalationWaiting",
            "tenant": tenant,
            "escalation_id": escalation_id,
            "deadline": to_time_text(deadline),
        }
        with calling("supervisors' topic"):
            self.client.publish(
                TopicArn=self.topic_arn,
                Subject="An escalation waits for a decision",
                Message=json.dumps(message),
                MessageAttributes={"tenant": {"DataType": "String", "StringValue": tenant}},
            )
