"""Two agents edit one note, one after the other and at the same time: whose words are left?"""

from collections.abc import Iterator

from callnotes_labs.bench import Bench
from callnotes_labs.checks import Finding
from callnotes_labs.texts import Text, same

GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"
CONDITIONS = f"{GUIDE}/Expressions.ConditionExpressions.html"
LOCKING = f"{GUIDE}/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate"


def check(bench: Bench) -> Iterator[Finding]:
    """Save with the current version, with a stale one, and twice at once."""
    bench.warm("Editor", "Editor")
    note = f"note-{bench.run_id}"
    store(bench, note)
    first = save(bench, note, "Kim", 1)
    yield current_save_is_kept(bench, note, first)
    yield stale_save_is_refused(bench, note, save(bench, note, "Lee", 1))
    yield one_of_two_wins(bench)


def store(bench: Bench, note_id: str) -> None:
    """A note of version 1."""
    item = {"note_id": note_id, "title": "-", "body": "-"}
    bench.clients.dynamodb.put_item(
        TableName=bench.output("Notes"),
        Item={name: {"S": text} for name, text in item.items()} | {"version": {"N": "1"}},
    )


def save(bench: Bench, note_id: str, agent: str, version: int) -> str:
    """What the function returned to an agent: a status, or what it raised."""
    event = {"note_id": note_id, "title": "refund", "body": agent, "version": version}
    reply = bench.invoke("Editor", event)
    return reply.error or str(reply.payload)


def read_body(bench: Bench, note_id: str) -> str:
    """Whose words are stored."""
    item = bench.read_item(bench.output("Notes"), note_id=note_id)
    return item["body"]["S"] if item else "-"


def current_save_is_kept(bench: Bench, note_id: str, response: str) -> Finding:
    """Who has read the newest version may save."""
    body = read_body(bench, note_id)
    return Finding(
        id="current_save_is_kept",
        passed=(response, body) == ("200", "Kim"),
        seen=Text(
            f"Kim read version 1 and saved: {response}. Stored: {body}.",
            f"Kim이 버전 1을 읽고 저장: {response}. 저장된 글: {body}.",
        ),
        expected=Text("200, stored: Kim.", "200, 저장된 글: Kim."),
        next_move=Text(
            "compare with the version that was read: {N: str(event['version'])}",
            "읽은 버전과 비교하세요. {N: str(event['version'])}",
        ),
        page=CONDITIONS,
    )


def stale_save_is_refused(bench: Bench, note_id: str, response: str) -> Finding:
    """Lee has not seen what Kim wrote."""
    body = read_body(bench, note_id)
    accepted = Text(
        f"The function accepted a save of version 1, which Kim had replaced. Stored: {body}.",
        f"Kim이 이미 바꾼 버전 1의 저장을 받아들였습니다. 저장된 글: {body}.",
    )
    return Finding(
        id="stale_save_is_refused",
        passed=(response, body) == ("412", "Kim"),
        seen=accepted if response == "200" else same(response),
        expected=Text(
            "412, and Kim's text is still there.", "412, 그리고 Kim의 글이 그대로 있어야 합니다."
        ),
        next_move=Text(
            "give put_item a ConditionExpression on version; when it fails, return 412",
            "put_item에 version에 대한 ConditionExpression을 주고, 실패하면 412를 반환하세요",
        ),
        page=CONDITIONS,
    )


def one_of_two_wins(bench: Bench) -> Finding:
    """Both have read version 1, and save in the same moment."""
    note = f"race-{bench.run_id}"
    store(bench, note)
    event = {"note_id": note, "title": "refund", "body": "Choi", "version": 1}
    other = bench.invoke_later("Editor", event)
    responses = [save(bench, note, "Park", 1), str(other.result().payload)]
    accepted = responses.count("200")
    return Finding(
        id="one_of_two_wins",
        passed=sorted(responses) == ["200", "412"],
        seen=Text(
            f"Accepted: {accepted} of 2 saves.", f"저장 2개 중 {accepted}개를 받아들였습니다."
        ),
        expected=Text(
            "1 of 2: the other agent gets 412 and reads again.",
            "2개 중 1개: 다른 상담원은 412를 받고 다시 읽습니다.",
        ),
        next_move=Text(
            "let DynamoDB compare and write in one call; a read before it is too early",
            "비교와 쓰기를 DynamoDB 호출 하나로 하세요. 그 전에 읽는 것은 너무 이릅니다",
        ),
        page=LOCKING,
    )
