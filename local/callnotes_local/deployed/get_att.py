"""What Fn::GetAtt answers for a made resource; CloudFormation itself has no API for it.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

from collections.abc import Callable

from callnotes_local.cloud.clients import Clients
from callnotes_local.emulator import ACCOUNT, REGION

type Attribute = Callable[[Clients, str], str]


def read_attribute(clients: Clients, kind: str, physical_id: str, name: str) -> str | None:
    """The value of one attribute; None when this table does not have it."""
    read = ATTRIBUTES.get((kind, name))
    return read(clients, physical_id) if read else None


def _queue_name(_: Clients, url: str) -> str:
    return url.rpartition("/")[2]


def _stream_arn(clients: Clients, table: str) -> str:
    return clients.dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]


def _arn(service: str, resource: str, region: str = REGION) -> Attribute:
    return lambda _, physical_id: f"arn:aws:{service}:{region}:{ACCOUNT}:{resource}{physical_id}"


ATTRIBUTES: dict[tuple[str, str], Attribute] = {
    ("AWS::Cognito::UserPool", "Arn"): _arn("cognito-idp", "userpool/"),
    ("AWS::DynamoDB::Table", "Arn"): _arn("dynamodb", "table/"),
    ("AWS::DynamoDB::Table", "StreamArn"): _stream_arn,
    ("AWS::IAM::Role", "Arn"): _arn("iam", "role/", region=""),
    ("AWS::Lambda::Function", "Arn"): _arn("lambda", "function:"),
    ("AWS::Lambda::Version", "Version"): lambda _, arn: arn.rpartition(":")[2],
    ("AWS::Logs::LogGroup", "Arn"): lambda _, name: f"{_arn('logs', 'log-group:')(_, name)}:*",
    ("AWS::S3::Bucket", "Arn"): lambda _, name: f"arn:aws:s3:::{name}",
    ("AWS::SNS::Topic", "TopicArn"): lambda _, arn: arn,
    ("AWS::SQS::Queue", "Arn"): lambda _, url: _arn("sqs", "")(_, _queue_name(_, url)),
    ("AWS::SQS::Queue", "QueueName"): _queue_name,
}
