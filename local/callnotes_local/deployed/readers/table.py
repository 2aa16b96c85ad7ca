"""Which calls give back which resource type; of two readers of one property the later one counts.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.readers import apigateway, functions
from callnotes_local.deployed.readers.call import Call, Reader, Stored, each
from callnotes_local.deployed.stack import Resource


def read_role_policies(clients: Clients, role: Resource) -> Stored:
    """The policies in a role that the template declares; there may be others in it."""
    read = Call("iam.get_role_policy")
    declared = role.properties.get("Policies", [])
    return {"Policies": [read(clients, replace(role, properties=policy)) for policy in declared]}


def read_hosted_version(clients: Clients, version: Resource) -> Stored:
    """A version of a configuration, with its content as text."""
    read = Call("appconfig.get_hosted_configuration_version", given={"VersionNumber": NUMBER})
    found = read(clients, version)
    content = found["Content"]
    return found | {"Content": content and content.read().decode()}


NUMBER = "to_number(id)"
OF_BUS = {"EventBusName": "EventBusName || 'default'"}

# fmt: off
READERS: Mapping[str, Sequence[Reader]] = {
    "AWS::ApiGateway::Account": [Call("apigateway.get_account")],
    "AWS::ApiGateway::Deployment": [Call("apigateway.get_deployment")],
    "AWS::ApiGateway::RestApi": [
        Call("apigateway.get_rest_api",
             EndpointConfiguration="{Types: endpointConfiguration.types}",
             Parameters="{endpointConfigurationTypes: endpointConfiguration.types}"),
        apigateway.read_body,
    ],
    "AWS::ApiGateway::Stage": [
        Call("apigateway.get_stage", AccessLogSetting=
             "accessLogSettings.{DestinationArn: destinationArn, Format: format}"),
        apigateway.read_method_settings,
    ],
    "AWS::AppConfig::Application": [Call("appconfig.get_application")],
    "AWS::AppConfig::ConfigurationProfile": [Call("appconfig.get_configuration_profile")],
    "AWS::AppConfig::Deployment": [
        Call("appconfig.get_deployment", given={"DeploymentNumber": NUMBER}),
    ],
    "AWS::AppConfig::DeploymentStrategy": [Call("appconfig.get_deployment_strategy")],
    "AWS::AppConfig::Environment": [Call("appconfig.get_environment")],
    "AWS::AppConfig::HostedConfigurationVersion": [read_hosted_version],
    "AWS::CloudWatch::Alarm": [
        Call("cloudwatch.describe_alarms", "MetricAlarms[0]", {"AlarmNames": "[id]"}),
    ],
    "AWS::CloudWatch::Dashboard": [Call("cloudwatch.get_dashboard")],
    "AWS::Cognito::UserPool": [
        Call("cognito.describe_user_pool", "UserPool", UserPoolName="Name"),
        Call("cognito.get_user_pool_mfa_config",
             EnabledMfas="[SoftwareTokenMfaConfiguration.Enabled && 'SOFTWARE_TOKEN_MFA']"),
    ],
    "AWS::Cognito::UserPoolClient": [
        Call("cognito.describe_user_pool_client", "UserPoolClient",
             GenerateSecret="ClientSecret != `null`"),
    ],
    "AWS::Cognito::UserPoolGroup": [Call("cognito.get_group", "Group")],
    "AWS::DynamoDB::Table": [
        Call("dynamodb.describe_table", "Table", BillingMode="BillingModeSummary.BillingMode",
             SSESpecification="SSEDescription.{SSEType: SSEType, KMSMasterKeyId: KMSMasterKeyArn,"
             " SSEEnabled: Status == 'ENABLED' || Status == 'UPDATING'}"),
        Call("dynamodb.describe_time_to_live", "TimeToLiveDescription",
             TimeToLiveSpecification="{AttributeName: AttributeName,"
             " Enabled: TimeToLiveStatus == 'ENABLED' || TimeToLiveStatus == 'ENABLING'}"),
        Call("dynamodb.describe_continuous_backups",
             "ContinuousBackupsDescription.PointInTimeRecoveryDescription",
             PointInTimeRecoverySpecification="{RecoveryPeriodInDays: RecoveryPeriodInDays,"
             " PointInTimeRecoveryEnabled: PointInTimeRecoveryStatus == 'ENABLED'}"),
    ],
    "AWS::Events::EventBus": [Call("events.describe_event_bus", given={"Name": "id"})],
    "AWS::Events::Rule": [
        Call("events.describe_rule", given=OF_BUS),
        Call("events.list_targets_by_rule", given=OF_BUS),
    ],
    "AWS::IAM::ManagedPolicy": [
        Call("iam.get_account_authorization_details", "Policies[?Arn=='{id}'] | [0]",
             {"Filter": "['LocalManagedPolicy']"},
             PolicyDocument="PolicyVersionList[?IsDefaultVersion] | [0].Document"),
        Call("iam.get_policy", "Policy", ManagedPolicyName="PolicyName"),
    ],
    "AWS::IAM::Policy": [each("Roles", Call("iam.get_role_policy"))],
    "AWS::IAM::Role": [
        Call("iam.get_role", "Role",
             PermissionsBoundary="PermissionsBoundary.PermissionsBoundaryArn"),
        Call("iam.list_attached_role_policies", ManagedPolicyArns="AttachedPolicies[].PolicyArn"),
        read_role_policies,
    ],
    "AWS::KMS::Alias": [Call("kms.list_aliases", "Aliases[?AliasName=='{id}'] | [0]")],
    "AWS::KMS::Key": [
        Call("kms.describe_key", "KeyMetadata"),
        Call("kms.get_key_rotation_status", EnableKeyRotation="KeyRotationEnabled"),
        Call("kms.get_key_policy", given={"PolicyName": "'default'"}, KeyPolicy="Policy"),
    ],
    "AWS::Lambda::Alias": [Call("functions.get_alias")],
    "AWS::Lambda::EventInvokeConfig": [
        Call("functions.get_function_event_invoke_config", given={"Qualifier": "Qualifier"}),
    ],
    "AWS::Lambda::EventSourceMapping": [
        Call("functions.get_event_source_mapping", FunctionName="FunctionArn",
             Enabled="State != 'Disabled' && State != 'Disabling'"),
    ],
    "AWS::Lambda::Function": [
        Call("functions.get_function_configuration", Layers="Layers[].Arn"),
        Call("functions.get_function_concurrency"),
        functions.read_package,
    ],
    "AWS::Lambda::LayerVersion": [
        Call("functions.get_layer_version_by_arn"),
        functions.read_content,
    ],
    "AWS::Lambda::Permission": [functions.read_permission],
    "AWS::Lambda::Version": [
        Call("functions.get_function_configuration", given={"FunctionName": "id"}),
    ],
    "AWS::Logs::LogGroup": [
        Call("logs.describe_log_groups", "logGroups[?logGroupName=='{id}'] | [0]",
             {"logGroupNamePrefix": "id"}),
    ],
    "AWS::S3::Bucket": [
        Call("s3.get_bucket_versioning", VersioningConfiguration="{Status: Status}",
             BucketName="id"),
        Call("s3.get_bucket_encryption", "ServerSideEncryptionConfiguration",
             BucketEncryption="{ServerSideEncryptionConfiguration: Rules[].{"
             "BucketKeyEnabled: BucketKeyEnabled,"
             " ServerSideEncryptionByDefault: ApplyServerSideEncryptionByDefault}}"),
        Call("s3.get_bucket_ownership_controls"),
        Call("s3.get_public_access_block"),
        Call("s3.get_bucket_cors", CorsConfiguration="{CorsRules: CORSRules}"),
    ],
    "AWS::S3::BucketPolicy": [Call("s3.get_bucket_policy", PolicyDocument="Policy")],
    "AWS::Scheduler::Schedule": [Call("scheduler.get_schedule", given={"GroupName": "GroupName"})],
    "AWS::Scheduler::ScheduleGroup": [Call("scheduler.get_schedule_group")],
    "AWS::SecretsManager::Secret": [Call("secretsmanager.describe_secret")],
    "AWS::SNS::Subscription": [
        Call("sns.get_subscription_attributes", "Attributes",
             names=("DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery",
                    "RedrivePolicy")),
        Call("sns.list_subscriptions_by_topic",
             "Subscriptions[?SubscriptionArn=='{id}'] | [0]"),
    ],
    "AWS::SNS::Topic": [
        Call("sns.get_topic_attributes", "Attributes", TopicName="TopicArn",
             names=("DeliveryPolicy", "DisplayName", "KmsMasterKeyId", "SignatureVersion",
                    "TracingConfig")),
    ],
    "AWS::SNS::TopicPolicy": [
        each("Topics", Call("sns.get_topic_attributes", "Attributes", PolicyDocument="Policy")),
    ],
    "AWS::SQS::Queue": [
        Call("sqs.get_queue_attributes", "Attributes", {"AttributeNames": "['All']"},
             QueueName="QueueArn"),
    ],
    "AWS::SSM::Parameter": [
        Call("ssm.get_parameter", "Parameter"),
        Call("ssm.describe_parameters", "Parameters[?Name=='{id}'] | [0]"),
    ],
    "AWS::StepFunctions::Activity": [Call("stepfunctions.describe_activity")],
    "AWS::StepFunctions::StateMachine": [
        Call("stepfunctions.describe_state_machine", StateMachineType="type"),
        functions.read_machine_tags,
        functions.read_definition,
    ],
    "AWS::SQS::QueuePolicy": [
        each("Queues", Call("sqs.get_queue_attributes", "Attributes",
                            {"AttributeNames": "['All']"}, PolicyDocument="Policy")),
    ],
}
# fmt: on
