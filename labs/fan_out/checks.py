"""Publish three events: which of them arrive, in which form, and under which limits?"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from callnotes_labs.bench import Bench
from callnotes_labs.checks import Finding
from callnotes_labs.texts import Text

FILTERS = "https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html"
RAW = "https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html"
MAPPING = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"
TYPES = ("NoteCreated", "NoteDeleted", "NoteCreated")
DELIVERY_SECONDS, PROCESSING_SECONDS = 0.5, 8.0

type Json = dict[str, Any]


def check(bench: Bench) -> Iterator[Finding]:
    """Publish, wait for the index, and read the numbers of the pipeline."""
    bench.clients.sqs.purge_queue(QueueUrl=bench.output("QueueUrl"))
    bench.warm("Indexer")
    bodies = publish_and_wait(bench)
    yield only_its_events(bodies)
    yield raw_message(bodies)
    yield limits(bench)


def publish_and_wait(bench: Bench) -> list[Json]:
    """The bodies that the function received, all that could come."""
    for number, kind in enumerate(TYPES):
        event = {"type": kind, "note_id": f"{bench.run_id}-{number}"}
        bench.clients.sns.publish(TopicArn=bench.output("Topic"), Message=json.dumps(event))
    bench.wait(lambda: len(find_bodies(bench)) == len(TYPES), DELIVERY_SECONDS)
    # What was delivered is in the queue until the function is done with it.
    bench.wait(lambda: bench.count(bench.output("QueueUrl")) == 0, PROCESSING_SECONDS)
    return find_bodies(bench)


def find_bodies(bench: Bench) -> list[Json]:
    """The indexed bodies of this run."""
    items = bench.clients.dynamodb.scan(TableName=bench.output("Index"))["Items"]
    bodies = [item["body"]["S"] for item in items]
    return [json.loads(body) for body in bodies if bench.run_id in body]


def only_its_events(bodies: list[Json]) -> Finding:
    """The subscription filters, not the function: an unwanted message costs an invocation."""
    events = [json.loads(body["Message"]) if "Message" in body else body for body in bodies]
    kinds = Counter(event["type"] for event in events)
    counts = ", ".join(f"{kind} {kinds[kind]}" for kind in ("NoteCreated", "NoteDeleted"))
    return Finding(
        id="only_its_events",
        passed=kinds == Counter(NoteCreated=2),
        seen=Text(f"Received: {counts}.", f"받은 이벤트: {counts}."),
        expected=Text("NoteCreated 2, NoteDeleted 0.", "NoteCreated 2, NoteDeleted 0."),
        next_move=Text(
            "add a FilterPolicy; the type is in the message's body, there are no attributes",
            "FilterPolicy를 추가하세요. type은 메시지 본문에 있고 속성은 없습니다",
        ),
        page=FILTERS,
    )


def raw_message(bodies: list[Json]) -> Finding:
    """Without raw delivery a message is wrapped in an envelope of SNS."""
    keys = ", ".join(bodies[0]) if bodies else "-"
    return Finding(
        id="raw_message",
        passed=bool(bodies) and all("type" in body for body in bodies),
        seen=Text(f"Fields of a body: {keys}.", f"본문의 필드: {keys}."),
        expected=Text(
            "type, note_id: what the publisher wrote.", "type, note_id: 발행자가 쓴 그대로."
        ),
        next_move=Text(
            "set RawMessageDelivery of the subscription",
            "구독에 RawMessageDelivery를 설정하세요",
        ),
        page=RAW,
    )


def limits(bench: Bench) -> Finding:
    """The numbers of the pipeline: 30 s, 5 receives, batches of 10."""
    names: list[Any] = ["VisibilityTimeout", "RedrivePolicy"]
    queue = bench.clients.sqs.get_queue_attributes(
        QueueUrl=bench.output("QueueUrl"), AttributeNames=names
    )["Attributes"]
    (mapping,) = bench.clients.functions.list_event_source_mappings(
        FunctionName=bench.output("Indexer")
    )["EventSourceMappings"]
    found = (
        int(queue["VisibilityTimeout"]),
        int(json.loads(queue["RedrivePolicy"])["maxReceiveCount"]),
        mapping["BatchSize"],
    )
    return Finding(
        id="limits",
        passed=found == (30, 5, 10),
        seen=Text(
            "Visibility timeout {} s, receives {}, batch size {}.".format(*found),
            "표시 제한 시간 {}초, 받는 횟수 {}, 배치 크기 {}.".format(*found),
        ),
        expected=Text(
            "30 s (six times the function's timeout), 5 receives, batches of 10.",
            "30초(함수 제한 시간의 여섯 배), 5번, 배치 크기 10.",
        ),
        next_move=Text(
            "VisibilityTimeout and maxReceiveCount are the queue's, BatchSize is the mapping's",
            "VisibilityTimeout과 maxReceiveCount는 대기열에, BatchSize는 매핑에 있습니다",
        ),
        page=MAPPING,
    )
