"""What each part of a pipeline calls, by AWS's pages, as (permission, resource).

https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html and the page of
each action; https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
"""

from collections.abc import Iterator
from typing import Any

from tests.delivery.stacks import Json, spell
from tests.security.statements import as_list

type Right = tuple[str, str]

STACK = "arn:partition:cloudformation:region:accountid:stack/{}/*"
TRANSFORM = "arn:partition:cloudformation:region:aws:transform/{}"
REPORTS = (
    *("BatchPutCodeCoverages", "BatchPutTestCases", "CreateReport", "CreateReportGroup"),
    "UpdateReport",
)
# The error of an action names what failed in the stack.
EVERY_MODE = ("DescribeStackEvents", "DescribeStacks")
MODES = {
    "CHANGE_SET_REPLACE": ("CreateChangeSet", "DeleteChangeSet", "DescribeChangeSet"),
    "CHANGE_SET_EXECUTE": ("DescribeChangeSet", "ExecuteChangeSet"),
    "DELETE_ONLY": ("DeleteStack",),
}
CODECOMMIT = ("CancelUploadArchive", "GetBranch", "GetCommit", "GetUploadArchiveStatus")
BUCKET = ("GetBucketAcl", "GetBucketLocation", "GetBucketVersioning")
OBJECT = ("GetObject", "GetObjectVersion")
KEY = "${ArtifactKey.Arn}"
ARTIFACTS = "${ArtifactBucket.Arn}/*"


def rights(service: str, names: tuple[str, ...], resource: str) -> Iterator[Right]:
    yield from ((f"{service}:{name}", resource) for name in names)


def of_artifact_store() -> Iterator[Right]:
    """Everything that the pipeline passes on goes through its own role."""
    yield from rights("s3", BUCKET, "${ArtifactBucket.Arn}")
    yield from rights("s3", (*OBJECT, "PutObject", "PutObjectAcl"), ARTIFACTS)
    yield from rights("kms", ("Decrypt", "GenerateDataKey"), KEY)


def of_action(action: Json) -> Iterator[Right]:
    """What an action calls with the role that it has."""
    yield from ACTIONS[action["ActionTypeId"]["Provider"]](action.get("Configuration", {}))


def _of_connection(configuration: Json) -> Iterator[Right]:
    yield "codeconnections:UseConnection", spell(configuration["ConnectionArn"])


def _of_codecommit(configuration: Json) -> Iterator[Right]:
    repository = spell(configuration["RepositoryName"])
    resource = f"arn:partition:codecommit:region:accountid:{repository}"
    yield from rights("codecommit", (*CODECOMMIT, "UploadArchive"), resource)


def _of_s3(configuration: Json) -> Iterator[Right]:
    bucket = f"arn:partition:s3:::{spell(configuration['S3Bucket'])}"
    yield from rights("s3", (*BUCKET, "ListBucket"), bucket)
    yield from rights("s3", OBJECT, f"{bucket}/{spell(configuration['S3ObjectKey'])}")


def _of_codebuild(configuration: Json) -> Iterator[Right]:
    project = f"${{{configuration['ProjectName']['Ref']}.Arn}}"
    yield from rights("codebuild", ("BatchGetBuilds", "StartBuild"), project)


def _of_approval(configuration: Json) -> Iterator[Right]:
    yield "sns:Publish", spell(configuration["NotificationArn"])


def _of_cloudformation(configuration: Json) -> Iterator[Right]:
    mode = configuration["ActionMode"]
    stack = STACK.format(spell(configuration["StackName"]))
    yield from rights("cloudformation", (*MODES[mode], *EVERY_MODE), stack)
    if mode != "CHANGE_SET_EXECUTE":
        yield "iam:PassRole", spell(configuration["RoleArn"])
    if mode == "CHANGE_SET_REPLACE":
        for transform in ("LanguageExtensions", "Serverless-2016-10-31"):
            yield "cloudformation:CreateChangeSet", TRANSFORM.format(transform)


ACTIONS = {
    "CodeStarSourceConnection": _of_connection,
    "CodeCommit": _of_codecommit,
    "S3": _of_s3,
    "CodeBuild": _of_codebuild,
    "Manual": _of_approval,
    "CloudFormation": _of_cloudformation,
}


def of_build(
    project: str, log_group: str, buildspec: Json, variables: dict[str, str], *, writes: bool
) -> Iterator[Right]:
    """What CodeBuild calls for a buildspec; `writes` when it has output."""
    yield from rights("logs", ("CreateLogStream", "PutLogEvents"), f"${{{log_group}.Arn}}")
    yield from rights("s3", ("GetBucketAcl", "GetBucketLocation"), "${ArtifactBucket.Arn}")
    yield from rights("s3", (*OBJECT, *(("PutObject",) if writes else ())), ARTIFACTS)
    yield from rights("kms", ("Decrypt", *(("GenerateDataKey",) if writes else ())), KEY)
    for name in buildspec.get("env", {}).get("parameter-store", {}).values():
        yield "ssm:GetParameters", variables[name]
    for name in buildspec.get("env", {}).get("secrets-manager", {}).values():
        yield "secretsmanager:GetSecretValue", variables[name.partition(":")[0]]
    for report in buildspec.get("reports", {}):
        group = f"arn:partition:codebuild:region:accountid:report-group/{project}-{report}"
        yield from rights("codebuild", REPORTS, group)


def granted(role: Json) -> set[Right]:
    """Return what a role may do."""
    statements: list[Any] = [
        statement
        for policy in role["Properties"]["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]
    return {
        (action, spell(resource))
        for statement in statements
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    }
