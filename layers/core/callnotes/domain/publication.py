"""How records of the table's stream are published, parked or left for a retry."""

from dataclasses import dataclass, field

from callnotes.domain.events import AnyEvent


@dataclass(frozen=True)
class StreamRecord:
    """One record of the stream: its event, or `None` and the problem why it cannot be read.

    `record_id` is the stream's `eventID`, for logs. `sequence_number` is the record's position in
    its shard. `keys` are the item's `pk` and `sk`, empty when unreadable.
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
    """

    record_id: str
    sequence_number: str
    keys: dict[str, str]
    event: AnyEvent | None
    problem: str = ""


@dataclass(frozen=True)
class Published:
    """The result for one event: its message id, or `None` and why a service refused it.

    A refusal is permanent: the service reports an error of the entry, so a retry cannot succeed.
    https://docs.aws.amazon.com/sns/latest/api/API_BatchResultErrorEntry.html
    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
    """

    event: AnyEvent
    message_id: str | None
    refusal: str = ""


@dataclass(frozen=True)
class ParkedRecord:
    """A stream record that cannot be processed, as ParkedEventsQueue gets it.

    `record_id` is the stream's `eventID`; `keys` are the item's `pk` and `sk`, by which operators
    find it in the table; `reason` names the missing attribute, the exception's type or SNS's error
    code, never content.
    """

    record_id: str
    keys: dict[str, str]
    reason: str


@dataclass(frozen=True)
class Interruption:
    """The first record of a batch that Lambda must retry, with all records after it.

    `sequence_number` is what the partial batch response names; `reason` is an error's message.
    """

    sequence_number: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    """The result of a batch; without an interruption, every record was published or parked."""

    published: list[Published] = field(default_factory=list)
    parked: list[ParkedRecord] = field(default_factory=list)
    interruption: Interruption | None = None
