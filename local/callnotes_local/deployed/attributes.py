"""What Fn::GetAtt gives for a deployed resource; CloudFormation itself has no API for it.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

import re

from callnotes_local.cloud.clients import Clients
from callnotes_local.emulator import ACCOUNT, REGION

ARNS = {
    "AWS::CloudWatch::Alarm": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{{}}",
    "AWS::Cognito::UserPool": f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{{}}",
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{{}}",
    "AWS::Events::EventBus": f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/{{}}",
    "AWS::Events::Rule": f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{{}}",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/{{}}",
    "AWS::KMS::Key": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{{}}",
    "AWS::Lambda::Function": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{{}}",
    "AWS::Logs::LogGroup": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{{}}:*",
    "AWS::S3::Bucket": "arn:aws:s3:::{}",
    "AWS::SQS::Queue": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{{}}",
}
# The last part of the physical id, which is a URL or an ARN.
LAST_PARTS = {
    ("AWS::SNS::Topic", "TopicName"),
    ("AWS::SQS::Queue", "QueueName"),
    ("AWS::Lambda::Version", "Version"),
    ("AWS::StepFunctions::StateMachine", "Name"),
}


def read_attribute(clients: Clients, kind: str, physical_id: str, name: str) -> str:
    """The value of one attribute; what is not known here stays named in braces."""
    last_part = re.split("[:/]", physical_id)[-1]
    if name == "Arn" and kind in ARNS:
        return ARNS[kind].format(last_part if kind == "AWS::SQS::Queue" else physical_id)
    if (kind, name) in LAST_PARTS:
        return last_part
    if (kind, name) == ("AWS::DynamoDB::Table", "StreamArn"):
        return clients.dynamodb.describe_table(TableName=physical_id)["Table"]["LatestStreamArn"]
    if (kind, name) == ("AWS::SecretsManager::Secret", "Id"):
        return str(clients.secretsmanager.describe_secret(SecretId=physical_id)["ARN"])
    return physical_id if name == "TopicArn" else f"{{{physical_id}.{name}}}"
