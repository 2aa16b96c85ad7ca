"""How to read each resource type back, in the words of its template properties.

A reader gives a key for every property that an API gives back; its value is None where the
service has nothing. A property without a key is "not checked".
"""

from callnotes_local.deployment_check.readers.apigateway import APIGATEWAY
from callnotes_local.deployment_check.readers.cloudwatch import CLOUDWATCH
from callnotes_local.deployment_check.readers.cognito import COGNITO
from callnotes_local.deployment_check.readers.dynamodb import DYNAMODB
from callnotes_local.deployment_check.readers.functions import FUNCTIONS
from callnotes_local.deployment_check.readers.iam import IAM
from callnotes_local.deployment_check.readers.mappings import MAPPINGS
from callnotes_local.deployment_check.readers.messaging import MESSAGING
from callnotes_local.deployment_check.readers.reader import Reader, Stored
from callnotes_local.deployment_check.readers.s3 import S3

READERS: dict[str, Reader] = {
    **APIGATEWAY,
    **CLOUDWATCH,
    **COGNITO,
    **DYNAMODB,
    **FUNCTIONS,
    **IAM,
    **MAPPINGS,
    **MESSAGING,
    **S3,
}

__all__ = ["READERS", "Reader", "Stored"]
