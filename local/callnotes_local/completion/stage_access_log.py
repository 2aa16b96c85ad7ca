"""A stage's access log: dropped when CloudFormation makes the stage.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from typing import cast

from callnotes_local.completion.completion import Comparison, Completion
from callnotes_local.completion.stack import DeployedStack, Resource

PROPERTY = "AccessLogSetting"
FIELDS = {"DestinationArn": "destinationArn", "Format": "format"}


def compare(stack: DeployedStack) -> list[Comparison]:
    """Each declared access log beside the stored one."""
    return [
        Comparison(
            stage.logical_id, (PROPERTY,), stage.properties[PROPERTY], _read_stored(stack, stage)
        )
        for stage in stack.of_type("AWS::ApiGateway::Stage")
        if PROPERTY in stage.properties
    ]


def apply(stack: DeployedStack, comparison: Comparison) -> None:
    """Set destination and format of one stage."""
    stage = stack.resources[comparison.logical_id].properties
    wanted = cast("dict[str, str]", comparison.expected)
    stack.clients.apigateway.update_stage(
        restApiId=stage["RestApiId"],
        stageName=stage["StageName"],
        patchOperations=[
            {"op": "replace", "path": f"/accessLogSettings/{FIELDS[name]}", "value": value}
            for name, value in wanted.items()
        ],
    )


def _read_stored(stack: DeployedStack, stage: Resource) -> dict[str, str]:
    properties = stage.properties
    answer = stack.clients.apigateway.get_stage(
        restApiId=properties["RestApiId"], stageName=properties["StageName"]
    )
    stored = cast("dict[str, str]", answer.get("accessLogSettings", {}))
    return {name: stored[field] for name, field in FIELDS.items() if field in stored}


STAGE_ACCESS_LOG = Completion("stage access log", compare, apply)
