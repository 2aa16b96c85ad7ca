"""One callback fails once, another one until the partner is back: where are they?"""

from collections.abc import Iterator

from callnotes_labs.bench import Bench
from callnotes_labs.checks import Finding
from callnotes_labs.texts import Text

GUIDE = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide"
DEAD_LETTERS = f"{GUIDE}/sqs-dead-letter-queues.html"
REDRIVE = f"{GUIDE}/sqs-configure-dead-letter-queue-redrive.html"
ALWAYS, NEVER = 1_000_000, 0
PARKED_SECONDS, REDRIVEN_SECONDS = 10.0, 3.0
# Whoever has tried so often will not stop.
MANY_ATTEMPTS = 4


def check(bench: Bench) -> Iterator[Finding]:
    """Send two callbacks, repair the partner, redrive."""
    hiccup, outage = f"hiccup-{bench.run_id}", f"outage-{bench.run_id}"
    for name in ("QueueUrl", "DeadLettersUrl"):
        bench.clients.sqs.purge_queue(QueueUrl=bench.output(name))
    bench.warm("Worker")
    send(bench, hiccup, failures=1)
    send(bench, outage, failures=ALWAYS)
    bench.wait(lambda: is_parked(bench, outage) or goes_on(bench, outage), PARKED_SECONDS)
    parked = is_parked(bench, outage)
    yield parked_after_retries(bench, outage, parked=parked)
    yield one_failure_is_retried(bench, hiccup)
    tell_partner(bench, outage, NEVER)
    yield redriven(bench, outage, parked=parked)
    yield kept_longer(bench)


def send(bench: Bench, callback_id: str, *, failures: int) -> None:
    """Let the partner fail so often, and send the callback."""
    tell_partner(bench, callback_id, failures)
    bench.clients.sqs.send_message(QueueUrl=bench.output("QueueUrl"), MessageBody=callback_id)


def tell_partner(bench: Bench, callback_id: str, failures: int) -> None:
    """Set how many calls for a callback fail."""
    bench.clients.dynamodb.update_item(
        TableName=bench.output("Calls"), Key={"callback_id": {"S": callback_id}},
        UpdateExpression="SET failures = :failures",
        ExpressionAttributeValues={":failures": {"N": str(failures)}},
    )  # fmt: skip


def is_parked(bench: Bench, callback_id: str) -> bool:
    """Whether the callback is in the dead-letter queue."""
    return bool(bench.find_messages(bench.output("DeadLettersUrl"), callback_id))


def goes_on(bench: Bench, callback_id: str) -> bool:
    """Whether the callback is tried again and again."""
    return count_attempts(bench, callback_id) >= MANY_ATTEMPTS


def count_attempts(bench: Bench, callback_id: str) -> int:
    """How often the worker called the partner."""
    item = bench.read_item(bench.output("Calls"), callback_id=callback_id) or {}
    return int(item.get("attempts", {"N": "0"})["N"])


def parked_after_retries(bench: Bench, outage: str, *, parked: bool) -> Finding:
    """What never succeeds has to leave the queue."""
    attempts = count_attempts(bench, outage)
    where = Text("In the dead-letter queue", "DLQ에 있습니다") if parked else Text(
        "Not in the dead-letter queue", "DLQ에 없습니다"
    )  # fmt: skip
    return Finding(
        id="parked_after_retries",
        passed=parked,
        seen=Text(f"{where.en}; attempts: {attempts}.", f"{where.ko}. 시도 횟수: {attempts}."),
        expected=Text(
            "In the dead-letter queue after a few attempts; else it is retried for four days.",
            "몇 번 시도한 뒤 DLQ로. 그렇지 않으면 나흘 동안 다시 시도합니다.",
        ),
        next_move=Text(
            "give Queue a RedrivePolicy that names DeadLetters, with a maxReceiveCount of 2",
            "Queue에 DeadLetters를 가리키는 RedrivePolicy를 추가하고 maxReceiveCount를 2로 하세요",
        ),
        page=DEAD_LETTERS,
    )


