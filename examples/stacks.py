"""Stacks that depend on each other, and stacks that fail.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/walkthrough-crossstackref.html
"""

import json
from typing import Any

CORE: dict[str, Any] = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Description": "What companion stacks refer to.",
    "Metadata": {"Owner": "core"},
    "Parameters": {
        "Stage": {"Type": "String", "Default": "test", "AllowedValues": ["test", "prod"]},
        "AlarmEmail": {"Type": "String", "Default": ""},
    },
    "Rules": {
        "ProductionTellsSomebody": {
            "RuleCondition": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
            "Assertions": [
                {
                    "Assert": {"Fn::Not": [{"Fn::Equals": [{"Ref": "AlarmEmail"}, ""]}]},
                    "AssertDescription": "Production needs an AlarmEmail",
                }
            ],
        }
    },
    "Mappings": {"Days": {"test": {"Seconds": "86400"}, "prod": {"Seconds": "1209600"}}},
    "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
    "Resources": {
        "Queue": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "MessageRetentionPeriod": {"Fn::FindInMap": ["Days", {"Ref": "Stage"}, "Seconds"]}
            },
        },
        "Archive": {"Type": "AWS::SQS::Queue", "Condition": "IsProd"},
    },
    "Outputs": {
        "QueueArn": {
            "Value": {"Fn::GetAtt": ["Queue", "Arn"]},
            "Export": {"Name": {"Fn::Sub": "${AWS::StackName}-queue"}},
        },
        "StackId": {"Value": {"Ref": "AWS::StackId"}},
        "Region": {"Value": {"Ref": "AWS::Region"}},
    },
}
COMPANION = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Parameters": {"Core": {"Type": "String"}},
    "Resources": {
        "Pointer": {
            "Type": "AWS::SSM::Parameter",
            "Properties": {
                "Type": "String",
                "Value": {"Fn::ImportValue": {"Fn::Sub": "${Core}-queue"}},
            },
        }
    },
    "Outputs": {"Pointer": {"Value": {"Ref": "Pointer"}}},
}

# SQS keeps messages for 60 seconds at least: fewer fail, after the other queue is there.
QUEUES = {
    "Parameters": {"Seconds": {"Type": "Number"}},
    "Resources": {
        "First": {"Type": "AWS::SQS::Queue"},
        "Second": {
            "Type": "AWS::SQS::Queue",
            "DependsOn": "First",
            "Properties": {"MessageRetentionPeriod": {"Ref": "Seconds"}},
        },
    },
}


def create_stack(
    cloudformation: Any, name: str, template: Any, *, keep: bool = False, **parameters: str
) -> None:
    """Create a stack and return when it is there; WaiterError when it failed.

    What was created before a failure is deleted again; to look at it, `keep` it.
    """
    cloudformation.create_stack(
        StackName=name,
        TemplateBody=json.dumps(template),
        Parameters=_list_parameters(parameters),
        DisableRollback=keep,
    )
    _wait(cloudformation, "stack_create_complete", name)


def update_stack(cloudformation: Any, name: str, template: Any, **parameters: str) -> None:
    """Update a stack; WaiterError when that failed, and the stack is as it was before."""
    cloudformation.update_stack(
        StackName=name,
        TemplateBody=json.dumps(template),
        Parameters=_list_parameters(parameters),
    )
    _wait(cloudformation, "stack_update_complete", name)


def find_first_failure(cloudformation: Any, name: str) -> tuple[str, str] | None:
    """Return resource and reason of the first failure, which caused all others."""
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    for event in reversed(events):  # the newest comes first
        if event["ResourceStatus"].endswith("_FAILED"):
            return event["LogicalResourceId"], event["ResourceStatusReason"]
    return None


def list_importers(cloudformation: Any, export: str) -> list[str]:
    """Return the stacks that import a value: it can neither change nor go before them."""
    imports: list[str] = cloudformation.list_imports(ExportName=export)["Imports"]
    return imports


def _list_parameters(values: dict[str, str]) -> list[dict[str, str]]:
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]


def _wait(cloudformation: Any, end: str, name: str) -> None:
    waiter = cloudformation.get_waiter(end)
    waiter.wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
