"""AWS clients of the kit: the local cloud only, whatever the user's environment has."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config

from callnotes_local.emulator import REGION, Emulator

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_stepfunctions import SFNClient

CONFIG = Config(
    connect_timeout=2,
    read_timeout=30,
    retries={"total_max_attempts": 2, "mode": "standard"},
    inject_host_prefix=False,
    max_pool_connections=20,
)


class _Client[T](cached_property[T]):
    """The client of one service, made at its first use."""

    def __init__(self, service: str) -> None:
        super().__init__(lambda clients: cast("T", clients.make_client(service)))


class Clients:
    """One client for each service, all of one local cloud."""

    apigateway: _Client[APIGatewayClient] = _Client("apigateway")
    appconfig: _Client[Any] = _Client("appconfig")
    cloudformation: _Client[CloudFormationClient] = _Client("cloudformation")
    cloudwatch: _Client[CloudWatchClient] = _Client("cloudwatch")
    cognito: _Client[CognitoIdentityProviderClient] = _Client("cognito-idp")
    dynamodb: _Client[DynamoDBClient] = _Client("dynamodb")
    events: _Client[Any] = _Client("events")
    functions: _Client[LambdaClient] = _Client("lambda")
    iam: _Client[IAMClient] = _Client("iam")
    kms: _Client[KMSClient] = _Client("kms")
    logs: _Client[CloudWatchLogsClient] = _Client("logs")
    s3: _Client[S3Client] = _Client("s3")
    scheduler: _Client[Any] = _Client("scheduler")
    secretsmanager: _Client[Any] = _Client("secretsmanager")
    sns: _Client[SNSClient] = _Client("sns")
    sqs: _Client[SQSClient] = _Client("sqs")
    ssm: _Client[SSMClient] = _Client("ssm")
    stepfunctions: _Client[SFNClient] = _Client("stepfunctions")

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator

    def make_client(self, service: str) -> Any:
        """A new client with the keys of the local cloud's administrator."""
        keys, make = self.emulator.keys, cast("Any", boto3.client)
        return make(
            service,
            endpoint_url=self.emulator.endpoint_url,
            region_name=REGION,
            aws_access_key_id=keys.access_key_id,
            aws_secret_access_key=keys.secret_access_key,
            config=CONFIG,
        )
