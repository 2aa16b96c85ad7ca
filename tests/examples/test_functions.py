"""Functions on a local cloud: ways to call them, what fails, what an environment keeps."""

import json
import time
from pathlib import Path
from typing import Any

from samcli.lib.generated_sample_events.events import Events

import examples
from callnotes_local.system.process import wait_until
from examples.functions import note_word
from tests.examples.conftest import MakeClient
from tests.local.emulator.cloud import Cloud, unique_name

FUNCTIONS = Path(examples.__path__[0]) / "functions"
READ_QUEUE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")


def create(cloud: Cloud, name: str, **settings: Any) -> str:
    return cloud.create_function((FUNCTIONS / f"{name}.py").read_text(), **settings)


def create_queue(local: MakeClient) -> tuple[str, str]:
    sqs = local("sqs")
    url = str(sqs.create_queue(QueueName=unique_name("queue"))["QueueUrl"])
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, str(found["Attributes"]["QueueArn"])


def count_starts(cloud: Cloud, function: str) -> int:
    messages = cloud.log_messages_if_any(f"/aws/lambda/{function}")
    return sum(message.startswith("START ") for message in messages)


def receive(local: MakeClient, queue: str) -> list[Any]:
    found: list[Any] = local("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=15)["Messages"]
    return found


def test_a_large_file_is_loaded_once_for_each_environment(
    cloud: Cloud, local: MakeClient, bucket: str
) -> None:
    local("s3").put_object(Bucket=bucket, Key="lexicon", Body=json.dumps({"KE001": "KAY EE"}))
    role = cloud.create_role("s3:GetObject")
    name = create(cloud, "say_prompt", Role=role, EphemeralStorage={"Size": 10_240})
    event = {"bucket": bucket, "key": "lexicon", "word": "KE001"}
    answers = [cloud.invoke(name, event).payload for _ in range(3)]
    assert answers == [{"said": "KAY EE", "downloads": 1}] * 3
    local("lambda").update_function_configuration(FunctionName=name, Description="anew")
    assert cloud.invoke(name, event).payload["downloads"] == 1


def test_a_function_has_512_mb_in_tmp_unless_one_says_otherwise(
    cloud: Cloud, local: MakeClient
) -> None:
    name = create(cloud, "note_word")
    found = local("lambda").get_function_configuration(FunctionName=name)
    assert found["EphemeralStorage"] == {"Size": 512}


def test_a_caller_that_waits_gets_the_error_and_nothing_is_tried_again(cloud: Cloud) -> None:
    name = create(cloud, "note_word")
    assert cloud.invoke(name, {"word": "hello"}).payload == {"taken": ["hello"]}
    reply = cloud.invoke(name, {"word": "poison"})
    assert (reply.error, reply.payload["errorType"]) == ("Unhandled", "ValueError")
    assert count_starts(cloud, name) == 2


def test_an_event_is_accepted_tried_three_times_and_then_dead(
    cloud: Cloud, local: MakeClient
) -> None:
    queue, arn = create_queue(local)
    role = cloud.create_role("sqs:SendMessage")
    name = create(cloud, "note_word", Role=role, DeadLetterConfig={"TargetArn": arn})
    reply = cloud.invoke(name, {"word": "poison"}, InvocationType="Event")
    assert (reply.payload, reply.error) == (None, None)
    (message,) = receive(local, queue)
    assert '"word": "poison"' in message["Body"]
    assert count_starts(cloud, name) == 3


def test_messages_are_polled_and_one_that_fails_stays_in_its_queue(
    cloud: Cloud, local: MakeClient
) -> None:
    queue, arn = create_queue(local)
    name = create(cloud, "note_word", Role=cloud.create_role(*READ_QUEUE))
    local("lambda").create_event_source_mapping(EventSourceArn=arn, FunctionName=name, BatchSize=1)
    sqs = local("sqs")
    sqs.send_message(QueueUrl=queue, MessageBody="hello")
    assert cloud.wait_for_message(f"/aws/lambda/{name}", "took ['hello']")
    sqs.send_message(QueueUrl=queue, MessageBody="poison")
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]

    def is_kept() -> bool:
        found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        return sum(map(int, found.values())) == 1

    assert wait_until(lambda: count_starts(cloud, name) >= 2, 10, 0.05)
    assert wait_until(is_kept, 10, 0.05)


def test_a_string_of_json_is_json_again_for_the_caller(cloud: Cloud, local: MakeClient) -> None:
    source = """
        import json
        def handler(event, context):
            found = {"isReserved": True}
            return json.dumps(found) if event["dumped"] else found
    """
    name = cloud.create_function(source)

    def invoke(*, dumped: bool) -> str:
        event = json.dumps({"dumped": dumped})
        reply = local("lambda").invoke(FunctionName=name, Payload=event)
        return str(reply["Payload"].read().decode())

    assert invoke(dumped=False) == '{"isReserved": true}'
    assert invoke(dumped=True) == '"{\\"isReserved\\": true}"'


def test_an_event_that_sam_generates_reaches_the_handler() -> None:
    generated = json.loads(
        Events().generate_event(
            "sqs", "receive-message", {"body": "from sam", "region": "us-east-1"}
        )
    )
    assert note_word.handler(generated, None) == {"taken": ["from sam"]}


def test_only_the_first_call_of_an_environment_waits_for_its_start(cloud: Cloud) -> None:
    source = """
        import time
        time.sleep(0.5)  # as making clients and connections does
        def handler(event, context):
            return event
    """
    name = cloud.create_function(source)

    def measure() -> float:
        begin = time.monotonic()
        cloud.invoke(name, {})
        return time.monotonic() - begin

    first, *later = (measure() for _ in range(4))
    assert min(later) + 0.5 <= first
