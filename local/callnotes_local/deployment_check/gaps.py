"""What the local cloud does differently from AWS although everything is stored as written.

Each gap names the test that starts to fail when the emulator closes it: then the entry goes.
"""

from dataclasses import dataclass

from callnotes_local.deployed.stack import PropertyPath, Resource

TESTS = "tests/local/emulator/test_gaps.py"
# Resource types that the emulator refuses: a template keeps them behind a condition.
REFUSED = {
    "AWS::ApplicationAutoScaling::ScalableTarget": "tables are on demand here",
    "AWS::CloudWatch::CompositeAlarm": "each alarm acts alone",
    "AWS::CodeDeploy::Application": "a new version gets all traffic at once",
    "AWS::CodeDeploy::DeploymentGroup": "no traffic is shifted, no hook is called",
    "AWS::CodePipeline::Pipeline": "CI runs the same commands",
    "AWS::Events::Archive": "`callnotes up` creates the archive through the API, for ever",
    "AWS::Logs::QueryDefinition": "Logs Insights filters and sorts only; tests run the queries",
    "AWS::SecretsManager::RotationSchedule": "`callnotes secrets rotate` calls the function",
    "AWS::StepFunctions::Activity": "created through the API, under the same ARN (the kit)",
    "AWS::XRay::ResourcePolicy": "behind a condition in the template: X-Ray is not available here",
}


@dataclass(frozen=True)
class Gap:
    """One difference; without properties it concerns no single one of them."""

    difference: str
    test: str
    properties: tuple[tuple[str, PropertyPath], ...]
    # Only alarms on this metric.
    metric: str | None

    def applies_to(self, resource: Resource, path: PropertyPath) -> bool:
        """Whether the gap concerns this property of this resource."""
        names = tuple(name for name in path if not name.isdigit())
        return self.metric in (None, resource.properties.get("MetricName")) and any(
            kind == resource.type and names[: len(own)] == own for kind, own in self.properties
        )


def _gap(difference: str, test: str, *properties: str, metric: str | None = None) -> Gap:
    # A property follows its resource type.
    pairs = (text.split() for text in properties)
    owned = tuple((kind, tuple(path.split("."))) for kind, path in pairs)
    return Gap(difference, f"{TESTS}::{test}", owned, metric)


