"""What is billable: one line for each resource type, as far as the authors remember."""

import tomllib
from pathlib import Path
from typing import NamedTuple

from callnotes_local.account.inventory import LAYER, PARTS

AS_OF = "2026-11, us-east-1, from memory; the bill is what https://aws.amazon.com/pricing says"
FREE = {
    *(*PARTS, LAYER, "AWS::AppConfig::Application", "AWS::AppConfig::DeploymentStrategy"),
    *("AWS::Events::Rule", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role", "AWS::KMS::Alias"),
    *("AWS::SSM::Parameter", "AWS::Scheduler::ScheduleGroup", "AWS::StepFunctions::Activity"),
    "AWS::XRay::SamplingRule",
}


class Price(NamedTuple):
    """What a resource costs while it is idle, and by use."""

    idle: str = "nothing"
    by_use: str = "nothing"


ROWS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())
PRICES = {kind: Price(**row) for kind, row in ROWS.items()}
UNKNOWN = Price("not in our list: look it up before you go on")


def find_price(kind: str) -> Price | None:
    """The price of a type, None when it is free; one that is not listed is never called free."""
    return PRICES.get(kind, None if kind in FREE else UNKNOWN)
