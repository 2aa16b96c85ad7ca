"""Prints the CloudFormation template that AWS would make of a SAM template, without an account."""

import json
import logging
import os
import sys
from pathlib import Path

from samcli.lib.utils.hash import dir_checksum, file_checksum
from samtranslator.translator.transform import transform

from tools.language_extensions import Template, read_template

REGION = "us-east-1"
ARTIFACT_PROPERTIES = ("CodeUri", "ContentUri", "DefinitionUri")


class NoManagedPolicies:
    """The template names its policies in full, so there is nothing to ask an account for."""

    def load(self) -> dict[str, str]:
        return {}


def transform_template(path: Path, **parameters: str) -> Template:
    """Transform a template file; parameters that are not given keep their defaults."""
    os.environ["AWS_DEFAULT_REGION"] = REGION
    logging.getLogger("samtranslator").setLevel(logging.ERROR)
    template = read_template(path)
    name_artifacts(template, path.parent)
    values = default_parameters(template) | parameters
    transformed: Template = transform(template, values, NoManagedPolicies())
    return transformed


def name_artifacts(template: Template, folder: Path) -> None:
    """Replace local folders and files by addresses made of their content, as packaging does."""
    everywhere = template.get("Globals", {}), template["Resources"]
    for section in everywhere:
        for item in section.values():
            properties = item.get("Properties", item)
            for name in ARTIFACT_PROPERTIES:
                if name in properties:
                    properties[name] = f"s3://artifacts/{checksum(folder / properties[name])}"


def checksum(path: Path) -> str:
    """The digest of a folder's or a file's content."""
    return str(file_checksum(str(path)) if path.is_file() else dir_checksum(str(path)))


def default_parameters(template: Template) -> dict[str, str]:
    """Give each parameter its default, and the pseudo parameters what the local cloud has."""
    declared = template.get("Parameters", {})
    defaults = {name: item["Default"] for name, item in declared.items() if "Default" in item}
    return defaults | {"AWS::Region": REGION, "AWS::Partition": "aws"}


def main() -> None:
    """Transform the named template with NAME=value parameters."""
    path, *assignments = sys.argv[1:]
    parameters = dict(assignment.split("=", 1) for assignment in assignments)
    json.dump(transform_template(Path(path), **parameters), sys.stdout, indent=2)


if __name__ == "__main__":
    main()
