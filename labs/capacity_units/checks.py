"""How many units are bought, what a write costs, and where the writes of a busy tenant go."""

import math
from collections import Counter
from collections.abc import Iterator

from callnotes_labs.bench import Bench
from callnotes_labs.checks import Finding
from callnotes_labs.texts import Text, same

GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"
UNITS = f"{GUIDE}/provisioned-capacity-mode.html"
SHARDING = f"{GUIDE}/bp-partition-key-sharding.html"
ITEM_KB, READS, WRITES = 7, 3, 10
EVENTS, HOTTEST_PERCENT = 40, 40


def check(bench: Bench) -> Iterator[Finding]:
    """Read the table's settings, write a 7 KB item, then the events of one tenant."""
    yield enough_units(bench)
    yield price_of_a_write(bench)
    tenant = f"tenant-{bench.run_id}"
    ids = [f"event-{number:02}" for number in range(EVENTS)]
    written = bench.invoke("Recorder", {"write": ids, "tenant": tenant})
    yield no_hot_partition(bench, tenant, written.error)
    read = bench.invoke("Recorder", {"read": True, "tenant": tenant})
    yield history_is_read_back(read.payload or [], ids, read.error)


def enough_units(bench: Bench) -> Finding:
    """Units are bought for a rate: rounded up for each item, then multiplied."""
    table = bench.clients.dynamodb.describe_table(TableName=bench.output("Events"))["Table"]
    found = table["ProvisionedThroughput"]
    units = found["ReadCapacityUnits"], found["WriteCapacityUnits"]
    needed = READS * math.ceil(ITEM_KB / 4), WRITES * ITEM_KB
    return Finding(
        id="enough_units",
        passed=units == needed,
        seen=Text(f"RCU {units[0]}, WCU {units[1]}.", f"RCU {units[0]}, WCU {units[1]}."),
        expected=Text(
            "What 3 strong reads and 10 writes of 7 KB a second need, and no more.",
            "7 KB 항목의 강력한 읽기 초당 3번, 쓰기 초당 10번에 필요한 만큼만.",
        ),
        next_move=Text(
            "round the 7 KB up to 4 KB steps for a read, to 1 KB steps for a write; multiply",
            "7 KB를 읽기는 4 KB, 쓰기는 1 KB 단위로 올림한 뒤 곱하세요",
        ),
        page=UNITS,
    )


def price_of_a_write(bench: Bench) -> Finding:
    """DynamoDB itself says what a write has consumed."""
    text = "x" * (ITEM_KB * 1024 - 100)
    response = bench.clients.dynamodb.put_item(
        TableName=bench.output("Events"),
        Item={"pk": {"S": "size"}, "event_id": {"S": bench.run_id}, "text": {"S": text}},
        ReturnConsumedCapacity="TOTAL",
    )
    units = response["ConsumedCapacity"]["CapacityUnits"]
    return Finding(
        id="price_of_a_write",
        passed=units == ITEM_KB,
        seen=Text(
            f"One write of 7 KB consumed {units:g} units.", f"7 KB 쓰기 한 번: {units:g} 단위."
        ),
        expected=Text("7: one for each KB begun.", "7: 시작한 1 KB마다 하나."),
        next_move=Text(
            "give Events back its keys pk and event_id",
            "Events의 키 pk와 event_id를 되돌려 놓으세요",
        ),
        page=UNITS,
    )


def no_hot_partition(bench: Bench, tenant: str, error: str | None) -> Finding:
    """A partition has 1,000 WCU at most, whatever the table has."""
    items = bench.clients.dynamodb.scan(
        TableName=bench.output("Events"),
        FilterExpression="begins_with(pk, :tenant)",
        ExpressionAttributeValues={":tenant": {"S": tenant}},
    )["Items"]
    keys = Counter(item["pk"]["S"] for item in items)
    hottest = round(100 * max(keys.values(), default=0) / EVENTS)
    return Finding(
        id="no_hot_partition",
        passed=len(items) == EVENTS and hottest <= HOTTEST_PERCENT,
        seen=same(error)
        if error
        else Text(
            f"The busiest of {len(keys)} partition keys has {hottest} % of the events.",
            f"파티션 키 {len(keys)}개 가운데 가장 바쁜 키에 이벤트의 {hottest} %가 있습니다.",
        ),
        expected=Text(
            f"At most {HOTTEST_PERCENT} %: one busy tenant must not use one partition only.",
            f"최대 {HOTTEST_PERCENT} %: 바쁜 테넌트 하나가 파티션 하나만 쓰면 안 됩니다.",
        ),
        next_move=Text(
            "spread a tenant over a few keys in make_key, by a number made from event_id",
            "make_key에서 event_id로 만든 번호를 붙여 테넌트를 키 몇 개로 나누세요",
        ),
        page=SHARDING,
    )


def history_is_read_back(read: list[str], ids: list[str], error: str | None) -> Finding:
    """Who spreads writes has to gather reads."""
    return Finding(
        id="history_is_read_back",
        passed=read == ids,
        seen=same(error)
        if error
        else Text(
            f"Read back: {len(read)} of {EVENTS} events, in order: {read == sorted(read)}.",
            f"다시 읽은 이벤트: {EVENTS}개 중 {len(read)}개. 순서대로: {read == sorted(read)}.",
        ),
        expected=Text("All of them, in order.", "모두, 순서대로."),
        next_move=Text(
            "make the keys predictable, and let read() query each of them",
            "키를 예측할 수 있게 만들고 read()에서 키마다 쿼리하세요",
        ),
        page=SHARDING,
    )
