"""A bucket's life-cycle rules: dropped when CloudFormation makes the bucket.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-rule.html
"""

from typing import Any, cast

from botocore.exceptions import ClientError

from callnotes_local.completion.completion import Comparison, Completion
from callnotes_local.completion.stack import DeployedStack, Resource

PROPERTY = "LifecycleConfiguration"


def compare(stack: DeployedStack) -> list[Comparison]:
    """The declared rules of each bucket beside the stored ones."""
    return [
        Comparison(
            bucket.logical_id,
            (PROPERTY,),
            [_to_api(rule) for rule in bucket.properties[PROPERTY]["Rules"]],
            _read_stored(stack, bucket),
        )
        for bucket in stack.of_type("AWS::S3::Bucket")
        if PROPERTY in bucket.properties
    ]


def apply(stack: DeployedStack, comparison: Comparison) -> None:
    """Put the rules of one bucket."""
    stack.clients.s3.put_bucket_lifecycle_configuration(
        Bucket=stack.resources[comparison.logical_id].physical_id,
        LifecycleConfiguration={"Rules": cast("Any", comparison.expected)},
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


def _read_stored(stack: DeployedStack, bucket: Resource) -> list[Any]:
    try:
        answer = stack.clients.s3.get_bucket_lifecycle_configuration(Bucket=bucket.physical_id)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchLifecycleConfiguration":
            raise
        return []
    return list(answer["Rules"])


BUCKET_LIFECYCLE = Completion("bucket life cycle", compare, apply)
