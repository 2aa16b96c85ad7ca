"""The base image that SAM asks for, made of this machine's own Python: no registry is needed.

It stands in for https://gallery.ecr.aws/lambda/python in one respect: a handler starts in it under
the real runtime interface client. It is not Amazon Linux.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from samcli.local.docker.lambda_image import LambdaImage, Runtime

from tools.sam_local.engine import CannotRun, Engine, run

VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
PROGRAMS = ("sh", "mv", "chmod", "cp", "rm", "mkdir", "ls", "cat", "env", "ln")
FOLDERS = [
    "bin",
    "dev",
    "etc/ssl/certs",
    "lib64",
    "opt",
    "proc",
    "sys",
    "tmp",
    "var/lang/bin",
    "var/lang/lib",
    "var/rapid",
    "var/task",
]
UNUSED = [
    "test",
    "idlelib",
    "tkinter",
    "turtledemo",
    "ensurepip",
    "site-packages",
    "config-*",
    "__pycache__",
    "_tkinter*",
    "_test*.so",
    "_xxtest*",
]
# Wheels name what the C library no longer keeps apart; names are looked up through the last ones.
LIBRARIES = [
    "libgcc_s.so.1",
    "libstdc++.so.6",
    "libpthread.so.0",
    "libdl.so.2",
    "librt.so.1",
    "libutil.so.1",
    "libnss_files.so.2",
    "libnss_dns.so.2",
    "libresolv.so.2",
]
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
BOOTSTRAP = f"""#!/bin/sh
export AWS_EXECUTION_ENV="${{AWS_EXECUTION_ENV:-AWS_Lambda_{VERSION}}}"
export PYTHONPATH="/var/task:/opt/python/lib/{VERSION}/site-packages:/opt/python:/var/runtime"
exec /var/lang/bin/{VERSION} -m awslambdaric "$_HANDLER"
"""
ENTRYPOINT = """#!/bin/sh
[ -z "$1" ] || export _HANDLER="$1"
[ -n "$AWS_LAMBDA_RUNTIME_API" ] || exec /var/rapid/aws-lambda-rie /var/runtime/bootstrap
exec /var/runtime/bootstrap
"""
SETTINGS = (
    "ENV LANG=en_US.UTF-8",
    "ENV TZ=:UTC",
    "ENV PATH=/var/lang/bin:/usr/bin:/bin:/opt/bin",
    "ENV LD_LIBRARY_PATH=/var/lang/lib:/lib64:/var/task:/var/task/lib:/opt/lib",
    "ENV LAMBDA_TASK_ROOT=/var/task",
    "ENV LAMBDA_RUNTIME_DIR=/var/runtime",
    f"ENV SSL_CERT_FILE={CERTIFICATES}",
    "WORKDIR /var/task",
    'ENTRYPOINT ["/lambda-entrypoint.sh"]',
)


def make_image(engine: Engine, root: Path, runtime: Path) -> str:
    """Make the root file system in a folder, import it under SAM's tag, return the tag."""
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "tmp").chmod(0o1777)
    _copy_python(root)
    _copy_programs(root)
    _write_settings(root)
    shutil.copytree(runtime, root / "var/runtime", ignore=shutil.ignore_patterns("__pycache__"))
    _write_program(root / "var/runtime/bootstrap", BOOTSTRAP)
    _write_program(root / "lambda-entrypoint.sh", ENTRYPOINT)
    return _import(engine, root)


def _copy_python(root: Path) -> None:
    home = Path(sys.base_prefix)
    shutil.copy(home / "bin" / VERSION, root / "var/lang/bin")
    for library in home.glob("lib/libpython*.so*"):
        shutil.copy(library, root / "var/lang/lib")
    modules, ignored = home / "lib" / VERSION, shutil.ignore_patterns(*UNUSED)
    shutil.copytree(modules, root / "var/lang/lib" / VERSION, ignore=ignored)


def _copy_programs(root: Path) -> None:
    for name in PROGRAMS:
        shutil.copy(shutil.which(name) or name, root / "bin" / name)
    programs = [*(root / "bin").iterdir(), *(root / "var/lang").rglob("*.so"), Path(sys.executable)]
    needed = {library for program in programs for library in _linked(program)}
    for library in sorted(needed | set(_known_libraries())):
        if not library.is_relative_to(sys.base_prefix):
            target = root / library.relative_to("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(library, target)


def _linked(program: Path) -> Iterator[Path]:
    # A script has no libraries; that is no failure.
    listed = run("ldd", str(program)) or ""
    yield from (Path(path) for path in re.findall(r"/\S+\.so\S*", listed))


def _known_libraries() -> Iterator[Path]:
    cache = run("ldconfig", "-p") or ""
    found = dict(reversed(re.findall(r"^\s+(\S+) \(libc6,\S+\).* => (\S+)$", cache, re.MULTILINE)))
    yield from (Path(found[name]) for name in LIBRARIES if name in found)


def _write_settings(root: Path) -> None:
    (root / "etc/passwd").write_text("root:x:0:0:root:/:/bin/sh\n")
    (root / "etc/group").write_text("root:x:0:\n")
    (root / "etc/nsswitch.conf").write_text("hosts: files dns\n")
    if CERTIFICATES.exists():
        shutil.copy(CERTIFICATES, root / "etc/ssl/certs")


def _write_program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def _import(engine: Engine, root: Path) -> str:
    tag = base_tag()
    changes = [word for setting in SETTINGS for word in ("--change", setting)]
    command = ["tar", "--create", "--numeric-owner", "--owner=0", "--group=0", "."]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as tar:
        if engine.docker("import", *changes, "-", tag, stdin=tar.stdout) is None:
            raise CannotRun("the engine takes no image")
    return tag


def base_tag() -> str:
    """Return the tag of the base image, from SAM itself."""
    name = Runtime.get_image_name_tag(VERSION, "x86_64")
    return f"{LambdaImage._INVOKE_REPO_PREFIX}/{name}"  # noqa: SLF001 (SAM has no public name)
