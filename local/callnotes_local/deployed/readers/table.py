"""Which calls give back which resource type.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

from collections.abc import Callable, Mapping, Sequence

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.readers import apigateway, functions, policies
from callnotes_local.deployed.readers.call import ID, Stored, call
from callnotes_local.deployed.stack import Resource

type Reader = Callable[[Clients, Resource], Stored]

TABLE = {"TableName": ID}
BUCKET = {"Bucket": ID}
RULES = (
    "{Rules: Rules[].{Id: ID, Status: Status, Prefix: Filter.Prefix,"
    " ExpirationInDays: Expiration.Days,"
    " Transitions: Transitions[].{TransitionInDays: Days, StorageClass: StorageClass}}}"
)
ENCRYPTION = (
    "{ServerSideEncryptionConfiguration: Rules[].{BucketKeyEnabled: BucketKeyEnabled,"
    " ServerSideEncryptionByDefault: ApplyServerSideEncryptionByDefault}}"
)
TOPIC = ("DeliveryPolicy", "DisplayName", "KmsMasterKeyId", "SignatureVersion", "TracingConfig")
SUBSCRIPTION = (
    *("DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery"),
    "RedrivePolicy",
)

# Of two readers of one type the later one counts.
READERS: Mapping[str, Sequence[Reader]] = {
    "AWS::ApiGateway::Account": [
        call("apigateway.get_account", {}),
    ],
    "AWS::ApiGateway::Deployment": [
        call("apigateway.get_deployment", {"restApiId": "RestApiId", "deploymentId": ID})
    ],
    "AWS::ApiGateway::RestApi": [
        call(
            "apigateway.get_rest_api",
            {"restApiId": ID},
            EndpointConfiguration="{Types: endpointConfiguration.types}",
            Parameters="{endpointConfigurationTypes: endpointConfiguration.types}",
        ),
        apigateway.read_body,
    ],
    "AWS::ApiGateway::Stage": [
        call(
            "apigateway.get_stage",
            {"restApiId": "RestApiId", "stageName": "StageName"},
            AccessLogSetting="accessLogSettings.{DestinationArn: destinationArn, Format: format}",
        ),
        apigateway.read_method_settings,
    ],
    "AWS::CloudWatch::Alarm": [
        call("cloudwatch.describe_alarms", {"AlarmNames[]": ID}, "MetricAlarms[0]")
    ],
    "AWS::Cognito::UserPool": [
        call("cognito.describe_user_pool", {"UserPoolId": ID}, "UserPool", UserPoolName="Name"),
        call(
            "cognito.get_user_pool_mfa_config",
            {"UserPoolId": ID},
            EnabledMfas="[SoftwareTokenMfaConfiguration.Enabled && 'SOFTWARE_TOKEN_MFA']",
        ),
    ],
    "AWS::Cognito::UserPoolClient": [
        call(
            "cognito.describe_user_pool_client",
            {"UserPoolId": "UserPoolId", "ClientId": ID},
            "UserPoolClient",
            GenerateSecret="ClientSecret != `null`",
        )
    ],
    "AWS::Cognito::UserPoolGroup": [
        call("cognito.get_group", {"UserPoolId": "UserPoolId", "GroupName": "GroupName"}, "Group")
    ],
    "AWS::DynamoDB::Table": [
        call(
            "dynamodb.describe_table",
            TABLE,
            "Table",
            BillingMode="BillingModeSummary.BillingMode",
            SSESpecification="SSEDescription.{SSEType: SSEType, KMSMasterKeyId: KMSMasterKeyArn,"
            " SSEEnabled: Status == 'ENABLED' || Status == 'UPDATING'}",
        ),
        call(
            "dynamodb.describe_time_to_live",
            TABLE,
            "TimeToLiveDescription",
            TimeToLiveSpecification="{AttributeName: AttributeName,"
            " Enabled: TimeToLiveStatus == 'ENABLED' || TimeToLiveStatus == 'ENABLING'}",
        ),
        call(
            "dynamodb.describe_continuous_backups",
            TABLE,
            "ContinuousBackupsDescription.PointInTimeRecoveryDescription",
            PointInTimeRecoverySpecification="{RecoveryPeriodInDays: RecoveryPeriodInDays,"
            " PointInTimeRecoveryEnabled: PointInTimeRecoveryStatus == 'ENABLED'}",
        ),
    ],
    "AWS::IAM::ManagedPolicy": [
        call("iam.get_policy", {"PolicyArn": ID}, "Policy", ManagedPolicyName="PolicyName"),
        policies.read_policy_version,
    ],
    "AWS::IAM::Policy": [
        policies.read_inline_policy,
    ],
    "AWS::IAM::Role": [
        call(
            "iam.get_role",
            {"RoleName": ID},
            "Role",
            PermissionsBoundary="PermissionsBoundary.PermissionsBoundaryArn",
        ),
        call(
            "iam.list_attached_role_policies",
            {"RoleName": ID},
            ManagedPolicyArns="AttachedPolicies[].PolicyArn",
        ),
        policies.read_role_policies,
    ],
    "AWS::Lambda::Alias": [
        call("functions.get_alias", {"FunctionName": "FunctionName", "Name": "Name"})
    ],
    "AWS::Lambda::EventInvokeConfig": [
        call(
            "functions.get_function_event_invoke_config",
            {"FunctionName": "FunctionName", "Qualifier": "Qualifier"},
        )
    ],
    "AWS::Lambda::EventSourceMapping": [
        call(
            "functions.get_event_source_mapping",
            {"UUID": ID},
            Enabled="State != 'Disabled' && State != 'Disabling'",
            FunctionName="FunctionArn",
        )
    ],
    "AWS::Lambda::Function": [
        call("functions.get_function_configuration", {"FunctionName": ID}, Layers="Layers[].Arn"),
        call("functions.get_function_concurrency", {"FunctionName": ID}),
        functions.read_package,
    ],
    "AWS::Lambda::LayerVersion": [
        call("functions.get_layer_version_by_arn", {"Arn": ID}),
        functions.read_content,
    ],
    "AWS::Lambda::Permission": [
        functions.read_permission,
    ],
    "AWS::Lambda::Version": [call("functions.get_function_configuration", {"FunctionName": ID})],
    "AWS::Logs::LogGroup": [
        call(
            "logs.describe_log_groups",
            {"logGroupNamePrefix": ID},
            "logGroups[?logGroupName=='{id}'] | [0]",
        )
    ],
    "AWS::S3::Bucket": [
        call(
            "s3.get_bucket_versioning",
            BUCKET,
            VersioningConfiguration="{Status: Status}",
            last_part="BucketName",
        ),
        call(
            "s3.get_bucket_encryption",
            BUCKET,
            "ServerSideEncryptionConfiguration",
            BucketEncryption=ENCRYPTION,
        ),
        call("s3.get_bucket_ownership_controls", BUCKET),
        call("s3.get_public_access_block", BUCKET),
        call("s3.get_bucket_cors", BUCKET, CorsConfiguration="{CorsRules: CORSRules}"),
        call("s3.get_bucket_lifecycle_configuration", BUCKET, LifecycleConfiguration=RULES),
    ],
    "AWS::S3::BucketPolicy": [
        call("s3.get_bucket_policy", {"Bucket": "Bucket"}, PolicyDocument="Policy")
    ],
    "AWS::SNS::Subscription": [
        call(
            "sns.get_subscription_attributes",
            {"SubscriptionArn": ID},
            "Attributes",
            names=SUBSCRIPTION,
        ),
        call(
            "sns.list_subscriptions_by_topic",
            {"TopicArn": "TopicArn"},
            "Subscriptions[?SubscriptionArn=='{id}'] | [0]",
        ),
    ],
    "AWS::SNS::Topic": [
        call(
            "sns.get_topic_attributes",
            {"TopicArn": ID},
            "Attributes",
            names=TOPIC,
            last_part="TopicName",
        )
    ],
    "AWS::SNS::TopicPolicy": [
        policies.read_topic_policy,
    ],
    "AWS::SQS::Queue": [
        call(
            "sqs.get_queue_attributes",
            {"QueueUrl": ID, "AttributeNames[]": "All"},
            "Attributes",
            last_part="QueueName",
        )
    ],
    "AWS::SQS::QueuePolicy": [
        policies.read_queue_policy,
    ],
}
