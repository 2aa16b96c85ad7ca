"""The segments that AWS services send themselves; state machines are traced in step_functions.py.

What callers may have put into a URL, a header or an exception is in none of them.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-understanding-xray-traces.html
https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sns.html
"""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from secrets import token_hex
from typing import Any

from ministack.services import apigateway_v1

from callnotes_local.emulator import seams
from callnotes_local.emulator.tracing import entities
from callnotes_local.emulator.tracing.traces import REFERENCE

HEADER = "AWSTraceHeader"
type Json = dict[str, Any]


def install() -> None:
    """Trace gateway, topics and messages; execution environments call `trace_invocation`."""
    seams.wrap("ministack.services.apigateway_v1", "_execute_in_scope", _trace_request)
    seams.wrap("ministack.services.sns", "_fanout", _fan_out)
    seams.wrap("ministack.services.sns", "_deliver_to_sqs", _deliver)
    seams.wrap("ministack.services.sqs", "_ensure_msg_fields", _complete)
    seams.wrap("ministack.services.sqs", "_build_send_sys_attrs", _build_attributes)


def trace_invocation(
    invoke: Callable[..., Json], config: Json, request_id: str, event: Any
) -> Json:
    """Trace an invocation as Lambda does, in two segments; SQS messages are linked, not joined.

    `invoke` gets `trace_id`, the header; an environment's start in it is the Initialization.
    """
    name, owner = config["FunctionName"], {"function_arn": config["FunctionArn"]}
    is_active = (config.get("TracingConfig") or {}).get("Mode") == "Active"
    aws, links = {"request_id": request_id}, list(_list_links(event))
    with (
        entities.segment(name, "AWS::Lambda", is_active=is_active, aws=aws, links=links) as service,
        entities.segment(name, "AWS::Lambda::Function", aws=owner) as function,
    ):
        with entities.segment("Invocation", aws=owner) as invoked:
            result = invoke(trace_id=invoked.header)
        invocation = invoked.document
        starts = invocation.pop("subsegments", [])
        function.document["subsegments"] = [*starts, invocation]
        for start in starts:
            invocation["start_time"] = start["end_time"]
        if failed := (result.get("error_payload") or {}).get("errorType"):
            cause = {"exceptions": [{"id": token_hex(8), "type": failed}]}
            for position in (service, function):
                position.document.update(fault=True, cause=cause)
    return result


async def _trace_request(
    execute: Callable[..., Any], request: Json, api_id: str, stage: str, method: str, *more: Any
) -> Any:
    deployed = apigateway_v1._stages_v1.get(api_id, {}).get(stage) or {}
    if not (entities.current.get() or deployed.get("tracingEnabled")):
        return await execute(request, api_id, stage, method, *more)
    ids = {"rest_api_id": api_id, "stage": stage, "request_id": request["request_id"]}
    name = f"{(apigateway_v1._rest_apis.get(api_id) or {}).get('name')}/{stage}"
    with entities.segment(name, "AWS::ApiGateway::Stage", aws={"api_gateway": ids}) as position:
        response = await execute(request, api_id, stage, method, *more)
        status, path = response[0], request.get("resource_path") or ""
        called = {"method": method, "url": f"/{stage}{path}"}
        http = {"request": called, "response": {"status": status}}
        flags = {"error": status // 100 == 4, "throttle": status == 429, "fault": status >= 500}
        position.document.update(http=http, **flags)
    return response


def _list_links(event: Any) -> Iterator[Json]:
    records = event.get("Records") if isinstance(event, dict) else None
    for record in records if isinstance(records, list) else ():
        match record:
            case {"attributes": {"AWSTraceHeader": str(header)}}:
                sender = entities.parse_header(header)
                if sender and sender.is_sampled:
                    link = {"trace_id": sender.trace_id, "id": sender.parent_id}
                    yield {**link, "attributes": {REFERENCE: "parent"}}


def _fan_out(publish: Callable[..., None], topic_arn: str, *message: Any, **options: Any) -> None:
    name = topic_arn.rpartition(":")[2]
    with entities.segment(name, "AWS::SNS::Topic") if entities.current.get() else nullcontext():
        publish(topic_arn, *message, **options)


def _deliver(send: Callable[..., None], queue_arn: str, *content: Any, **options: Any) -> None:
    aws = {"operation": "SendMessage", "resource_names": [queue_arn]}
    with entities.segment("SQS", namespace="aws", aws=aws):
        send(queue_arn, *content, **options)


def _complete(complete: Callable[[Json], None], message: Json) -> None:
    # Also called when a message is received.
    is_new = "sys" not in message
    complete(message)
    if is_new and (position := entities.current.get()):
        message["sys"][HEADER] = position.header


def _build_attributes(build: Callable[..., Json], *given: Any) -> Json:
    position = entities.current.get()
    return ({HEADER: position.header} if position else {}) | build(*given)
