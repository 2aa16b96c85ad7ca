"""Run every completion over a deployed stack."""

from callnotes_local.completion.bucket_lifecycle import BUCKET_LIFECYCLE
from callnotes_local.completion.completion import Comparison
from callnotes_local.completion.gateway_responses import GATEWAY_RESPONSES
from callnotes_local.completion.preflight import PREFLIGHT
from callnotes_local.completion.stack import DeployedStack
from callnotes_local.completion.table_encryption import TABLE_ENCRYPTION
from callnotes_local.completion.table_recovery import TABLE_RECOVERY
from callnotes_local.completion.table_ttl import TABLE_TTL
from callnotes_local.completion.topic_tracing import TOPIC_TRACING

COMPLETIONS = (
    GATEWAY_RESPONSES,
    PREFLIGHT,
    TABLE_TTL,
    TABLE_RECOVERY,
    TABLE_ENCRYPTION,
    TOPIC_TRACING,
    BUCKET_LIFECYCLE,
)


class CompletionError(RuntimeError):
    """Something that the template asks for could not be set."""


def complete_stack(stack: DeployedStack) -> list[Comparison]:
    """Set what was dropped, prove it by reading it back; what the kit answers for."""
    dropped = [(c, found) for c in COMPLETIONS for found in c.compare(stack) if not found.same]
    for completion, found in dropped:
        completion.apply(stack, found)
    if any(completion.needs_api_deployment for completion, _ in dropped):
        _deploy_apis(stack)
    completed = [found for c in COMPLETIONS for found in c.compare(stack)]
    missing = [f"{found.logical_id} {found.name}" for found in completed if not found.same]
    if missing:
        raise CompletionError(f"The local cloud did not take: {', '.join(missing)}")
    return completed


def _deploy_apis(stack: DeployedStack) -> None:
    for stage in stack.of_type("AWS::ApiGateway::Stage"):
        stack.clients.apigateway.create_deployment(
            restApiId=stage.properties["RestApiId"],
            stageName=stage.properties["StageName"],
            description="after the completion by the local cloud kit",
        )
