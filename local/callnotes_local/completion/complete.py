"""Run every completion over a deployed stack."""

from collections.abc import Iterator
from dataclasses import dataclass

from callnotes_local.completion.bucket_lifecycle import BUCKET_LIFECYCLE
from callnotes_local.completion.completion import Comparison
from callnotes_local.completion.gateway_responses import GATEWAY_RESPONSES
from callnotes_local.completion.preflight import PREFLIGHT
from callnotes_local.completion.record import Setting
from callnotes_local.completion.reserved_concurrency import RESERVED_CONCURRENCY
from callnotes_local.completion.stack import DeployedStack
from callnotes_local.completion.stage_access_log import STAGE_ACCESS_LOG
from callnotes_local.completion.table_encryption import TABLE_ENCRYPTION
from callnotes_local.completion.table_recovery import TABLE_RECOVERY
from callnotes_local.completion.table_ttl import TABLE_TTL
from callnotes_local.completion.topic_tracing import TOPIC_TRACING

COMPLETIONS = (
    GATEWAY_RESPONSES,
    PREFLIGHT,
    STAGE_ACCESS_LOG,
    TABLE_TTL,
    TABLE_RECOVERY,
    TABLE_ENCRYPTION,
    TOPIC_TRACING,
    BUCKET_LIFECYCLE,
    RESERVED_CONCURRENCY,
)


class CompletionError(RuntimeError):
    """Something that the template asks for could not be set."""


@dataclass(frozen=True)
class Completed:
    """Everything that the kit answers for, and what of it it had to set this time."""

    comparisons: list[Comparison]
    settings: frozenset[Setting]


def complete_stack(stack: DeployedStack) -> Completed:
    """Set what was dropped, and prove it by reading it back."""
    dropped = [(c, found) for c in COMPLETIONS for found in c.compare(stack) if not found.same]
    for completion, found in dropped:
        completion.apply(stack, found)
    settings = {(found.logical_id, found.path) for _, found in dropped}
    if any(completion.needs_api_deployment for completion, _ in dropped):
        settings |= set(_deploy_apis(stack))
    comparisons = compare_stack(stack)
    missing = [f"{found.logical_id} {found.name}" for found in comparisons if not found.same]
    if missing:
        raise CompletionError(f"The local cloud did not take: {', '.join(missing)}")
    return Completed(comparisons, frozenset(settings))


def compare_stack(stack: DeployedStack) -> list[Comparison]:
    """Everything that the kit answers for, as the template wants it and as it is now."""
    return [found for completion in COMPLETIONS for found in completion.compare(stack)]


def _deploy_apis(stack: DeployedStack) -> Iterator[Setting]:
    for stage in stack.of_type("AWS::ApiGateway::Stage"):
        stack.clients.apigateway.create_deployment(
            restApiId=stage.properties["RestApiId"],
            stageName=stage.properties["StageName"],
            description="after the completion by the local cloud kit",
        )
        yield stage.logical_id, ("DeploymentId",)
