"""What our parts in the emulator do in its place: declared here, without importing it."""

from __future__ import annotations

from dataclasses import dataclass

DOCS = "https://docs.aws.amazon.com"
TESTS = "tests/local/emulator"


@dataclass(frozen=True)
class Simulation:
    """One part of ours in the emulator; `properties` are those that have an effect through it."""

    name: str
    # The module beside this one that does it.
    module: str
    page: str
    test: str
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def acts_on(self, kind: str, path: tuple[str, ...]) -> bool:
        """Whether this property of this resource type has its effect through this part."""
        return any(kind == owner and path[: len(own)] == own for owner, own in self.properties)


SIMULATIONS: tuple[Simulation, ...] = (
    Simulation(
        "functions run under Lambda's own runtime client, from clean environments of their own",
        "functions/interception",
        f"{DOCS}/lambda/latest/dg/lambda-runtime-environment.html",
        f"{TESTS}/test_execution_environment.py",
        (("AWS::Lambda::Function", ("Runtime",)), ("AWS::Lambda::Function", ("Handler",))),
    ),
    Simulation(
        "invocations wait in order for one of the machine's few environments, then get 429, also "
        "from the gateway (AWS: at the account's quota, and the gateway makes it a 500)",
        "functions/capacity",
        f"{DOCS}/lambda/latest/dg/lambda-concurrency.html",
        f"{TESTS}/test_capacity.py",
    ),
    Simulation(
        "an asynchronous event, and a stream's batch, outlive the throttling of their function",
        "events/background",
        f"{DOCS}/lambda/latest/dg/invocation-async-error-handling.html",
        f"{TESTS}/test_capacity.py::test_event_of_a_stopped_function_is_kept_and_delivered_later",
        (("AWS::Lambda::EventInvokeConfig", ("MaximumEventAgeInSeconds",)),),
    ),
    Simulation(
        "a failed function is a 502 that tells nothing of the exception",
        "gateway/responses",
        f"{DOCS}/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html",
        f"{TESTS}/test_gateway_errors.py",
    ),
    Simulation(
        "the edge is the API's custom domain: a function hears the path that was called there",
        "gateway/responses",
        f"{DOCS}/apigateway/latest/developerguide/how-to-custom-domains.html",
        f"{TESTS}/test_gateway_errors.py::test_function_behind_the_edge_hears_the_called_path",
    ),
    Simulation(
        "the gateway writes an access log",
        "gateway/access_log",
        f"{DOCS}/apigateway/latest/developerguide/set-up-logging.html",
        f"{TESTS}/test_access_log.py",
        (("AWS::ApiGateway::Stage", ("AccessLogSetting",)),),
    ),
    Simulation(
        "a confirmed sign-up calls the pool's PostConfirmation function",
        "cognito/sign_up",
        f"{DOCS}/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html",
        f"{TESTS}/test_sign_up.py::test_confirmed_user_triggers_the_function",
        (("AWS::Cognito::UserPool", ("LambdaConfig", "PostConfirmation")),),
    ),
    Simulation(
        "a client writes only the attributes that it may write",
        "cognito/attributes",
        f"{DOCS}/cognito/latest/developerguide/user-pool-settings-attributes.html",
        f"{TESTS}/test_sign_up.py::test_client_writes_only_the_attributes_it_may_write",
        (("AWS::Cognito::UserPoolClient", ("WriteAttributes",)),),
    ),
    Simulation(
        "PreSignUp hears what AWS tells it, and its refusal carries the reason",
        "cognito/attributes",
        f"{DOCS}/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html",
        f"{TESTS}/test_sign_up.py::test_refusal_of_a_sign_up_carries_its_reason",
        (("AWS::Cognito::UserPool", ("LambdaConfig", "PreSignUp")),),
    ),
    Simulation(
        "a challenge's session is issued, used once, bound to user, client and challenge, and ends",
        "cognito/challenges",
        f"{DOCS}/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html",
        "tests/security/test_challenges.py",
        (("AWS::Cognito::UserPoolClient", ("AuthSessionValidity",)),),
    ),
    Simulation(
        "every call is signed by a key that the local cloud knows, or open on AWS too",
        "access/entrance",
        f"{DOCS}/IAM/latest/UserGuide/reference_sigv.html",
        "tests/security/test_signatures.py",
    ),
    Simulation(
        "a function's credentials are nobody else's to guess",
        "access/authorization",
        f"{DOCS}/lambda/latest/dg/lambda-intro-execution-role.html",
        "tests/security/test_signatures.py",
    ),
    Simulation(
        "an alarm on an expression is accepted",
        "metrics/alarm_expressions",
        f"{DOCS}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
        f"{TESTS}/test_alarms.py::test_alarm_on_an_expression_is_accepted",
    ),
    Simulation(
        "alarms are looked at every few seconds: metrics, their sums, depths and ages of queues",
        "metrics/alarm_evaluation",
        f"{DOCS}/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html",
        f"{TESTS}/test_alarms.py",
        (
            ("AWS::CloudWatch::Alarm", ("Metrics",)),
            ("AWS::CloudWatch::Alarm", ("MetricName",)),
            ("AWS::CloudWatch::Alarm", ("Dimensions",)),
            ("AWS::CloudWatch::Alarm", ("AlarmActions",)),
            ("AWS::CloudWatch::Alarm", ("TreatMissingData",)),
        ),
    ),
    Simulation(
        "metrics that functions write into their log are counted",
        "metrics/embedded_metrics",
        f"{DOCS}/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html",
        f"{TESTS}/test_alarms.py::test_metric_in_a_log_line_raises_its_alarm",
    ),
    Simulation(
        "a batch call asks for the right of the single one",
        "access/authorization",
        f"{DOCS}/service-authorization/latest/reference/list_amazonsns.html",
        f"{TESTS}/test_authorization.py::test_batch_needs_the_right_of_the_single_call",
    ),
    Simulation(
        "a permission can be narrowed to partitions of a table: dynamodb:LeadingKeys",
        "access/leading_keys",
        f"{DOCS}/amazondynamodb/latest/developerguide/specifying-conditions.html",
        f"{TESTS}/test_authorization.py::test_permission_reaches_only_items_of_its_leading_keys",
    ),
    Simulation(
        "a call over loopback counts as encrypted: aws:SecureTransport is true",
        "access/authorization",
        f"{DOCS}/IAM/latest/UserGuide/reference_policies_condition-keys.html",
        f"{TESTS}/test_authorization.py::test_loopback_counts_as_encrypted",
    ),
    Simulation(
        "simulated policies know the context keys of the request",
        "access/policy_simulation",
        f"{DOCS}/IAM/latest/APIReference/API_SimulateCustomPolicy.html",
        f"{TESTS}/test_authorization.py::test_simulated_policy_knows_the_context_keys",
    ),
    Simulation(
        "the state of all services is kept at one moment, streams with their positions",
        "state/durability",
        f"{DOCS}/amazondynamodb/latest/developerguide/Streams.html",
        f"{TESTS}/test_durability.py::test_stream_goes_on_where_it_was_after_a_restart",
        (("AWS::DynamoDB::Table", ("StreamSpecification",)),),
    ),
    Simulation(
        "a stream's failing batch is retried: split, or from the record it reports; then given up",
        "events/stream_retries",
        f"{DOCS}/lambda/latest/dg/services-dynamodb-errors.html",
        f"{TESTS}/test_stream_retries.py",
        (
            ("AWS::Lambda::EventSourceMapping", ("BisectBatchOnFunctionError",)),
            ("AWS::Lambda::EventSourceMapping", ("MaximumRetryAttempts",)),
            ("AWS::Lambda::EventSourceMapping", ("MaximumRecordAgeInSeconds",)),
            ("AWS::Lambda::EventSourceMapping", ("DestinationConfig", "OnFailure")),
        ),
    ),
    Simulation(
        "what a topic cannot deliver goes to the subscription's dead letter queue",
        "events/undelivered",
        f"{DOCS}/sns/latest/dg/sns-dead-letter-queues.html",
        f"{TESTS}/test_undelivered.py",
        (("AWS::SNS::Subscription", ("RedrivePolicy",)),),
    ),
    Simulation(
        "edited sources run at the next request; AWS runs what was deployed",
        "functions/sources",
        f"{DOCS}/serverless-application-model/latest/developerguide/using-sam-cli-sync.html",
        f"{TESTS}/test_sources.py::test_edited_handler_runs",
    ),
)
