"""What a topic cannot deliver to a queue goes to the subscription's dead letter queue.

https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ministack.core.arn import ArnParseError, parse_arn
from ministack.services import sns, sqs

from callnotes_local.emulator import seams

SNS = "ministack.services.sns"
PRINCIPAL = "sns.amazonaws.com"


def install() -> None:
    """Look before each delivery whether the queue is there and lets the topic in."""
    seams.replace(SNS, "_deliver_to_sqs", _deliver_or_keep)


def _deliver_or_keep(original: Callable[..., None]) -> Callable[..., None]:
    def deliver(endpoint: str, *content: Any, topic_arn: str = "", **options: Any) -> None:
        # Both are client-side errors: AWS does not try again.
        target = endpoint if _takes(endpoint, topic_arn) else _dead_letters(topic_arn, endpoint)
        original(target, *content, topic_arn=topic_arn, **options)

    return deliver


def _takes(endpoint: str, topic_arn: str) -> bool:
    try:
        account = parse_arn(topic_arn).account_id
    except ArnParseError:
        return True
    allowed: bool = sqs.queue_policy_allows(endpoint, PRINCIPAL, topic_arn, account)
    return sqs._queue_by_arn(endpoint) is not None and allowed


def _dead_letters(topic_arn: str, endpoint: str) -> str:
    topic = sns._topic_by_arn_any_scope(topic_arn) or {"subscriptions": []}
    for subscription in topic["subscriptions"]:
        policy = subscription.get("attributes", {}).get("RedrivePolicy")
        if policy and subscription.get("endpoint") == endpoint:
            return str(json.loads(policy).get("deadLetterTargetArn", endpoint))
    return endpoint
