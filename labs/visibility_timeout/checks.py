"""One callback, two workers: how often is the customer contacted?"""

import time
from collections.abc import Iterator

from callnotes_labs.bench import Bench
from callnotes_labs.checks import Finding
from callnotes_labs.texts import Text, same

PAGE = (
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "sqs-visibility-timeout.html"
)
# The second worker polls while the first one, which needs 1.5 s, still works.
SECOND_POLL_SECONDS = 1.2
LONGEST_SECONDS = 15


def check(bench: Bench) -> Iterator[Finding]:
    """Send a callback, let two workers poll, and look at what they did."""
    times, error = send_and_work(bench)
    seen = Text(
        f"Contacts with the customer for one callback: {times}.",
        f"콜백 하나에 고객에게 연락한 횟수: {times}.",
    )
    yield Finding(
        id="contacted_once",
        passed=times == 1 and not error,
        seen=same(error) if error and times < 2 else seen,
        expected=Text(
            "Once: the message stays invisible while a worker needs it.",
            "한 번: 작업하는 동안 메시지가 보이지 않아야 합니다.",
        ),
        next_move=Text(
            "compare VisibilityTimeout in template.yaml with LEGACY_SECONDS in worker/app.py",
            "template.yaml의 VisibilityTimeout을 worker/app.py의 LEGACY_SECONDS와 비교하세요",
        ),
        page=PAGE,
    )
    left = bench.count(bench.output("QueueUrl"))
    yield Finding(
        id="deleted_at_the_end",
        passed=left == 0,
        seen=Text(
            f"Messages left in the queue: {left}.", f"대기열에 메시지 {left}개가 남았습니다."
        ),
        expected=Text(
            "None: SQS deletes nothing by itself.", "0개: SQS는 스스로 삭제하지 않습니다."
        ),
        next_move=Text(
            "call delete_message after the work, in worker/app.py",
            "worker/app.py에서 작업이 끝난 뒤 delete_message를 호출하세요",
        ),
        page=PAGE,
    )
    yield look_at_timeout(bench)


def look_at_timeout(bench: Bench) -> Finding:
    """A worker that crashes never deletes: only the timeout brings its message back."""
    found = bench.clients.sqs.get_queue_attributes(
        QueueUrl=bench.output("QueueUrl"), AttributeNames=["VisibilityTimeout"]
    )
    seconds = int(found["Attributes"]["VisibilityTimeout"])
    return Finding(
        id="returns_after_a_crash",
        passed=seconds <= LONGEST_SECONDS,
        seen=Text(
            f"The queue hides a message for {seconds} s, also when its worker has crashed.",
            f"작업자가 죽어도 대기열은 메시지를 {seconds}초 동안 숨깁니다.",
        ),
        expected=Text(
            f"At most {LONGEST_SECONDS} s, some multiple of the work.",
            f"최대 {LONGEST_SECONDS}초, 작업 시간의 몇 배 정도.",
        ),
        next_move=Text(
            "set VisibilityTimeout to two or three times the work, not to the maximum",
            "VisibilityTimeout을 최댓값이 아니라 작업 시간의 두세 배로 정하세요",
        ),
        page=PAGE,
    )


def send_and_work(bench: Bench) -> tuple[int, str | None]:
    """How often the customer was contacted, and what a worker raised."""
    queue = bench.output("QueueUrl")
    bench.clients.sqs.purge_queue(QueueUrl=queue)
    bench.warm("Worker", "Worker")
    bench.clients.sqs.send_message(QueueUrl=queue, MessageBody=bench.run_id)
    first = bench.invoke_later("Worker")
    time.sleep(SECOND_POLL_SECONDS)
    second = bench.invoke("Worker")
    error = first.result().error or second.error
    item = bench.read_item(bench.output("Contacts"), callback_id=bench.run_id)
    return int(item["contacts"]["N"]) if item else 0, error
