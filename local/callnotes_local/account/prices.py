"""What is billable: one line for each resource type, as far as the authors remember.

No price list is asked: US dollars in us-east-1, without free tiers unless they are named.
"""

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


# fmt: off
PRICES = {
    "AWS::ApiGateway::RestApi": Price(by_use="3.50 per million requests"),
    "AWS::AppConfig::ConfigurationProfile": Price(
        by_use="0.20 per million polls, 800 per million documents received"),
    "AWS::CloudWatch::Alarm": Price("0.10 a month for each metric in it (10 are free)"),
    "AWS::CloudWatch::Dashboard": Price("3.00 a month for each above three in the account"),
    "AWS::Cognito::UserPool": Price(by_use="10,000 active users a month free, then 0.015 each"),
    "AWS::DynamoDB::Table": Price(
        "0.25 per GB and month (25 GB free), 0.20 more for point-in-time recovery",
        "0.625 per million writes, 0.125 per million reads; each index writes again"),
    "AWS::Events::Archive": Price("0.023 per GB and month", "0.10 per GB archived"),
    "AWS::Events::EventBus": Price(by_use="1.00 per million events put on it"),
    "AWS::KMS::Key": Price("1.00 a month", "0.03 per 10,000 requests (20,000 are free)"),
    "AWS::Lambda::EventSourceMapping": Price(
        "a queue's mapping polls: about 650,000 SQS requests a month (a million are free)"),
    "AWS::Lambda::Function": Price(
        by_use="0.20 per million requests and 0.0000167 per GB-second (400,000 are free)"),
    "AWS::Logs::LogGroup": Price("0.03 per GB and month", "0.50 per GB written (5 GB are free)"),
    "AWS::Logs::QueryDefinition": Price(by_use="0.005 per GB that a query scans"),
    "AWS::S3::Bucket": Price("0.023 per GB and month", "5.00 per million objects"),
    "AWS::Scheduler::Schedule": Price(
        by_use="1.00 per million calls (14 million a month are free)"),
    "AWS::SecretsManager::Secret": Price("0.40 a month", "0.05 per 10,000 requests"),
    "AWS::SNS::Topic": Price(by_use="0.50 per million messages (a million are free)"),
    "AWS::SQS::Queue": Price(by_use="0.40 per million requests (a million are free)"),
    "AWS::StepFunctions::StateMachine": Price(
        by_use="25.00 per million transitions (4,000 a month are free); Express: 1.00 per million"),
    "AWS::XRay::ResourcePolicy": Price(by_use="5.00 per million traces (100,000 are free)"),
}
# fmt: on
UNKNOWN = Price("not in our list: look it up before you go on")


def find_price(kind: str) -> Price | None:
    """The price of a type, None when it is free; one that is not listed is never called free."""
    return PRICES.get(kind, None if kind in FREE else UNKNOWN)