def one_failure_is_retried(bench: Bench, hiccup: str) -> Finding:
    """A single failure is no reason to give up."""
    done = bench.wait(lambda: count_attempts(bench, hiccup) >= 2, 2)
    attempts = count_attempts(bench, hiccup)
    fate = Text("Sent to the partner", "파트너에게 전달") if done else Text("Given up", "포기")
    return Finding(
        id="one_failure_is_retried",
        passed=done,
        seen=Text(
            f"A callback that fails once: {fate.en} after {attempts} attempt(s).",
            f"한 번 실패하는 콜백: {attempts}번 시도한 뒤 {fate.ko}.",
        ),
        expected=Text("Sent to the partner at attempt 2.", "두 번째 시도에서 파트너에게 전달."),
        next_move=Text(
            "maxReceiveCount is the number of receives before the move: allow a second one",
            "maxReceiveCount는 옮기기 전까지 받는 횟수입니다. 두 번째 시도를 허용하세요",
        ),
        page=DEAD_LETTERS,
    )


def redriven(bench: Bench, outage: str, *, parked: bool) -> Finding:
    """After the repair the callback goes back to its queue and is processed."""
    before = count_attempts(bench, outage)
    done = parked and redrive(bench, outage, before)
    after, left = count_attempts(bench, outage), int(is_parked(bench, outage))
    return Finding(
        id="redriven",
        passed=done and left == 0,
        seen=Text(
            f"After the redrive, attempts: {before} to {after}; left in the queue: {left}.",
            f"되돌린 뒤 시도 횟수: {before}에서 {after}. DLQ에 남은 것: {left}.",
        ),
        expected=Text(
            "One more attempt, which succeeds; nothing left.", "한 번 더 시도해 성공, 남은 것 없음."
        ),
        next_move=Text(
            "park the message first: a redrive starts at the dead-letter queue",
            "먼저 메시지를 DLQ로 보내세요. 되돌리기는 DLQ에서 시작합니다",
        ),
        page=REDRIVE,
    )


def redrive(bench: Bench, callback_id: str, before: int) -> bool:
    """Move the message back, and tell whether the worker has tried it again.

    StartMessageMoveTask does this on AWS; the local cloud does not have it.
    """
    sqs, parked = bench.clients.sqs, bench.output("DeadLettersUrl")
    received = sqs.receive_message(QueueUrl=parked, MaxNumberOfMessages=10, VisibilityTimeout=5)
    for message in received.get("Messages", []):
        sqs.send_message(QueueUrl=bench.output("QueueUrl"), MessageBody=message["Body"])
        sqs.delete_message(QueueUrl=parked, ReceiptHandle=message["ReceiptHandle"])
    return bench.wait(lambda: count_attempts(bench, callback_id) > before, REDRIVEN_SECONDS)


def kept_longer(bench: Bench) -> Finding:
    """A message's age goes on in the dead-letter queue."""
    queue, parked = (read_retention(bench, name) for name in ("QueueUrl", "DeadLettersUrl"))
    return Finding(
        id="kept_longer",
        passed=parked > queue,
        seen=Text(
            f"Retention: queue {queue} s, dead-letter queue {parked} s.",
            f"보존 기간: 대기열 {queue}초, DLQ {parked}초.",
        ),
        expected=Text(
            "Longer in the dead-letter queue: the time in the queue counts too.",
            "DLQ가 더 길게. 원래 대기열에서 보낸 시간도 포함됩니다.",
        ),
        next_move=Text(
            "set MessageRetentionPeriod of DeadLetters to 14 days (1209600)",
            "DeadLetters의 MessageRetentionPeriod를 14일(1209600)로 하세요",
        ),
        page=DEAD_LETTERS,
    )


def read_retention(bench: Bench, output: str) -> int:
    """How long a queue keeps a message, in seconds."""
    found = bench.clients.sqs.get_queue_attributes(
        QueueUrl=bench.output(output), AttributeNames=["MessageRetentionPeriod"]
    )
    return int(found["Attributes"]["MessageRetentionPeriod"])
