"""Everything that decides what a function does, as one digest: its own files go with its artifact.

SAM publishes a version when an artifact changes. It sees neither layers nor parameters, and of the
properties few. So each artifact carries this digest, and an edit publishes the functions that it
can change, and no other:
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html
"""

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from modulefinder import ModuleFinder
from pathlib import Path
from typing import Any

from tools.function_digests import OVERRIDES, ROOT, list_sources
from tools.language_extensions import Template, read_template

CORE = ROOT / "layers" / "core"
RUNTIME = ROOT / "layers" / "runtime"
BUILDER = ROOT / "tools" / "build_artifact.py"
VARIABLE = re.compile(r"\$\{(\w+)\}")


def digest_inputs(name: str) -> str:
    """Digest the modules, the runtime layer and the settings of the function of that folder."""
    digest = hashlib.sha256(json.dumps(read_settings(name), sort_keys=True).encode())
    for path in [*find_modules(name), *list_sources(RUNTIME), BUILDER]:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def find_modules(name: str) -> list[Path]:
    """Find the modules of the core layer that a function imports, directly or indirectly."""
    finder = ModuleFinder(path=[str(CORE)])
    finder.run_script(str(ROOT / "functions" / name / "app.py"))
    files = [module.__file__ for module in finder.modules.values()]  # type: ignore[attr-defined]
    paths = {Path(file) for file in files if file}
    return sorted(path for path in paths if path.is_relative_to(CORE))


def read_settings(name: str) -> Template:
    """Read a function's section, what all functions share, and the parameters in both."""
    template = read_own_template()
    section = {"own": find_section(template, name), "shared": template["Globals"]["Function"]}
    used = find_used_names(template, section)
    return section | {
        name: list_values(template, name) for name in used & set(template["Parameters"])
    }


@cache
def read_own_template() -> Template:
    """Read the template of this checkout."""
    return read_template(ROOT / "template.yaml")


def find_section(template: Template, name: str) -> Template:
    """Find the resource that is built in the function's folder."""
    resources: dict[str, Template] = template["Resources"]
    folder = f"functions/{name}"
    (section,) = (
        item
        for item in resources.values()
        if item.get("Metadata", {}).get("WorkingDirectory") == folder
    )
    return section


def find_used_names(template: Template, section: Any) -> set[str]:
    """Find the names that a section refers to, also by the conditions it depends on."""
    names = set(find_names(section))
    conditions = template.get("Conditions", {})
    inner = [find_used_names(template, conditions[name]) for name in names & set(conditions)]
    return names.union(*inner)


def find_names(value: Any) -> Iterator[str]:
    """Find the names in references, texts with variables, and conditions."""
    if isinstance(value, list):
        for item in value:
            yield from find_names(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in {"Ref", "Condition"} and isinstance(item, str):
                yield item
            elif key == "Fn::Sub":
                yield from VARIABLE.findall(json.dumps(item))
            elif key == "Fn::If":
                yield item[0]
            yield from find_names(item)


def list_values(template: Template, parameter: str) -> list[str | None]:
    """List what a parameter is by default, in each environment, and here."""
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())
    environments = [item for item in config.values() if isinstance(item, dict)]
    given = [item["global"]["parameters"]["parameter_overrides"] for item in environments]
    given.append(os.environ.get(OVERRIDES, "").split())
    values = [dict(text.split("=", 1) for text in texts).get(parameter) for texts in given]
    return [template["Parameters"][parameter].get("Default"), *values]


def main() -> None:
    """Show the digest of every function."""
    for app in sorted(ROOT.glob("functions/*/app.py")):
        print(app.parent.name, digest_inputs(app.parent.name))


if __name__ == "__main__":
    main()
