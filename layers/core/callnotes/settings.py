"""The environment, read once per function into small typed objects."""

import os
from dataclasses import dataclass, fields


class MissingSetting(RuntimeError):
    """The function lacks an environment variable that it needs."""


@dataclass(frozen=True)
class TableSettings:
    """Functions that use the table."""

    table_name: str


@dataclass(frozen=True)
class ApiSettings:
    """Functions behind the API."""

    console_origin: str


@dataclass(frozen=True)
class ClientSettings:
    """Functions that need a user of this application's client."""

    user_pool_client_id: str


@dataclass(frozen=True)
class QuotaSettings:
    """Functions with a quota for each tenant, in requests per second."""

    tenant_rate: int


@dataclass(frozen=True)
class PublisherSettings:
    """The function that publishes events."""

    events_topic_arn: str
    event_bus_name: str
    parked_events_queue_url: str


@dataclass(frozen=True)
class AuditSettings:
    """The function that writes the audit trail."""

    audit_bucket_name: str


@dataclass(frozen=True)
class DeadlineSettings:
    """The function that sets how long a person has to decide an escalation."""

    decision_time_parameter: str


@dataclass(frozen=True)
class WorkflowSettings:
    """Functions that call the escalations' state machine."""

    escalation_state_machine_arn: str


@dataclass(frozen=True)
class EnricherSettings:
    """The function that starts the workflow which enriches a note."""

    enrich_note_state_machine_arn: str


@dataclass(frozen=True)
class TaskTokenSettings:
    """Functions that seal or open task tokens."""

    task_token_key_id: str


@dataclass(frozen=True)
class SupervisorsSettings:
    """Functions that tell supervisors what waits for them."""

    supervisors_topic_arn: str


@dataclass(frozen=True)
class ReminderSettings:
    """The function that sets reminders: their group, and what each schedule calls as whom."""

    reminder_group_name: str
    reminder_function_arn: str
    reminder_role_arn: str
    reminder_dead_letter_queue_arn: str


@dataclass(frozen=True)
class PartnerSettings:
    """Functions that speak to the partner: a path of Parameter Store, and the secret that signs."""

    partner_path: str
    partner_secret_arn: str


@dataclass(frozen=True)
class FlagSettings:
    """Functions that read feature flags: the variables of the AppConfig agent are theirs too.

    What the agent fetches ahead is the path of the configuration; port; poll interval in seconds.
    https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-integration-lambda-extensions-config.html
    """

    aws_appconfig_extension_prefetch_list: str
    aws_appconfig_extension_http_port: int
    aws_appconfig_extension_poll_interval_seconds: int


def read_settings[T](kind: type[T]) -> T:
    """Fill a settings object from the variables named like its fields, in capitals."""
    return kind(**{f.name: f.type(_read(f.name.upper())) for f in fields(kind)})  # type: ignore[arg-type, operator]


def _read(variable: str) -> str:
    value = os.environ.get(variable)
    if not value:
        raise MissingSetting(f"The environment variable {variable} is not set; see template.yaml.")
    return value
