"""Four notes arrive together, one of them without a title; later another one: what is indexed?"""

from collections.abc import Iterator

from callnotes_labs.bench import Bench
from callnotes_labs.checks import Finding
from callnotes_labs.texts import Text

GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg"
ERRORS = f"{GUIDE}/services-dynamodb-errors.html"
GOOD = ("one", "two", "four")
FIRST_SECONDS, SECONDS = 1.0, 3.5
# Whatever is tried so often blocks the shard: bisection and one retry take six attempts.
MANY = 8


def check(bench: Bench) -> Iterator[Finding]:
    """Write a batch with a poison record, then one more note."""
    bench.warm("Indexer")
    write(bench, "one", "two", "poison", "four")
    bench.wait(lambda: count_attempts(bench) > 0, FIRST_SECONDS)
    write(bench, "later")
    bench.wait(lambda: is_indexed(bench, "later") or count_attempts(bench) >= MANY, SECONDS)
    yield later_records_flow(bench)
    yield neighbours_survive(bench)
    yield poison_is_set_aside(bench)


def write(bench: Bench, *names: str) -> None:
    """Write notes at once; the one called poison has no title."""
    items = [
        {"note_id": {"S": f"{bench.run_id}-{name}"}}
        | ({} if name == "poison" else {"title": {"S": name}})
        for name in names
    ]
    puts = [{"Put": {"TableName": bench.output("Notes"), "Item": item}} for item in items]
    bench.clients.dynamodb.transact_write_items(TransactItems=puts)  # type: ignore[arg-type]


def is_indexed(bench: Bench, name: str) -> bool:
    """Whether the function has indexed a note of this run."""
    note_id = f"{bench.run_id}-{name}"
    return bench.read_item(bench.output("Index"), note_id=note_id) is not None


def count_attempts(bench: Bench) -> int:
    """How many batches with the poison record the function was given."""
    return sum(f"{bench.run_id}-poison" in line for line in bench.read_logs("Indexer"))


def later_records_flow(bench: Bench) -> Finding:
    """By default a failed batch blocks its shard until its records expire."""
    flows = is_indexed(bench, "later")
    return Finding(
        id="later_records_flow",
        passed=flows,
        seen=Text(
            f"A note written after the poison record. Indexed: {'yes' if flows else 'no'}.",
            f"독 레코드 다음에 쓴 노트. 색인됨: {'예' if flows else '아니요'}.",
        ),
        expected=Text(
            "yes: a batch is given up after a few attempts; by default it blocks for 24 hours.",
            "예: 배치는 몇 번 시도한 뒤 포기해야 합니다. 기본값으로는 24시간 동안 막힙니다.",
        ),
        next_move=Text(
            "limit MaximumRetryAttempts of the mapping: the default is to retry for ever",
            "매핑의 MaximumRetryAttempts를 제한하세요. 기본값은 끝없이 재시도합니다",
        ),
        page=ERRORS,
    )


def neighbours_survive(bench: Bench) -> Finding:
    """The other records of the batch have no fault."""
    number = sum(is_indexed(bench, name) for name in GOOD)
    return Finding(
        id="neighbours_survive",
        passed=number == len(GOOD),
        seen=Text(
            f"Notes of the same batch. Indexed: {number} of {len(GOOD)}.",
            f"같은 배치의 노트. 색인된 것: {len(GOOD)}개 중 {number}개.",
        ),
        expected=Text(
            "3 of 3: only the poison record is given up.", "3개 중 3개: 독 레코드만 포기."
        ),
        next_move=Text(
            "let Lambda split a failed batch: BisectBatchOnFunctionError",
            "실패한 배치를 Lambda가 나누게 하세요: BisectBatchOnFunctionError",
        ),
        page=ERRORS,
    )


def poison_is_set_aside(bench: Bench) -> Finding:
    """The destination gets where the record is in the stream, not the record itself."""
    function = bench.output("Indexer")
    parked = bench.count(bench.output("ParkedUrl"))
    bench.clients.sqs.purge_queue(QueueUrl=bench.output("ParkedUrl"))
    return Finding(
        id="poison_is_set_aside",
        passed=parked > 0,
        seen=Text(
            f"Messages in the queue Parked about {function}: {parked}.",
            f"Parked 대기열에 있는 {function}의 메시지: {parked}개.",
        ),
        expected=Text(
            "At least 1: shard and sequence numbers of what was given up.",
            "1개 이상: 포기한 레코드의 샤드와 시퀀스 번호.",
        ),
        next_move=Text(
            "give the mapping DestinationConfig: {OnFailure: {Destination: !GetAtt Parked.Arn}}",
            "매핑에 DestinationConfig: {OnFailure: {Destination: !GetAtt Parked.Arn}}를 추가하세요",
        ),
        page=f"{GUIDE}/services-dynamodb-eventsourcemapping.html",
    )
