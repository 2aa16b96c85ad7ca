"""The table's stream: every change of a note or a customer becomes an event on topic and bus."""

from callnotes.adapters.clients import make_client
from callnotes.adapters.eventbridge_bus import EventBridgeBus
from callnotes.adapters.sns_publisher import SNSPublisher
from callnotes.adapters.sqs_parking import SQSParkingLot
from callnotes.adapters.stream_records import read_stream_record
from callnotes.adapters.topic_and_bus import TopicAndBus
from callnotes.domain.publication import Outcome
from callnotes.domain.times import SecondsLeft
from callnotes.entry.streams import Records, stream
from callnotes.settings import PublisherSettings, read_settings
from callnotes.usecases.publish_events import publish_events

settings = read_settings(PublisherSettings)
publisher = TopicAndBus(
    SNSPublisher(make_client("sns"), settings.events_topic_arn),
    EventBridgeBus(make_client("events"), settings.event_bus_name),
)
parking = SQSParkingLot(make_client("sqs"), settings.parked_events_queue_url)


@stream("publish_events")
def handler(records: Records, seconds_left: SecondsLeft) -> Outcome:
    """Publish what the records mean; park those that cannot be read."""
    changes = [read_stream_record(record) for record in records]
    return publish_events(changes, publisher=publisher, parking=parking, seconds_left=seconds_left)
