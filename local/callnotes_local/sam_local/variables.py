"""The file for `sam local --env-vars`: what each function has in the deployed stack.

Only variables that the template declares get through:
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-invoke.html
"""

import json
import os
import shlex
from pathlib import Path

from callnotes_local.cloud.cloud import STACK_NAME, Cloud
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.deployed.stack import read_stack
from callnotes_local.system import private_files

ENDPOINT = "AWS_ENDPOINT_URL"
# SAM checks no token: the client stays what SAM makes of `!Ref UserPoolClient`, as in events/.
LEFT_TO_SAM = ("USER_POOL_CLIENT_ID",)
OTHER_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


def write_variables(cloud: Cloud, host: str, path: Path) -> int:
    """Write the variables of every function, with the cloud's address as containers see it."""
    own, seen = cloud.emulator.endpoint_url, f"http://{host}:{cloud.emulator.port}"
    functions: dict[str, dict[str, str]] = {}
    for function in read_stack(STACK_NAME, cloud.clients).of_type("AWS::Lambda::Function"):
        name, read = function.physical_id, cloud.clients.functions.get_function_configuration
        declared = read(FunctionName=name)["Environment"]["Variables"]
        # Queue URLs name the cloud's address too.
        sent = {n: v.replace(own, seen) for n, v in declared.items() if n not in LEFT_TO_SAM}
        functions[function.logical_id] = sent | {ENDPOINT: seen}
    private_files.write_text(path, json.dumps(functions, indent=2) + "\n")
    return len(functions)


def shell_lines(workspace: Workspace) -> list[str]:
    """What `eval` sets, so that SAM and its containers hold the local cloud's keys only."""
    profile = {
        "AWS_CONFIG_FILE": str(workspace.aws_config),
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_PROFILE": "callnotes-local",
    }
    exports = [f"export {name}={shlex.quote(value)}" for name, value in profile.items()]
    return [f"unset {' '.join(OTHER_CREDENTIALS)} {ENDPOINT}", *exports]
