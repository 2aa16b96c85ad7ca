"""A topic's tracing: dropped when CloudFormation makes the topic.

https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html
"""

from callnotes_local.completion.completion import Comparison, Completion, compare_property
from callnotes_local.completion.stack import DeployedStack, Resource

PROPERTY = "TracingConfig"


def apply(stack: DeployedStack, comparison: Comparison) -> None:
    """Set the tracing of one topic."""
    stack.clients.sns.set_topic_attributes(
        TopicArn=stack.resources[comparison.logical_id].physical_id,
        AttributeName=PROPERTY,
        AttributeValue=str(comparison.expected),
    )


def _read_stored(stack: DeployedStack, topic: Resource) -> str | None:
    answer = stack.clients.sns.get_topic_attributes(TopicArn=topic.physical_id)
    return answer["Attributes"].get(PROPERTY)


TOPIC_TRACING = Completion(
    "topic tracing", compare_property("AWS::SNS::Topic", (PROPERTY,), _read_stored), apply
)
