"""What the local cloud does differently from AWS although everything is stored as written.

Each gap names the test that starts to fail when the emulator closes it: then the entry goes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from callnotes_local.deployed import PropertyPath, Resource

TESTS = "tests/local/emulator/test_gaps.py"
# Resource types that the emulator refuses: a template keeps them behind a condition.
REFUSED = {
    "AWS::ApplicationAutoScaling::ScalableTarget": "tables here are on demand",
    "AWS::CloudWatch::CompositeAlarm": "each alarm acts alone",
    "AWS::CodeDeploy::Application": "a new version gets all traffic at once",
    "AWS::CodeDeploy::DeploymentGroup": "no traffic is shifted, no hook is called",
    "AWS::CodePipeline::Pipeline": "CI runs the same commands",
    "AWS::Events::Archive": "archives are made through the API",
    "AWS::SecretsManager::RotationSchedule": "secrets do not rotate",
    "AWS::XRay::ResourcePolicy": "behind a condition in the template: X-Ray is no service here",
}


@dataclass(frozen=True)
class Gap:
    """One difference; without properties it concerns no single one of them."""

    difference: str
    test: str
    properties: tuple[tuple[str, PropertyPath], ...] = ()
    # Only where these properties of the resource hold these texts.
    where: Mapping[str, str] = field(default_factory=dict)

    def applies_to(self, resource: Resource, path: PropertyPath) -> bool:
        """Whether the gap concerns this property of this resource."""
        names = tuple(name for name in path if not name.isdigit())
        named = any(
            kind == resource.type and names[: len(own)] == own for kind, own in self.properties
        )
        found = resource.properties
        return named and all(text in str(found.get(n, "")) for n, text in self.where.items())


def _gap(difference: str, test: str, *properties: tuple[str, str], **where: str) -> Gap:
    paths = tuple((kind, tuple(path.split("."))) for kind, path in properties)
    return Gap(difference, f"{TESTS}::{test}", paths, where)


MAPPING = "AWS::Lambda::EventSourceMapping"

GAPS: tuple[Gap, ...] = (
    _gap(
        "a destination for success is never sent to",
        "test_destination_for_success_is_not_sent_to",
        ("AWS::Lambda::EventInvokeConfig", "DestinationConfig.OnSuccess"),
    ),
    _gap(
        "what a topic or a rule sends straight to a function is tried once (AWS: three times)",
        "test_event_straight_from_a_topic_is_tried_once",
    ),
    _gap(
        "asynchronous events are kept in memory: stopping the local cloud loses those that wait",
        "test_waiting_event_is_lost_when_the_local_cloud_stops",
    ),
    _gap(
        "functions may use all the memory of the machine",
        "test_memory_has_no_limit",
        ("AWS::Lambda::Function", "MemorySize"),
    ),
    _gap(
        "X-Ray is no service of the local cloud: no trace is kept",
        "test_traces_are_not_kept",
        ("AWS::ApiGateway::Stage", "TracingEnabled"),
        ("AWS::Lambda::Function", "TracingConfig"),
        ("AWS::SNS::Topic", "TracingConfig"),
    ),
    _gap(
        "of the gateway's metrics there is 5XXError only, and only when there was one",
        "test_gateway_counts_no_requests",
        ("AWS::ApiGateway::Stage", "MethodSettings.MetricsEnabled"),
    ),
    _gap(
        "queues have no metrics (an alarm on a queue's depth or age looks at the queue)",
        "test_queues_have_no_metrics",
    ),
    _gap(
        "the age of a stream's records is no metric: an alarm on it never acts",
        "test_age_of_a_stream_is_not_measured",
        ("AWS::CloudWatch::Alarm", "MetricName"),
        MetricName="IteratorAge",
    ),
    _gap(
        "names of users are told apart by their case",
        "test_names_of_users_are_case_sensitive",
        ("AWS::Cognito::UserPool", "UsernameConfiguration"),
    ),
    _gap(
        "old log events are kept",
        "test_old_log_events_are_kept",
        ("AWS::Logs::LogGroup", "RetentionInDays"),
    ),
    _gap(
        "items whose time is over stay",
        "test_items_whose_time_is_over_stay",
        ("AWS::DynamoDB::Table", "TimeToLiveSpecification"),
    ),
    _gap(
        "objects do not age",
        "test_objects_do_not_age",
        ("AWS::S3::Bucket", "LifecycleConfiguration"),
    ),
    _gap(
        "no mail is sent: the code of every sign-up is 123456",
        "test_code_of_a_sign_up_is_always_the_same",
        ("AWS::Cognito::UserPool", "AutoVerifiedAttributes"),
    ),
    _gap(
        "wrong passwords never lock a user out (AWS: for a while, after five)",
        "test_wrong_passwords_do_not_lock_a_user_out",
    ),
    _gap(
        "without a signature only user pools are served: no public object, function URL, hosted UI,"
        " identity pool, link of an SNS message, answer of a custom resource",
        "test_public_object_is_not_served_without_a_signature",
    ),
    _gap(
        "a function may take from a queue although its role may not",
        "test_queue_is_consumed_without_the_right",
    ),
    _gap(
        "a function may read a stream although its role may not",
        "test_stream_is_read_without_the_right",
    ),
    _gap(
        "the gateway calls functions that give it no permission (AWS answers 500)",
        "test_gateway_calls_a_function_that_gives_no_permission",
    ),
    _gap(
        "the gateway's authorizer takes access tokens too (the functions refuse them)",
        "test_authorizer_takes_an_access_token",
    ),
    _gap(
        "bytes of a body that are not UTF-8 reach a function as U+FFFD; AWS says only that a body"
        " without a binary media type is text in UTF-8 (the functions refuse U+FFFD)",
        "test_bytes_that_are_not_utf8_reach_a_function_as_replacement_characters",
    ),
    _gap(
        "a doubled slash anywhere in a path counts as one; AWS was seen to do so after the stage,"
        " and to ignore one at the end, and documents neither",
        "test_doubled_and_trailing_slashes_reach_the_same_function",
    ),
    _gap(
        "a function's 401 keeps its WWW-Authenticate; AWS renames it to"
        " x-amzn-Remapped-WWW-Authenticate (the gateway's own 401 has it on both)",
        "test_www_authenticate_of_a_function_keeps_its_name",
    ),
    _gap(
        "CloudFormation takes properties that do not exist (the check names them)",
        "test_made_up_property_is_taken",
    ),
)
