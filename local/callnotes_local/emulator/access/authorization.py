"""Who calls, and which permission a call needs: one administrator, functions' keys of their own.

A batch call needs the permission of the single call, and who reads a configuration, or a path of
parameters, needs one on it, who creates a schedule one on it in its group:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsappconfig.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
"""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from ministack.services import appconfig

from callnotes_local.emulator import seams
from callnotes_local.emulator.access.keys import Keys

type Original = Callable[..., Any]

CONFIGURATIONS = ("/configurationsessions", "/configuration")
WITH_BATCHES = ("sns:", "sqs:")


def install(keys: Keys) -> None:
    """Know one administrator; make functions' keys random; ask for actions a policy can name."""
    # No name stands for what the entrance let in unsigned; the emulator's own "test" is unknown.
    administrator = ("", keys.access_key_id)
    for module in ("ministack.core.iam_evaluator", "ministack.services.sts"):
        seams.wrap(module, "is_root_access_key", lambda _, key: key in administrator)
    for module in ("ministack.core.lambda_runtime", "ministack.services.lambda_svc"):
        seams.wrap(module, "execution_credentials", partial(_salt, keys.secret_access_key))
    seams.wrap("ministack.core.iam_actions", "extract_iam_action", _of_single_call)
    seams.wrap("ministack.core.iam_actions", "extract_resource_arn", _of_resource)


def _salt(secret: str, original: Original, config: dict[str, Any]) -> Any:
    # The emulator makes them from the function's ARN, which anybody can spell.
    return original(config | {"FunctionArn": f"{config['FunctionArn']}-{secret}"})


def _of_single_call(original: Original, service: str, method: str, path: str, *more: Any) -> Any:
    # AppConfig's data plane is signed for as its control plane.
    service = "appconfigdata" if path in CONFIGURATIONS else service
    action = original(service, method, path, *more)
    return action.removesuffix("Batch") if (action or "").startswith(WITH_BATCHES) else action


def _of_resource(original: Original, service: str, method: str, path: str, *more: Any) -> Any:
    _, body, query, region, account = more
    arn = original(service, method, path, *more)
    reads = service == "appconfig" and path in CONFIGURATIONS
    # Bodies of others, and what AppConfig stores, may be anything but JSON.
    request = json.loads(body or b"{}") if reads or service in ("scheduler", "ssm") else {}
    if reads:
        token = query.get("configuration_token", [""])
        session = request if method == "POST" else appconfig._sessions.get(token[0], {})
        kinds = ("Application", "Environment", "ConfigurationProfile")
        application, environment, profile = (session.get(f"{kind}Identifier", "") for kind in kinds)
        place = f"application/{application}/environment/{environment}/configuration/{profile}"
        return f"arn:aws:appconfig:{region}:{account}:{place}"
    if service == "ssm" and "Path" in request:
        return f"arn:aws:ssm:{region}:{account}:parameter{request['Path']}"
    group = request.get("GroupName") if service == "scheduler" else None
    return arn.replace("/default/", f"/{group}/") if group else arn
