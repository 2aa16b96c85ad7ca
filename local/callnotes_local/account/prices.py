"""What is billable: one line for each resource type, as far as the authors remember.

No price list is asked: US dollars in us-east-1, without free tiers unless they are named.
"""

from dataclasses import dataclass

AS_OF = "2026-11, us-east-1, from memory; the bill is what https://aws.amazon.com/pricing says"


@dataclass(frozen=True)
class Price:
    """What a resource costs while nobody uses it, and by use; empty when nothing."""

    at_rest: str = ""
    by_use: str = ""

    @property
    def is_free(self) -> bool:
        """Whether the type never appears on a bill by itself."""
        return not (self.at_rest or self.by_use)


FREE = Price()
PRICES = {
    "AWS::ApiGateway::Account": FREE,
    "AWS::ApiGateway::Deployment": FREE,
    "AWS::ApiGateway::RestApi": Price(by_use="3.50 per million requests"),
    "AWS::ApiGateway::Stage": FREE,
    "AWS::CloudWatch::Alarm": Price(at_rest="0.10 a month for each metric in it (10 are free)"),
    "AWS::Cognito::UserPool": Price(by_use="10,000 active users a month free, then 0.015 each"),
    "AWS::Cognito::UserPoolClient": FREE,
    "AWS::Cognito::UserPoolGroup": FREE,
    "AWS::DynamoDB::Table": Price(
        at_rest="0.25 per GB and month (25 GB free), 0.20 more for point-in-time recovery",
        by_use="0.625 per million writes, 0.125 per million reads; each index writes again",
    ),
    "AWS::IAM::ManagedPolicy": FREE,
    "AWS::IAM::Policy": FREE,
    "AWS::IAM::Role": FREE,
    "AWS::Lambda::Alias": FREE,
    "AWS::Lambda::EventSourceMapping": Price(
        at_rest="a queue's mapping polls: about 650,000 SQS requests a month (a million are free)"
    ),
    "AWS::Lambda::Function": Price(
        by_use="0.20 per million requests and 0.0000167 per GB-second (400,000 are free)"
    ),
    "AWS::Lambda::LayerVersion": FREE,
    "AWS::Lambda::Permission": FREE,
    "AWS::Lambda::Version": FREE,
    "AWS::Logs::LogGroup": Price(
        at_rest="0.03 per GB and month", by_use="0.50 per GB written (5 GB are free)"
    ),
    "AWS::S3::Bucket": Price(at_rest="0.023 per GB and month", by_use="5.00 per million objects"),
    "AWS::S3::BucketPolicy": FREE,
    "AWS::SNS::Subscription": FREE,
    "AWS::SNS::Topic": Price(by_use="0.50 per million messages (a million are free)"),
    "AWS::SNS::TopicPolicy": FREE,
    "AWS::SQS::Queue": Price(by_use="0.40 per million requests (a million are free)"),
    "AWS::SQS::QueuePolicy": FREE,
    "AWS::XRay::ResourcePolicy": Price(by_use="5.00 per million traces (100,000 are free)"),
}
UNKNOWN = Price(at_rest="not in our list: look it up before you go on")


def find_price(kind: str) -> Price:
    """The price of a type; a type that nobody wrote down is never called free."""
    return PRICES.get(kind, UNKNOWN)
