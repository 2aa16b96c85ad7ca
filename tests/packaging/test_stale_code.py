"""An artifact that was zipped and extracted runs compiled; nothing is compiled again."""

import json
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

# Runs alone: imports the layers and every handler, tells which sources Python had to compile.
PROBE = """
import importlib.machinery, importlib.util, json, pathlib, pkgutil, sys
loader = importlib.machinery.SourceFileLoader
compile_source, compiled = loader.source_to_code, []
def source_to_code(self, data, path, **options):
    compiled.append(str(path))
    return compile_source(self, data, path, **options)
loader.source_to_code = source_to_code
deployed, packages = pathlib.Path(sys.argv[1]), sys.argv[2]
sys.path[:0] = [str(deployed / name / "python") for name in ("RuntimeLayer", "CoreLayer")]
sys.path.append(packages)
import callnotes
for module in pkgutil.walk_packages(callnotes.__path__, "callnotes."):
    importlib.import_module(module.name)
handlers = {}
for app in sorted(deployed.glob("*Function/app.py")):
    spec = importlib.util.spec_from_file_location(app.parent.name, app)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    handlers[app.parent.name] = callable(module.handler)
print(json.dumps({"compiled": compiled, "handlers": handlers, "core": callnotes.__file__}))
"""

SETTINGS = {
    "AUDIT_BUCKET_NAME": "audit",
    "AWS_APPCONFIG_EXTENSION_HTTP_PORT": "2772",
    "AWS_APPCONFIG_EXTENSION_POLL_INTERVAL_SECONDS": "15",
    "AWS_APPCONFIG_EXTENSION_PREFETCH_LIST": "/applications/a/environments/e/configurations/p",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_LAMBDA_FUNCTION_NAME": "probe",
    "CONSOLE_ORIGIN": "http://127.0.0.1:3000",
    "DECISION_TIME_PARAMETER": "/callnotes/callnotes/escalations/decision_seconds",
    "ESCALATION_STATE_MACHINE_ARN": "arn:aws:states:us-east-1:000000000000:stateMachine:escalation",
    "ENRICH_NOTE_STATE_MACHINE_ARN": "arn:aws:states:us-east-1:000000000000:stateMachine:enrich",
    "EVENT_BUS_NAME": "events",
    "EVENTS_TOPIC_ARN": "arn:aws:sns:us-east-1:000000000000:events",
    "PARKED_EVENTS_QUEUE_URL": "http://127.0.0.1/parked",
    "PARTNER_PATH": "/callnotes/callnotes/partner",
    "PARTNER_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:000000000000:secret:partner-abcdef",
    "POWERTOOLS_SERVICE_NAME": "callnotes",
    "POWERTOOLS_TRACE_DISABLED": "true",
    "REMINDER_DEAD_LETTER_QUEUE_ARN": "arn:aws:sqs:us-east-1:000000000000:reminders",
    "REMINDER_FUNCTION_ARN": "arn:aws:lambda:us-east-1:000000000000:function:remind:live",
    "REMINDER_GROUP_NAME": "reminders",
    "REMINDER_ROLE_ARN": "arn:aws:iam::000000000000:role/reminders",
    "SUPERVISORS_TOPIC_ARN": "arn:aws:sns:us-east-1:000000000000:supervisors",
    "TABLE_NAME": "table",
    "TASK_TOKEN_KEY_ID": "key",
    "TENANT_RATE": "50",
    "USER_POOL_CLIENT_ID": "client",
    "USER_POOL_ID": "us-east-1_pool",
}


def test_no_module_is_compiled_again(deployed: Path, functions: list[Path]) -> None:
    said = probe(deployed)
    assert [path for path in said["compiled"] if path.startswith(str(deployed))] == []
    assert said["handlers"] == {function.name: True for function in functions}
    assert said["core"].startswith(str(deployed))


def test_a_missing_compiled_file_is_seen(deployed: Path, functions: list[Path]) -> None:
    compiled = deployed / functions[0].name / "__pycache__" / "app.cpython-313.pyc"
    kept = compiled.read_bytes()
    compiled.unlink()
    try:
        said = probe(deployed)
    finally:
        compiled.write_bytes(kept)
    assert str(deployed / functions[0].name / "app.py") in said["compiled"]


def probe(deployed: Path) -> dict[str, Any]:
    # -I -S keep the test environment's packages out until the end: boto3 comes from there.
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        PROBE,
        str(deployed),
        sysconfig.get_path("purelib"),
    ]
    done = subprocess.run(command, env=SETTINGS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said
