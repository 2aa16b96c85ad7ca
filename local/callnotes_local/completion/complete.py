"""Set what was dropped of a deployed stack."""

from collections.abc import Iterator
from typing import NamedTuple

from callnotes_local.completion.record import CompletionRecord, Setting
from callnotes_local.completion.table import COMPLETIONS, Completion
from callnotes_local.deployed import DeployedStack, PropertyPath, Resource, compare_resource

STAGE_DEPLOYMENT = ("DeploymentId",)


class CompletionError(RuntimeError):
    """Something that the template asks for could not be set."""


class Dropped(NamedTuple):
    """A property that the service does not have as the template wants it."""

    completion: Completion
    resource: Resource
    path: PropertyPath


def complete_stack(stack: DeployedStack) -> CompletionRecord:
    """Set what was dropped, prove it by reading it back, and say what it was."""
    dropped = list(find_dropped(stack))
    for completion, resource, path in dropped:
        completion.set(stack.clients, resource, path)
    settings = {(resource.logical_id, path) for _, resource, path in dropped}
    if any(completion.needs_api_deployment for completion, *_ in dropped):
        settings |= set(_deploy_apis(stack))
    missing = [f"{r.logical_id} {'.'.join(path)}" for _, r, path in find_dropped(stack)]
    if missing:
        raise CompletionError(f"The local cloud did not take: {', '.join(missing)}")
    return CompletionRecord(stack.stack_id, frozenset(settings))


def find_dropped(stack: DeployedStack) -> Iterator[Dropped]:
    """Everything that a completion would set now."""
    for resource in stack.resources.values():
        completions = [c for c in COMPLETIONS if c.is_declared(resource)]
        leaves = compare_resource(stack.clients, resource) if completions else []
        different = [leaf.path for leaf in leaves if leaf.differs]
        for completion in completions:
            found = {whole for path in different if (whole := completion.find_path(path))}
            yield from (Dropped(completion, resource, path) for path in sorted(found))


def _deploy_apis(stack: DeployedStack) -> Iterator[Setting]:
    for stage in stack.of_type("AWS::ApiGateway::Stage"):
        stack.clients.apigateway.create_deployment(
            restApiId=stage.properties["RestApiId"],
            stageName=stage.properties["StageName"],
            description="after the completion by the local cloud kit",
        )
        yield stage.logical_id, STAGE_DEPLOYMENT
