"""An artifact that was zipped and extracted runs compiled; nothing is compiled again."""

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

# Runs alone: imports everything of one function and tells which sources Python had to compile.
PROBE = """
import importlib, importlib.machinery as machinery, json, pkgutil, sys
compiled = []
compile_source = machinery.SourceFileLoader.source_to_code
def source_to_code(self, data, path, **options):
    compiled.append(str(path))
    return compile_source(self, data, path, **options)
machinery.SourceFileLoader.source_to_code = source_to_code
task, runtime, core, packages = sys.argv[1:]
sys.path[:0] = [task, runtime, core]
sys.path.append(packages)
import callnotes
for module in pkgutil.walk_packages(callnotes.__path__, "callnotes."):
    importlib.import_module(module.name)
handler = importlib.import_module("app").handler
print(json.dumps({"compiled": compiled, "handler": handler.__code__.co_filename,
                  "core": callnotes.__file__}))
"""

SETTINGS = {
    "AUDIT_BUCKET_NAME": "audit",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_LAMBDA_FUNCTION_NAME": "probe",
    "CONSOLE_ORIGIN": "http://127.0.0.1:3000",
    "EVENTS_TOPIC_ARN": "arn:aws:sns:us-east-1:000000000000:events",
    "LOGICAL_ID": "Probe",
    "PARKED_EVENTS_QUEUE_URL": "http://127.0.0.1/parked",
    "POWERTOOLS_SERVICE_NAME": "callnotes",
    "POWERTOOLS_TRACE_DISABLED": "true",
    "TABLE_NAME": "table",
    "USER_POOL_CLIENT_ID": "client",
    "USER_POOL_ID": "us-east-1_pool",
}


def test_no_module_is_compiled_again(deployed: Path, functions: list[Path]) -> None:
    for function in functions:
        said = probe(deployed, function.name)
        again = [path for path in said["compiled"] if path.startswith(str(deployed))]
        assert again == [], function.name
        assert str(said["core"]).startswith(str(deployed)), function.name


def test_a_changed_source_would_be_seen_by_this_test(deployed: Path, functions: list[Path]) -> None:
    compiled = deployed / functions[0].name / "__pycache__" / "app.cpython-313.pyc"
    kept = compiled.read_bytes()
    compiled.unlink()
    try:
        said = probe(deployed, functions[0].name)
    finally:
        compiled.write_bytes(kept)
    assert str(deployed / functions[0].name / "app.py") in said["compiled"]


def probe(deployed: Path, function: str) -> dict[str, list[str]]:
    task = deployed / function
    layers = [deployed / name / "python" for name in ("RuntimeLayer", "CoreLayer")]
    packages = sysconfig.get_path("purelib")
    # -I -S keep the test environment's packages out until the end: boto3 comes from there.
    command = [sys.executable, "-I", "-S", "-c", PROBE, str(task), *map(str, layers), packages]
    done = subprocess.run(command, env=SETTINGS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said: dict[str, list[str]] = json.loads(done.stdout)
    return said
