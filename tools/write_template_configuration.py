"""Prints an environment's parameters and tags as a template configuration of CodePipeline.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
"""

import json
import sys
import tomllib
from pathlib import Path

SAMCONFIG = Path(__file__).resolve().parent.parent / "samconfig.toml"

type Configuration = dict[str, dict[str, str]]


def make_template_configuration(environment: str) -> Configuration:
    """Return parameters and tags of an environment in samconfig.toml; KeyError for no such one."""
    settings = tomllib.loads(SAMCONFIG.read_text())[environment]
    return {
        "Parameters": read_pairs(settings["global"]["parameters"]["parameter_overrides"]),
        "Tags": read_pairs(settings["deploy"]["parameters"]["tags"]),
    }


def read_pairs(texts: list[str]) -> dict[str, str]:
    """Return `name=value` texts by name."""
    return dict(text.split("=", 1) for text in texts)


if __name__ == "__main__":
    print(json.dumps(make_template_configuration(sys.argv[1]), indent=2))