# fmt: off
GAPS = (
    _gap("no event is sent to an OnSuccess destination",
         "test_destination_for_success_is_not_sent_to",
         "AWS::Lambda::EventInvokeConfig DestinationConfig.OnSuccess"),
    _gap("an event that a topic, a rule or a schedule sends to a function is not retried (AWS: two "
         "retries)",
         "test_event_straight_from_a_topic_is_tried_once"),
    _gap("a rule tries a target once: what the target does not take is lost",
         "test_event_that_a_rules_target_does_not_take_is_lost",
         "AWS::Events::Rule Targets.DeadLetterConfig", "AWS::Events::Rule Targets.RetryPolicy"),
    _gap("a rule sends to a queue whose policy does not permit it",
         "test_rule_sends_to_a_queue_that_does_not_permit_it"),
    _gap("an event's time on a bus is when it arrived, whatever Time its sender gave: that is what "
         "a replay goes by",
         "test_event_on_a_bus_has_the_time_of_its_arrival"),
    _gap("a schedule calls its target once, without a role: what is not taken is lost",
         "test_schedule_needs_no_permission_and_has_no_dead_letter_queue"),
    _gap("asynchronous events wait in memory: they are lost when the local cloud stops",
         "test_waiting_event_is_lost_when_the_local_cloud_stops"),
    _gap("a function may use all the memory of the machine",
         "test_memory_has_no_limit", "AWS::Lambda::Function MemorySize"),
    _gap("X-Ray is not available: no trace is kept",
         "test_traces_are_not_kept", "AWS::ApiGateway::Stage TracingEnabled",
         "AWS::Lambda::Function TracingConfig", "AWS::SNS::Topic TracingConfig",
         "AWS::StepFunctions::StateMachine TracingConfiguration"),
    _gap("a parameter takes any value, whatever its AllowedPattern",
         "test_parameter_takes_any_value", "AWS::SSM::Parameter AllowedPattern"),
    _gap("executions write no log: their history has everything",
         "test_executions_write_no_log",
         "AWS::StepFunctions::StateMachine LoggingConfiguration"),
    _gap("executions need no permission: the state machine's role is not used",
         "test_execution_needs_no_permission"),
    _gap("an activity's task has no TimeoutSeconds (its heartbeat is watched)",
         "test_activity_has_no_time_out"),
    _gap("a nested execution goes on after its task has timed out (AWS stops it)",
         "test_nested_execution_goes_on_after_its_task_has_timed_out"),
    _gap("a nested execution that is waited for takes a name that is taken (AWS refuses it)",
         "test_nested_execution_takes_a_name_that_is_taken"),
    _gap("a schedule of a template counts in UTC, and names no time where its input asks for it",
         "test_schedule_has_no_time_zone_and_names_no_time",
         "AWS::Scheduler::Schedule ScheduleExpressionTimezone"),
    _gap("API Gateway has one metric only, 5XXError, and only after an error",
         "test_gateway_counts_no_requests", "AWS::ApiGateway::Stage MethodSettings.MetricsEnabled"),
    _gap("Lambda's Invocations and Duration count only what a client invokes itself (Errors and "
         "Throttles count whoever invoked)",
         "test_invocation_that_nobody_waits_for_has_no_duration"),
    _gap("SQS has no StartMessageMoveTask (`callnotes redrive` receives, sends and deletes)",
         "test_queue_moves_no_messages_itself"),
    _gap("IteratorAge is not measured: an alarm on it never fires",
         "test_age_of_a_stream_is_not_measured", "AWS::CloudWatch::Alarm MetricName",
         metric="IteratorAge"),
    _gap("AppConfig calls no validator (`callnotes flags` does)",
         "test_document_is_deployed_although_its_validators_refuse_it",
         "AWS::AppConfig::ConfigurationProfile Validators"),
    _gap("RotateSecret calls no function: a copy of the value is current at once (`callnotes "
         "secrets rotate` calls the function)",
         "test_secret_is_rotated_without_its_function"),
    _gap("user names are case-sensitive",
         "test_names_of_users_are_case_sensitive", "AWS::Cognito::UserPool UsernameConfiguration"),
    _gap("Logs Insights ignores statistics, and conditions on fields of JSON",
         "test_query_ignores_statistics_and_conditions_on_fields"),
    _gap("log events are never deleted",
         "test_old_log_events_are_kept", "AWS::Logs::LogGroup RetentionInDays"),
    _gap("expired items are deleted within a minute, and the stream has no record of it (AWS: "
         "within a few days, with one)",
         "test_expired_item_is_deleted_within_a_minute_and_the_stream_has_no_record_of_it",
         "AWS::DynamoDB::Table TimeToLiveSpecification"),
    _gap("objects do not expire",
         "test_objects_do_not_expire", "AWS::S3::Bucket LifecycleConfiguration"),
    _gap("no email is sent: the confirmation code of every sign-up is 123456",
         "test_code_of_a_sign_up_is_always_the_same",
         "AWS::Cognito::UserPool AutoVerifiedAttributes"),
    _gap("wrong passwords never lock a user out (AWS: for a while, after five)",
         "test_wrong_passwords_do_not_lock_a_user_out"),
    _gap("without a signature only user pools respond: no public object, function URL, hosted UI, "
         "identity pool, link in an SNS message, response of a custom resource",
         "test_public_object_is_not_served_without_a_signature"),
    _gap("a parameter as MaximumConcurrency stays text, and then no queue is read (AWS makes it a "
         "number); the template has the number itself",
         "test_concurrency_from_a_parameter_stops_the_reading_of_queues"),
    _gap("a function may consume a queue without permission in its role",
         "test_queue_is_consumed_without_permission"),
    _gap("a function may read a stream without permission in its role",
         "test_stream_is_read_without_permission"),
    _gap("API Gateway calls functions that give it no permission (AWS responds with 500)",
         "test_gateway_calls_a_function_that_gives_no_permission"),
    _gap("the API's authorizer accepts access tokens too (the functions refuse them)",
         "test_authorizer_takes_an_access_token"),
    _gap("bytes of a body that are not UTF-8 reach a function as U+FFFD; AWS says only that a body "
         "without a binary media type is text in UTF-8 (the functions refuse U+FFFD)",
         "test_bytes_that_are_not_utf8_reach_a_function_as_replacement_characters"),
    _gap("a double slash anywhere in a path counts as one; AWS was seen to do so after the stage, "
         "and to ignore one at the end, and documents neither",
         "test_doubled_and_trailing_slashes_reach_the_same_function"),
    _gap("a function's 401 keeps its WWW-Authenticate; AWS renames it to "
         "x-amzn-Remapped-WWW-Authenticate (the gateway's own 401 has it on both)",
         "test_www_authenticate_of_a_function_keeps_its_name"),
    _gap("CloudFormation accepts properties that do not exist (the deployment check names them)",
         "test_made_up_property_is_taken"),
    _gap("a read reports too few consumed units, and no table is throttled",
         "test_read_consumes_too_few_units"),
    _gap("a changed method of an API is served without a new deployment",
         "test_changed_method_is_served_without_a_deployment"),
)
# fmt: on
