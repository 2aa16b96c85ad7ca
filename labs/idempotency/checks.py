"""The client gets no response and asks again: how many callbacks are there?"""

from collections.abc import Iterator

from callnotes_labs.bench import Bench
from callnotes_labs.checks import Finding
from callnotes_labs.texts import Text

RETRIES = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html"
SAFE = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html"
POWERTOOLS = "https://docs.aws.amazon.com/powertools/python/latest/utilities/idempotency/"
NUMBER, OTHER_NUMBER = "+821055500101", "+821055500102"


def check(bench: Bench) -> Iterator[Finding]:
    """Ask twice in turn, twice at once, and once with another number."""
    bench.warm("Caller", "Caller")
    key = f"one-{bench.run_id}"
    responses = [request(bench, key) for _ in range(2)]
    yield retry_changes_nothing(bench, key, responses)
    yield another_environment_knows(bench)
    yield another_request_is_refused(request(bench, key, OTHER_NUMBER))


def request(bench: Bench, key: str, phone_number: str = NUMBER) -> str:
    """What the client got: the response, or what the function raised."""
    event = {"idempotency_key": key, "phone_number": phone_number}
    reply = bench.invoke("Caller", event)
    return reply.error or str(reply.payload)


def count_callbacks(bench: Bench, key: str) -> int:
    """How many callbacks were created for a key."""
    items = bench.clients.dynamodb.scan(TableName=bench.output("Callbacks"))["Items"]
    return sum(item["idempotency_key"]["S"] == key for item in items)


def retry_changes_nothing(bench: Bench, key: str, responses: list[str]) -> Finding:
    """The second response is the first one."""
    number, same = count_callbacks(bench, key), len(set(responses)) == 1
    return Finding(
        id="retry_changes_nothing",
        passed=number == 1 and same,
        seen=Text(
            f"Callbacks created by 2 calls: {number}; equal responses: {'yes' if same else 'no'}.",
            f"2번의 호출로 생긴 콜백: {number}. 같은 응답: {'예' if same else '아니요'}.",
        ),
        expected=Text("1, and both responses are equal.", "1, 그리고 두 응답이 같아야 합니다."),
        next_move=Text(
            "make the id of the callback from the idempotency key, not from chance",
            "콜백의 id를 난수가 아니라 멱등성 키로 만드세요",
        ),
        page=RETRIES,
    )


def another_environment_knows(bench: Bench) -> Finding:
    """A retry may meet another execution environment, while the first call still runs."""
    key = f"two-{bench.run_id}"
    event = {"idempotency_key": key, "phone_number": NUMBER}
    other = bench.invoke_later("Caller", event)
    responses = {request(bench, key), str(other.result().payload)}
    number = count_callbacks(bench, key)
    return Finding(
        id="another_environment_knows",
        passed=number == 1 and len(responses) == 1,
        seen=Text(
            f"Callbacks created by 2 calls at once, in 2 environments: {number}.",
            f"실행 환경 2개에서 동시에: {number}개의 콜백.",
        ),
        expected=Text("1, with the same response to both.", "1개, 두 호출의 응답은 같음."),
        next_move=Text(
            "memory belongs to one environment: let the table decide, by a condition",
            "메모리는 한 실행 환경의 것입니다. 테이블이 조건으로 판단하게 하세요",
        ),
        page=SAFE,
    )


def another_request_is_refused(response: str) -> Finding:
    """The same key with another content is a fault of the client, not a retry."""
    return Finding(
        id="another_request_is_refused",
        passed=response == "{'status': 422}",
        seen=Text(
            f"The same key with another number: {response}.", f"같은 키에 다른 번호: {response}."
        ),
        expected=Text(
            "{'status': 422}: nobody would be called at that number.",
            "{'status': 422}: 그 번호로는 아무도 전화하지 않게 됩니다.",
        ),
        next_move=Text(
            "compare the stored phone_number with the event's, and return {'status': 422}",
            "저장된 phone_number를 이벤트와 비교하고 {'status': 422}를 반환하세요",
        ),
        page=POWERTOOLS,
    )
