"""Records of a Kinesis stream in order, and its shards.

https://docs.aws.amazon.com/streams/latest/dev/developing-producers-with-sdk.html
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

type Record = tuple[str, bytes]  # partition key, data


class Throttled(Exception):
    """The shard took no record for too long."""


def put_in_order(
    kinesis: Any, stream: str, key: str, records: Sequence[bytes], sleep: Callable[[float], None]
) -> list[str]:
    """Put one record after another, each after the one before; return the sequence numbers."""
    numbers: list[str] = []
    for data in records:
        after = {"SequenceNumberForOrdering": numbers[-1]} if numbers else {}
        numbers.append(
            _put(kinesis, sleep, StreamName=stream, PartitionKey=key, Data=data, **after)
        )
    return numbers


def put_many(
    kinesis: Any, stream: str, records: Sequence[Record], sleep: Callable[[float], None]
) -> None:
    """Put records by batches, and those that failed again: after others that came later.

    Raises Throttled when some are refused each time.
    """
    left = [{"PartitionKey": key, "Data": data} for key, data in records]
    for wait in _waits():
        results = kinesis.put_records(StreamName=stream, Records=left)["Records"]
        left = [
            record for record, result in zip(left, results, strict=True) if "ErrorCode" in result
        ]
        if not left:
            return
        sleep(wait)
    raise Throttled(f"{len(left)} records for {stream}")


def split_shard(kinesis: Any, stream: str, shard: Mapping[str, Any]) -> None:
    """Make two shards of a hot one, each with half of its hash keys."""
    keys = shard["HashKeyRange"]
    middle = (int(keys["StartingHashKey"]) + int(keys["EndingHashKey"])) // 2
    kinesis.split_shard(
        StreamName=stream, ShardToSplit=shard["ShardId"], NewStartingHashKey=str(middle)
    )


def merge_shards(kinesis: Any, stream: str, one: str, neighbour: str) -> None:
    """Make one shard of two neighbours that have little to do."""
    kinesis.merge_shards(StreamName=stream, ShardToMerge=one, AdjacentShardToMerge=neighbour)


def set_shards(kinesis: Any, stream: str, number: int) -> None:
    """Let Kinesis split and merge until there are so many."""
    kinesis.update_shard_count(
        StreamName=stream, TargetShardCount=number, ScalingType="UNIFORM_SCALING"
    )


def list_open_shards(kinesis: Any, stream: str) -> list[Mapping[str, Any]]:
    """Return the shards that take records, in the order of their hash keys."""
    shards = kinesis.list_shards(StreamName=stream)["Shards"]
    taking = [s for s in shards if "EndingSequenceNumber" not in s["SequenceNumberRange"]]
    return sorted(taking, key=lambda shard: int(shard["HashKeyRange"]["StartingHashKey"]))


def read_shard(kinesis: Any, stream: str, shard_id: str) -> Iterator[bytes]:
    """Return what a shard holds, from its oldest record on; reading takes nothing away."""
    iterator = kinesis.get_shard_iterator(
        StreamName=stream, ShardId=shard_id, ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    while iterator:
        answer = kinesis.get_records(ShardIterator=iterator)
        yield from (record["Data"] for record in answer["Records"])
        if not answer["Records"]:
            return
        iterator = answer.get("NextShardIterator")


def _put(kinesis: Any, sleep: Callable[[float], None], **record: Any) -> str:
    for wait in _waits():
        try:
            number: str = kinesis.put_record(**record)["SequenceNumber"]
        except kinesis.exceptions.ProvisionedThroughputExceededException:
            sleep(wait)
        else:
            return number
    raise Throttled(str(record["StreamName"]))


def _waits() -> Iterator[float]:
    return (0.1 * 2**attempt for attempt in range(6))
