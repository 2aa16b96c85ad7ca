"""Tasks that wait for a token or for a worker: limits, lost heartbeats, functions that fail.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
How executions ended is counted, and each state is in the execution's trace:
https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
"""

import contextvars
import copy
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import yaml
from ministack.services import stepfunctions
from ministack.services.cloudwatch import record_metric

from callnotes_local.emulator import seams
from callnotes_local.emulator.tracing import entities

MODULE = "ministack.services.stepfunctions"
PROVISIONERS = "ministack.services.cloudformation.provisioners"
METRICS = {"SUCCEEDED": "ExecutionsSucceeded", "FAILED": "ExecutionsFailed"}
PUBLISH = "arn:aws:states:::sns:publish"
COGNITO = {"target_prefix": "AWSCognitoIdentityProviderService", "protocol": "json"}
STATES = "_execute_choice _execute_map _execute_parallel _execute_pass _execute_task _execute_wait"
type Fields = dict[str, Any]
_token: contextvars.ContextVar[str | None] = contextvars.ContextVar("task_token", default=None)
_execution: contextvars.ContextVar[Fields] = contextvars.ContextVar("execution")
_limited: contextvars.ContextVar[Fields] = contextvars.ContextVar("limited")
# The states of an activity's tasks, in the order in which workers get them.
_queued: defaultdict[str, deque[Fields]] = defaultdict(deque)


def install() -> None:
    """Let waiting tasks end as Step Functions ends them."""
    seams.wrap(MODULE, "_execute_task", _resolve_limits)
    seams.wrap(MODULE, "_invoke_with_callback", _watch_heartbeat)
    seams.wrap(MODULE, "_invoke_activity", _queue_limits)
    seams.wrap(MODULE, "_get_activity_task", _start_limits)
    seams.wrap(MODULE, "_call_lambda", _fail_with_function)
    seams.wrap(MODULE, "_emit_execution_status_event", _count)
    seams.wrap(MODULE, "_run_execution", _trace_execution)
    # Each branch of a Parallel state has a context object of its own, as Map's iterations have.
    seams.wrap(MODULE, "_run_sub_machine", lambda r, *g: r(*g[:-1], copy.deepcopy(g[-1])))
    for execute in STATES.split():
        seams.wrap(MODULE, execute, _trace_state)
    seams.wrap(PROVISIONERS, "_sfn_definition", lambda make, p: json.dumps(yaml.safe_load(make(p))))
    dispatch, services = stepfunctions._SERVICE_DISPATCH, stepfunctions._AWS_SDK_SERVICE_MAP
    dispatch[PUBLISH] = partial(_publish, dispatch[PUBLISH])
    services["cognitoidentityprovider"] = {**COGNITO, "service_key": "cognito-idp"}


def _publish(publish: Callable[..., Any], resource: str, given: Fields) -> Any:
    entries: Fields = {}
    for number, (name, value) in enumerate(given.get("MessageAttributes", {}).items(), 1):
        entry = f"MessageAttributes.entry.{number}"
        entries |= {f"{entry}.Name": name, **{f"{entry}.Value.{k}": v for k, v in value.items()}}
    return publish(resource, {**given, **entries})


def _resolve_limits(
    execute: Callable[..., Any], state: Fields, given: Any, execution: Any, context: Any
) -> Any:
    _execution.set(execution)
    limits = {}
    for name in ("TimeoutSeconds", "HeartbeatSeconds"):
        if path := state.get(f"{name}Path"):
            limits[name] = stepfunctions._resolve_path_or_ctx(path, given, context)
        elif isinstance(state.get(name), str):
            limits[name] = stepfunctions._jsonata_state_field(state, name, "number", given, context)
    _limited.set({**state, **limits})
    return execute(_limited.get(), given, execution, context)


def _watch_heartbeat(
    invoke: Callable[..., Any], resource: str, given: Any, token: str, state: Fields
) -> Any:
    _token.set(token)
    # Who may read an execution's history reads the task token there, as on AWS.
    events = reversed(_execution.get()["events"])
    scheduled = next(event for event in events if event["type"] == "TaskScheduled")
    scheduled["taskScheduledEventDetails"]["parameters"] = json.dumps(given)
    _start_watch(token, state)
    return invoke(resource, given, token, state)


def _queue_limits(invoke: Callable[..., Any], activity: str, given: Any) -> Any:
    _prepare(activity)
    _queued[activity].append(_limited.get())
    return invoke(activity, given)


async def _start_limits(get: Callable[[Fields], Awaitable[Any]], request: Fields) -> Any:
    _prepare(request["activityArn"])
    response = await get(request)
    if token := json.loads(response[2]).get("taskToken"):
        _start_watch(token, _queued[request["activityArn"]].popleft())
    return response


def _prepare(activity: str) -> None:
    # A restart keeps activities without their lists of tasks.
    tasks = stepfunctions._activity_tasks
    tasks[activity] = tasks.get(activity, [])


def _start_watch(token: str, state: Fields) -> None:
    if seconds := state.get("HeartbeatSeconds"):
        run = contextvars.copy_context().run
        threading.Thread(target=run, args=(_watch, token, seconds), daemon=True).start()


def _watch(token: str, seconds: float) -> None:
    time.sleep(seconds)
    while (task := stepfunctions._task_tokens.get(token)) and not task["event"].is_set():
        if not task["heartbeat"]:
            _fail(task, "States.HeartbeatTimeout", "No heartbeat in time")
        task["heartbeat"] = None
        time.sleep(seconds)


def _fail_with_function(call: Callable[..., Any], function: Any, event: Any) -> Any:
    try:
        return call(function, event)
    except stepfunctions._ExecutionError as error:
        # The emulator would wait for a token that the function never passed on.
        if task := stepfunctions._task_tokens.get(_token.get()):
            _fail(task, error.error, error.cause)
        raise


def _fail(task: Fields, error: str, cause: str) -> None:
    task["error"] = {"Error": error, "Cause": cause}
    task["event"].set()


def _count(emit: Callable[[Fields], None], execution: Fields) -> None:
    emit(execution)
    if metric := METRICS.get(execution["status"]):
        machine = {"StateMachineArn": execution["stateMachineArn"]}
        record_metric("AWS/States", metric, 1, "Count", machine)


def _trace_execution(run: Callable[[str], None], execution_arn: str) -> None:
    """Trace an execution: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html"""
    machine = execution_arn.replace(":execution:", ":stateMachine:").rpartition(":")[0]
    name, aws = machine.rpartition(":")[2], {"resource_arn": execution_arn}
    origin = "AWS::StepFunctions::StateMachine"
    with entities.segment(name, origin, is_long=True, resource_arn=machine, aws=aws) as position:
        run(execution_arn)
        status = stepfunctions._executions[execution_arn]["status"]
        position.document["fault"] = status == "FAILED"


def _trace_state(execute: Callable[..., Any], state: Fields, given: Any, *more: Any) -> Any:
    with entities.segment(more[-1]["State"]["Name"]):
        return execute(state, given, *more)
