"""Notices to supervisors, by the topic that they subscribe to."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callnotes.adapters.clients import calling
from callnotes.domain.escalation import Reminder
from callnotes.domain.times import to_time_text


@dataclass(frozen=True)
class SNSSupervisors:
    """`ports.SupervisorNotices` on a topic; subscriptions can select by `tenant`."""

    client: Any
    topic_arn: str

    def tell_waiting(self, tenant: str, escalation_id: str, deadline: datetime) -> None:
        """Publish ids and the deadline only; supervisors read the rest over the API."""
        subject = "An escalation waits for a decision"
        self._publish("EscalationWaiting", subject, Reminder(tenant, escalation_id, deadline))

    def tell_still_waiting(self, reminder: Reminder) -> None:
        """Publish the same under another type."""
        subject = "An escalation still waits for a decision"
        self._publish("EscalationStillWaiting", subject, reminder)

    def _publish(self, kind: str, subject: str, about: Reminder) -> None:
        message = {
            "type": kind,
            "tenant": about.tenant,
            "escalation_id": about.escalation_id,
            "deadline": to_time_text(about.deadline),
        }
        with calling("supervisors' topic"):
            self.client.publish(
                TopicArn=self.topic_arn,
                Subject=subject,
                Message=json.dumps(message),
                MessageAttributes={"tenant": {"DataType": "String", "StringValue": about.tenant}},
            )
