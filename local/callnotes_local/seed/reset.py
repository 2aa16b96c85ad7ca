"""Back to the seeded state: everything else that was made here goes."""

from itertools import batched
from typing import Any

from callnotes_local.cloud.archive import create_archives
from callnotes_local.cloud.buckets import empty_bucket
from callnotes_local.cloud.cloud import STACK_NAME, Cloud
from callnotes_local.deployed.stack import read_stack
from callnotes_local.seed.data import read_users
from callnotes_local.seed.seed import seed_cloud

BATCH_WRITE_LIMIT = 25


def reset_cloud(cloud: Cloud) -> str:
    """Empty table, queues, archive, audit trail, logs and user pool, and seed again."""
    stack = read_stack(STACK_NAME, cloud.clients)
    for table in stack.of_type("AWS::DynamoDB::Table"):
        _empty_table(cloud, table.physical_id)
    for queue in stack.of_type("AWS::SQS::Queue"):
        cloud.clients.sqs.purge_queue(QueueUrl=queue.physical_id)
    for bucket in stack.of_type("AWS::S3::Bucket"):
        empty_bucket(cloud.clients.s3, bucket.physical_id)
    for group in stack.of_type("AWS::Logs::LogGroup"):
        _empty_log_group(cloud, group.physical_id)
    create_archives(stack, anew=True)
    _remove_other_users(cloud)
    return seed_cloud(cloud)


def _empty_table(cloud: Cloud, table: str) -> None:
    dynamodb = cloud.clients.dynamodb
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, ProjectionExpression="pk, sk")
    found: list[Any] = [{"DeleteRequest": {"Key": k}} for page in pages for k in page["Items"]]
    for requests in batched(found, BATCH_WRITE_LIMIT, strict=False):
        dynamodb.batch_write_item(RequestItems={table: requests})


def _empty_log_group(cloud: Cloud, group: str) -> None:
    logs = cloud.clients.logs
    pages: Any = logs.get_paginator("describe_log_streams").paginate(logGroupName=group)
    for name in list(pages.search("logStreams[].logStreamName")):
        logs.delete_log_stream(logGroupName=group, logStreamName=name)


def _remove_other_users(cloud: Cloud) -> None:
    cognito, pool = cloud.clients.cognito, cloud.output("UserPoolId")
    pages: Any = cognito.get_paginator("list_users").paginate(UserPoolId=pool)
    for username in {*pages.search("Users[].Username")} - {user.username for user in read_users()}:
        cognito.admin_delete_user(UserPoolId=pool, Username=username)
