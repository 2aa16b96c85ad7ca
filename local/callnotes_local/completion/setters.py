"""The calls that set dropped properties of stages, tables, functions, topics and buckets."""

from typing import Any

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed import PropertyPath, Resource


def set_access_log(clients: Clients, stage: Resource, path: PropertyPath) -> None:
    """Set destination and format of one stage."""
    names = {"DestinationArn": "destinationArn", "Format": "format"}
    clients.apigateway.update_stage(
        restApiId=stage.properties["RestApiId"],
        stageName=stage.properties["StageName"],
        patchOperations=[
            {"op": "replace", "path": f"/accessLogSettings/{names[name]}", "value": value}
            for name, value in stage.at(path).items()
        ],
    )


def set_time_to_live(clients: Clients, table: Resource, path: PropertyPath) -> None:
    """Set which attribute ends an item."""
    clients.dynamodb.update_time_to_live(
        TableName=table.physical_id, TimeToLiveSpecification=table.at(path)
    )


def set_recovery(clients: Clients, table: Resource, path: PropertyPath) -> None:
    """Switch point-in-time recovery."""
    clients.dynamodb.update_continuous_backups(
        TableName=table.physical_id, PointInTimeRecoverySpecification=table.at(path)
    )


def set_encryption(clients: Clients, table: Resource, path: PropertyPath) -> None:
    """Switch encryption under a KMS key."""
    declared = dict(table.at(path))
    wanted: Any = {"Enabled": declared.pop("SSEEnabled"), **declared}
    clients.dynamodb.update_table(TableName=table.physical_id, SSESpecification=wanted)


def set_concurrency(clients: Clients, function: Resource, path: PropertyPath) -> None:
    """Reserve the concurrency of one function."""
    clients.functions.put_function_concurrency(
        FunctionName=function.physical_id, ReservedConcurrentExecutions=int(function.at(path))
    )


def set_tracing(clients: Clients, topic: Resource, path: PropertyPath) -> None:
    """Switch the tracing of one topic."""
    clients.sns.set_topic_attributes(
        TopicArn=topic.physical_id, AttributeName=path[0], AttributeValue=topic.at(path)
    )


def set_lifecycle(clients: Clients, bucket: Resource, path: PropertyPath) -> None:
    """Put the rules of one bucket."""
    rules: Any = [_to_api(rule) for rule in bucket.at(path)["Rules"]]
    clients.s3.put_bucket_lifecycle_configuration(
        Bucket=bucket.physical_id, LifecycleConfiguration={"Rules": rules}
    )


def _to_api(rule: dict[str, Any]) -> dict[str, Any]:
    """The service's own names for the properties that the template uses."""
    days = rule.get("ExpirationInDays")
    transitions = [
        {"Days": int(t["TransitionInDays"]), "StorageClass": t["StorageClass"]}
        for t in rule.get("Transitions", [])
    ]
    return {
        "ID": rule["Id"],
        "Status": rule["Status"],
        "Filter": {"Prefix": rule.get("Prefix", "")},
        **({"Transitions": transitions} if transitions else {}),
        **({"Expiration": {"Days": int(days)}} if days else {}),
    }
