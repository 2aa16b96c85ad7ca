"""A function's reserved concurrency: dropped when CloudFormation makes the function.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
"""

from callnotes_local.completion.completion import Comparison, Completion, compare_property
from callnotes_local.completion.stack import DeployedStack, Resource

PROPERTY = "ReservedConcurrentExecutions"


def apply(stack: DeployedStack, comparison: Comparison) -> None:
    """Reserve the concurrency of one function."""
    stack.clients.functions.put_function_concurrency(
        FunctionName=stack.resources[comparison.logical_id].physical_id,
        ReservedConcurrentExecutions=int(str(comparison.expected)),
    )


def _read_stored(stack: DeployedStack, function: Resource) -> object:
    stored = stack.clients.functions.get_function_concurrency(FunctionName=function.physical_id)
    number = stored.get(PROPERTY)
    # The value of a parameter is a text.
    return str(number) if isinstance(function.properties[PROPERTY], str) else number


RESERVED_CONCURRENCY = Completion(
    "reserved concurrency",
    compare_property("AWS::Lambda::Function", (PROPERTY,), _read_stored),
    apply,
)
