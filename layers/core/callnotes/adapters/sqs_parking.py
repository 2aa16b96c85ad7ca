"""Stream records that cannot be processed, in a queue where operators read them."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from callnotes.adapters.clients import calling, require_time
from callnotes.domain.publication import ParkedRecord
from callnotes.domain.times import SecondsLeft


@dataclass(frozen=True)
class SQSParkingLot:
    """`ports.ParkingLot` on a queue."""

    client: Any
    queue_url: str

    def park_record(self, record: ParkedRecord, seconds_left: SecondsLeft) -> None:
        """Send `{record_id, keys, reason}` as JSON; the item itself stays in the table."""
        require_time(seconds_left)
        with calling("parking lot"):
            self.client.send_message(
                QueueUrl=self.queue_url, MessageBody=json.dumps(asdict(record), sort_keys=True)
            )
