"""The audit trail as objects that are written once.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from callnotes.adapters.clients import calling, error_code
from callnotes.domain.errors import Unavailable
from callnotes.domain.events import AnyEvent


def audit_key(tenant: str, time: datetime, event_id: str) -> str:
    """Return an event's object key: by tenant and by the day it happened."""
    return f"audit/{tenant}/{time:%Y/%m/%d}/{event_id}.json"


@dataclass(frozen=True)
class S3AuditTrail:
    """`ports.AuditTrail` in a bucket."""

    client: Any
    bucket_name: str

    def record_event(self, event: AnyEvent) -> bool:
        """Put the CloudEvent unless its key is taken."""
        try:
            with calling("audit trail"):
                self.client.put_object(
                    Bucket=self.bucket_name,
                    Key=audit_key(event.tenant, event.time, event.id),
                    Body=event.model_dump_json().encode(),
                    ContentType="application/cloudevents+json",
                    IfNoneMatch="*",
                )
        except ClientError as error:
            return _answer_refusal(error)
        return True


def _answer_refusal(error: ClientError) -> bool:
    code = error_code(error)
    if code == "PreconditionFailed":
        return False
    if code == "ConditionalRequestConflict":
        raise Unavailable("Another delivery is writing this event right now.") from error
    raise error
