"""AWS clients of the kit: the local cloud only, whatever the user's environment says."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config

from callnotes_local.emulator import REGION, Emulator

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

CONFIG = Config(
    connect_timeout=2,
    read_timeout=30,
    retries={"total_max_attempts": 2, "mode": "standard"},
    inject_host_prefix=False,
    max_pool_connections=20,
)


@dataclass(frozen=True)
class Clients:
    """One client per service, made at first use, all of one local cloud."""

    emulator: Emulator
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def apigateway(self) -> "APIGatewayClient":
        """Amazon API Gateway, REST."""
        return cast("APIGatewayClient", self._client("apigateway"))

    @property
    def cloudformation(self) -> "CloudFormationClient":
        """AWS CloudFormation."""
        return cast("CloudFormationClient", self._client("cloudformation"))

    @property
    def cloudwatch(self) -> "CloudWatchClient":
        """Amazon CloudWatch."""
        return cast("CloudWatchClient", self._client("cloudwatch"))

    @property
    def cognito(self) -> "CognitoIdentityProviderClient":
        """Amazon Cognito user pools."""
        return cast("CognitoIdentityProviderClient", self._client("cognito-idp"))

    @property
    def dynamodb(self) -> "DynamoDBClient":
        """Amazon DynamoDB."""
        return cast("DynamoDBClient", self._client("dynamodb"))

    @property
    def functions(self) -> "LambdaClient":
        """AWS Lambda."""
        return cast("LambdaClient", self._client("lambda"))

    @property
    def iam(self) -> "IAMClient":
        """AWS Identity and Access Management."""
        return cast("IAMClient", self._client("iam"))

    @property
    def logs(self) -> "CloudWatchLogsClient":
        """Amazon CloudWatch Logs."""
        return cast("CloudWatchLogsClient", self._client("logs"))

    @property
    def s3(self) -> "S3Client":
        """Amazon S3."""
        return cast("S3Client", self._client("s3"))

    @property
    def sns(self) -> "SNSClient":
        """Amazon SNS."""
        return cast("SNSClient", self._client("sns"))

    @property
    def sqs(self) -> "SQSClient":
        """Amazon SQS."""
        return cast("SQSClient", self._client("sqs"))

    @property
    def endpoint_url(self) -> str:
        """Where the local cloud listens."""
        return self.emulator.endpoint_url

    def _client(self, service: str) -> object:
        if service not in self._made:
            keys = self.emulator.keys
            make = cast("Callable[..., object]", boto3.client)
            self._made[service] = make(
                service,
                endpoint_url=self.endpoint_url,
                region_name=REGION,
                aws_access_key_id=keys.access_key_id,
                aws_secret_access_key=keys.secret_access_key,
                config=CONFIG,
            )
        return self._made[service]
