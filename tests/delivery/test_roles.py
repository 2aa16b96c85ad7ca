"""Every role of the delivery may do what its actions call, and nothing else."""

import itertools

import pytest
import yaml

from tests.delivery import permissions
from tests.delivery.permissions import Right, granted, of_action, of_artifact_store, of_build
from tests.delivery.stacks import Json, read_stack, spell
from tests.template import ROOT

PIPELINE = "pipeline.yaml"
SOURCES = (
    ("UsesConnection",),
    ("UsesCodeCommit", "IsStartedByEvent"),
    ("UsesS3", "IsStartedByEvent"),
)
PROD = ((), ("HasProdAlarm",), ("ProdIsElsewhere",), ("ProdIsElsewhere", "HasProdAlarm"))
CHOICES = [(*source, *prod) for source, prod in itertools.product(SOURCES, PROD)]
VARIABLES = {
    "/callnotes/pipeline/artifact-bucket": (
        "arn:partition:ssm:region:accountid:parameter${ArtifactBucketParameter}"
    ),
    "callnotes/pipeline/package-index": "${PackageIndexSecret}",
}
ALARM = "arn:partition:cloudwatch:region:accountid:alarm:"

every_choice = pytest.mark.parametrize("choice", CHOICES, ids="-".join)


def resource(template: Json, logical_id: str) -> Json:
    found: Json = template["Resources"][logical_id]
    return found


def actions_of(template: Json) -> list[Json]:
    stages = resource(template, "Pipeline")["Properties"]["Stages"]
    return [action for stage in stages for action in stage["Actions"]]


def needed_by_pipeline(template: Json) -> set[Right]:
    needed = set(of_artifact_store())
    for action in actions_of(template):
        role = action.get("RoleArn")
        needed |= {("sts:AssumeRole", spell(role))} if role else set(of_action(action))
    for stage in resource(template, "Pipeline")["Properties"]["Stages"]:
        for condition in stage.get("OnSuccess", {}).get("Conditions", []):
            for rule in condition["Rules"]:
                if "RoleArn" not in rule:
                    name = spell(rule["Configuration"]["AlarmName"])
                    needed.add(("cloudwatch:DescribeAlarms", f"{ALARM}{name}"))
    return needed


@every_choice
def test_pipeline_may_do_what_its_actions_call_and_nothing_else(choice: tuple[str, ...]) -> None:
    template = read_stack(PIPELINE, *choice)
    assert granted(resource(template, "PipelineRole")) == needed_by_pipeline(template)


def test_role_in_the_account_of_prod_may_do_what_its_actions_call_and_nothing_else() -> None:
    template = read_stack(PIPELINE, "UsesConnection", "ProdIsElsewhere", "HasProdAlarm")
    taken = [action for action in actions_of(template) if "RoleArn" in action]
    bucket = "arn:partition:s3:::${AppName}-pipeline-${PipelineAccountId}-region/*"
    needed = {right for action in taken for right in of_action(action)} | {
        *permissions.rights("s3", permissions.OBJECT, bucket),
        ("kms:Decrypt", "arn:partition:kms:region:${PipelineAccountId}:key/*"),
        ("cloudwatch:DescribeAlarms", f"{ALARM}${{AppName}}-prod-*"),
    }
    assert len(taken) == 2
    assert granted(resource(read_stack("deployment_role.yaml"), "DeploymentRole")) == needed


def test_build_may_do_what_its_buildspec_needs_and_nothing_else() -> None:
    template = read_stack(PIPELINE)
    buildspec = yaml.safe_load((ROOT / "buildspec.yml").read_text())
    needed = of_build("${AppName}-build", "BuildLogGroup", buildspec, VARIABLES, writes=True)
    assert granted(resource(template, "BuildRole")) == set(needed)


def test_check_may_do_what_its_buildspec_needs_and_nothing_else() -> None:
    template = read_stack(PIPELINE)
    project = resource(template, "CheckProject")["Properties"]
    buildspec = yaml.safe_load(project["Source"]["BuildSpec"])
    needed = of_build("${AppName}-check", "CheckLogGroup", buildspec, {}, writes=False)
    assert granted(resource(template, "CheckRole")) == set(needed)


def test_event_may_start_this_pipeline_and_nothing_else() -> None:
    role = resource(read_stack(PIPELINE, "UsesS3", "IsStartedByEvent"), "StartRole")
    pipeline = "arn:partition:codepipeline:region:accountid:${Pipeline}"
    assert granted(role) == {("codepipeline:StartPipelineExecution", pipeline)}


def test_names_that_the_buildspec_reads_are_those_of_the_stack() -> None:
    resources = read_stack(PIPELINE)["Resources"]
    names = [
        resources[name]["Properties"]["Name"]
        for name in ("ArtifactBucketParameter", "PackageIndexSecret")
    ]
    assert [name["Fn::Sub"].replace("${AppName}", "callnotes") for name in names] == list(VARIABLES)


@pytest.mark.parametrize("extra", [True, False], ids=["too much", "too little"])
def test_a_right_too_many_or_too_few_is_seen(*, extra: bool) -> None:
    template = read_stack(PIPELINE, "UsesConnection")
    statement = resource(template, "PipelineRole")["Properties"]["Policies"][0]["PolicyDocument"]
    actions = statement["Statement"][0]["Action"]
    actions.append("s3:DeleteBucket") if extra else actions.pop()
    difference = granted(resource(template, "PipelineRole")) ^ needed_by_pipeline(template)
    name = "DeleteBucket" if extra else "GetBucketVersioning"
    assert difference == {(f"s3:{name}", "${ArtifactBucket.Arn}")}
