"""What a topic cannot deliver to a queue goes to the subscription's dead-letter queue.

https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
"""

import json
from collections.abc import Callable
from typing import Any

from ministack.core.arn import parse_arn
from ministack.services import sns, sqs

from callnotes_local.emulator import seams


def install() -> None:
    """Look before each delivery whether the queue is there and lets the topic in."""
    seams.wrap("ministack.services.sns", "_deliver_to_sqs", _deliver)


def _deliver(
    original: Callable[..., None], endpoint: str, *content: Any, topic_arn: str, **options: Any
) -> None:
    account = parse_arn(topic_arn).account_id
    allowed = sqs.queue_policy_allows(endpoint, "sns.amazonaws.com", topic_arn, account)
    # Both are client-side errors: AWS does not try again.
    if not allowed or sqs._queue_by_arn(endpoint) is None:
        endpoint = _dead_letters(topic_arn, endpoint)
    original(endpoint, *content, topic_arn=topic_arn, **options)


def _dead_letters(topic_arn: str, endpoint: str) -> str:
    topic = sns._topic_by_arn_any_scope(topic_arn) or {"subscriptions": []}
    for subscription in topic["subscriptions"]:
        policy = subscription.get("attributes", {}).get("RedrivePolicy")
        if policy and subscription.get("endpoint") == endpoint:
            return str(json.loads(policy).get("deadLetterTargetArn", endpoint))
    return endpoint
