"""What our parts in the emulator do in its place: declared here, without importing it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Simulation:
    """One part of ours in the emulator; `properties` are those that have an effect through it."""

    name: str
    # The module beside this one that does it.
    module: str
    page: str
    test: str
    properties: tuple[tuple[str, tuple[str, ...]], ...]

    def acts_on(self, kind: str, path: tuple[str, ...]) -> bool:
        """Whether this property of this resource type has its effect through this part."""
        return any(kind == owner and path[: len(own)] == own for owner, own in self.properties)


def _part(name: str, module: str, page: str, test: str, properties: str = "") -> Simulation:
    # Pages are AWS's, tests those beside the emulator's unless a folder is named; properties
    # follow their resource type.
    kind, *paths = properties.split() or [""]
    owned = tuple((kind, tuple(path.split("."))) for path in paths)
    test = f"tests/{test}" if "/" in test else f"tests/local/emulator/{test}"
    return Simulation(name, module, f"https://docs.aws.amazon.com/{page}", test, owned)


# fmt: off
SIMULATIONS = (
    _part("functions run under AWS's runtime interface client, each environment a clean process",
          "functions/interception", "lambda/latest/dg/lambda-runtime-environment.html",
          "test_execution_environment.py", "AWS::Lambda::Function Runtime Handler"),
    _part("invocations wait in order for one of the machine's few environments, then get 429, "
          "also from API Gateway (AWS: at the account's quota, and API Gateway makes it a 500)",
          "functions/capacity", "lambda/latest/dg/lambda-concurrency.html", "test_capacity.py"),
    _part("throttled asynchronous events and batches of streams are kept and retried",
          "events/background", "lambda/latest/dg/invocation-async-error-handling.html",
          "test_capacity.py::test_event_of_a_stopped_function_is_kept_and_delivered_later",
          "AWS::Lambda::EventInvokeConfig MaximumEventAgeInSeconds"),
    _part("a failed function is a 502 that does not contain its exception",
          "gateway",
          "apigateway/latest/developerguide/handle-errors-in-lambda-integration.html",
          "test_gateway_errors.py"),
    _part("the edge is the API's custom domain: a function gets the path that was called there",
          "gateway", "apigateway/latest/developerguide/how-to-custom-domains.html",
          "test_gateway_errors.py::test_function_behind_the_edge_gets_the_called_path"),
    _part("the gateway writes an access log",
          "gateway", "apigateway/latest/developerguide/set-up-logging.html",
          "test_access_log.py", "AWS::ApiGateway::Stage AccessLogSetting"),
    _part("a confirmed sign-up calls the pool's PostConfirmation function",
          "cognito/sign_up",
          "cognito/latest/developerguide/user-pool-lambda-post-confirmation.html",
          "test_sign_up.py::test_confirmed_user_triggers_the_function",
          "AWS::Cognito::UserPool LambdaConfig.PostConfirmation"),
    _part("a client writes only the attributes that it may write",
          "cognito/sign_up", "cognito/latest/developerguide/user-pool-settings-attributes.html",
          "test_sign_up.py::test_client_writes_only_the_attributes_it_may_write",
          "AWS::Cognito::UserPoolClient WriteAttributes"),
    _part("PreSignUp gets the event of AWS; the error of a refused sign-up says why",
          "cognito/sign_up", "cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html",
          "test_sign_up.py::test_refusal_of_a_sign_up_carries_its_reason",
          "AWS::Cognito::UserPool LambdaConfig.PreSignUp"),
    _part("a challenge's session is issued, used once, bound to user, client and challenge, and "
          "ends",
          "cognito/challenges",
          "cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html",
          "security/test_challenges.py", "AWS::Cognito::UserPoolClient AuthSessionValidity"),
    _part("every call needs a valid signature (SigV4), or is one that AWS serves unsigned",
          "access/entrance", "IAM/latest/UserGuide/reference_sigv.html",
          "security/test_signatures.py"),
    _part("a function's credentials cannot be derived from its ARN",
          "access/authorization", "lambda/latest/dg/lambda-intro-execution-role.html",
          "security/test_signatures.py"),
    _part("the AppConfig agent is served in each environment, where no layer brings it",
          "functions/appconfig_extension",
          "appconfig/latest/userguide/appconfig-integration-lambda-extensions-how-it-works.html",
          "test_appconfig_extension.py"),
    _part("a permission can be narrowed to one configuration of AppConfig",
          "access/authorization",
          "service-authorization/latest/reference/list_awsappconfig.html",
          "test_appconfig_extension.py::test_a_role_reads_the_configuration_that_it_may"),
    _part("a permission can be narrowed to one path of parameters",
          "access/authorization",
          "service-authorization/latest/reference/list_awssystemsmanager.html",
          "integration/test_rotate_secret.py::"
          "test_a_role_reads_the_parameters_below_its_own_path_only"),
    _part("alarms on metric math are accepted",
          "alarms",
          "AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
          "test_alarms.py::test_alarm_on_an_expression_is_accepted"),
    _part("alarms are evaluated every few seconds: metrics, sums of them, depth and age of queues",
          "alarms", "AmazonCloudWatch/latest/monitoring/alarm-evaluation.html",
          "test_alarms.py",
          "AWS::CloudWatch::Alarm Metrics MetricName Dimensions AlarmActions TreatMissingData"),
    _part("depth and age of queues that are not empty are metrics, once a minute",
          "alarms",
          "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html",
          "test_alarms.py::test_queue_that_is_not_empty_has_metrics"),
    _part("metrics in log lines (embedded metric format) are recorded",
          "functions/logs",
          "AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html",
          "test_alarms.py::test_metric_in_a_log_line_raises_its_alarm"),
    _part("a batch call needs the permission of the single call",
          "access/authorization", "service-authorization/latest/reference/list_amazonsns.html",
          "test_authorization.py::test_batch_needs_the_permission_of_the_single_call"),
    _part("a permission can be narrowed to partitions of a table: dynamodb:LeadingKeys",
          "access/condition_keys",
          "amazondynamodb/latest/developerguide/specifying-conditions.html",
          "test_authorization.py::test_permission_reaches_only_items_of_its_leading_keys"),
    _part("a call over loopback counts as encrypted: aws:SecureTransport is true",
          "access/condition_keys", "IAM/latest/UserGuide/reference_policies_condition-keys.html",
          "test_authorization.py::test_loopback_counts_as_encrypted"),
    _part("simulated policies know the context keys of the request",
          "access/condition_keys", "IAM/latest/APIReference/API_SimulateCustomPolicy.html",
          "test_authorization.py::test_simulated_policy_knows_the_context_keys"),
    _part("the state of all services is kept at one moment, streams with their positions",
          "state/durability", "amazondynamodb/latest/developerguide/Streams.html",
          "test_durability.py::test_stream_reader_continues_at_its_position_after_a_restart",
          "AWS::DynamoDB::Table StreamSpecification"),
    _part("a failed batch of a stream is bisected, retried from the reported record on, and "
          "discarded at its limits",
          "events/streams", "lambda/latest/dg/services-dynamodb-errors.html",
          "test_stream_retries.py",
          "AWS::Lambda::EventSourceMapping BisectBatchOnFunctionError MaximumRetryAttempts "
          "MaximumRecordAgeInSeconds DestinationConfig.OnFailure"),
    _part("what a topic cannot deliver goes to the subscription's dead-letter queue",
          "events/undelivered", "sns/latest/dg/sns-dead-letter-queues.html", "test_undelivered.py",
          "AWS::SNS::Subscription RedrivePolicy"),
    _part("a task that waits for a token ends at the time-out or heartbeat of an expression, "
          "and with its function's error",
          "step_functions", "step-functions/latest/dg/connect-to-resource.html",
          "test_step_functions.py"),
    _part("a state machine's definition may be YAML",
          "step_functions",
          "AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html",
          "test_step_functions.py::test_definition_in_yaml_is_executed"),
    _part("a task may call Cognito, and its SNS messages have their attributes",
          "step_functions", "step-functions/latest/dg/supported-services-awssdk.html",
          "test_step_functions.py::test_task_lists_the_groups_of_a_user_pool"),
    _part("executions are counted by how they ended",
          "step_functions", "step-functions/latest/dg/procedure-cw-metrics.html",
          "test_step_functions.py::test_failed_execution_is_counted"),
    _part("edited sources run at the next request; AWS runs what was deployed",
          "functions/sources",
          "serverless-application-model/latest/developerguide/using-sam-cli-sync.html",
          "test_sources.py::test_edited_handler_runs"),
)
