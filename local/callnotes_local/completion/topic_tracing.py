"""A topic's tracing: dropped when CloudFormation makes the topic.

https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html
"""

from callnotes_local.completion.completion import Comparison, Completion
from callnotes_local.completion.stack import DeployedStack, Resource

PROPERTY = "TracingConfig"


def compare(stack: DeployedStack) -> list[Comparison]:
    """Each declared tracing beside the stored one."""
    return [
        Comparison(
            topic.logical_id, (PROPERTY,), topic.properties[PROPERTY], _read_stored(stack, topic)
        )
        for topic in stack.of_type("AWS::SNS::Topic")
        if PROPERTY in topic.properties
    ]


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


TOPIC_TRACING = Completion("topic tracing", compare, apply)
