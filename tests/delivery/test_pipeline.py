"""The stages of the pipeline, and the house rules, on stacks/pipeline.yaml."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.delivery.stacks import Json, read_stack
from tests.security import house_rules, least_privilege
from tests.template import read_template
from tools.write_template_configuration import make_template_configuration

CHOICES = (
    ("UsesConnection", "HasProdAlarm"),
    ("UsesCodeCommit", "IsStartedByEvent", "ProdIsElsewhere", "HasProdAlarm"),
    ("UsesS3", "UsesCodeCommit", "IsStartedByEvent", "HasNotificationEmail"),
)
SERVICES = {"codebuild.amazonaws.com", "codepipeline.amazonaws.com", "events.amazonaws.com"}
RULES = (
    house_rules.topics_have_a_policy,
    house_rules.plain_http_is_refused,
    house_rules.buckets_have_a_policy,
    house_rules.buckets_are_private,
    house_rules.keys_rotate_and_name_each_use,
    house_rules.keys_are_used_for_a_named_thing,
    house_rules.no_policy_allows_everybody,
    least_privilege.no_wildcard_action,
    least_privilege.no_managed_policy_of_aws,
)

every_choice = pytest.mark.parametrize("choice", CHOICES, ids="-".join)


def stages_of(template: Json) -> dict[str, Json]:
    stages = template["Resources"]["Pipeline"]["Properties"]["Stages"]
    return {stage["Name"]: stage for stage in stages}


def modes_of(stage: Json) -> list[str]:
    """Return the actions of a stage in their order: what CloudFormation does, or the provider."""
    actions = sorted(stage["Actions"], key=lambda action: action.get("RunOrder", 1))
    return [
        action["Configuration"].get("ActionMode", action["ActionTypeId"]["Provider"])
        for action in actions
    ]


@every_choice
def test_release_goes_through_the_stages(choice: tuple[str, ...]) -> None:
    stages = stages_of(read_stack("pipeline.yaml", *choice))
    deploy = ["CHANGE_SET_REPLACE", "CHANGE_SET_EXECUTE"]
    assert list(stages) == ["Source", "Build", "Test", "Staging", "Approve", "Prod"]
    assert modes_of(stages["Test"]) == ["DELETE_ONLY", *deploy, "CodeBuild", "DELETE_ONLY"]
    assert modes_of(stages["Staging"]) == [*deploy, "CodeBuild"]
    assert modes_of(stages["Approve"]) == ["Manual"]
    assert modes_of(stages["Prod"]) == deploy


def test_an_alarm_of_prod_rolls_the_release_back() -> None:
    prod = stages_of(read_stack("pipeline.yaml", "HasProdAlarm"))["Prod"]
    (condition,) = prod["OnSuccess"]["Conditions"]
    assert (prod["OnFailure"]["Result"], condition["Result"]) == ("ROLLBACK", "ROLLBACK")
    assert condition["Rules"][0]["RuleTypeId"]["Provider"] == "CloudWatchAlarm"


def test_artifacts_that_actions_name_are_put_out_before_by_others() -> None:
    put_out: set[str] = set()
    for stage in stages_of(read_stack("pipeline.yaml", "UsesConnection")).values():
        for action in stage["Actions"]:
            named = {each["Name"] for each in action.get("InputArtifacts", [])}
            values = [v for v in action["Configuration"].values() if isinstance(v, str)]
            paths = {v.partition("::")[0] for v in values if "::" in v}
            assert paths <= named <= put_out, action["Name"]
            put_out |= {each["Name"] for each in action.get("OutputArtifacts", [])}


def test_outputs_that_actions_name_are_those_of_the_app() -> None:
    stages = stages_of(read_stack("pipeline.yaml"))
    assert "#{TestStack.ApiUrl}" in str(stages["Test"])
    assert "#{StagingStack.ApiUrl}" in str(stages["Approve"])
    assert "ApiUrl" in read_template()["Outputs"]


def test_stacks_are_those_of_samconfig() -> None:
    """`callnotes deploy staging` and the pipeline change the same stack."""
    for environment in ("staging", "prod"):
        stage = stages_of(read_stack("pipeline.yaml"))[environment.capitalize()]
        name = stage["Actions"][0]["Configuration"]["StackName"]["Fn::Sub"]
        assert name == f"${{AppName}}-{environment}"
        tags = make_template_configuration(environment)["Tags"]
        assert tags["environment"] == environment


@every_choice
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.__name__))
def test_house_rule_holds(rule: Callable[[Json], Iterator[str]], choice: tuple[str, ...]) -> None:
    assert list(rule(read_stack("pipeline.yaml", *choice))) == []


@every_choice
def test_only_services_take_the_roles(
    choice: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(least_privilege, "SERVICES", SERVICES)
    template = read_stack("pipeline.yaml", *choice)
    assert list(least_privilege.only_services_take_roles(template)) == []


def test_role_of_prod_is_taken_by_the_pipeline_of_one_account() -> None:
    role = read_stack("deployment_role.yaml")["Resources"]["DeploymentRole"]["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    named = trust["Condition"]["ArnEquals"]["aws:PrincipalArn"]["Fn::Sub"]
    pipeline = read_stack("pipeline.yaml")["Resources"]["PipelineRole"]["Properties"]
    assert named.endswith(f":role/{pipeline['RoleName']['Fn::Sub']}")


def test_roles_are_passed_to_cloudformation_only() -> None:
    for name, owner in (
        ("pipeline.yaml", "PipelineRole"),
        ("deployment_role.yaml", "DeploymentRole"),
    ):
        policies: list[Any] = read_stack(name)["Resources"][owner]["Properties"]["Policies"]
        statements = [s for p in policies for s in p["PolicyDocument"]["Statement"]]
        (passing,) = [s for s in statements if s["Action"] == "iam:PassRole"]
        condition = passing["Condition"]["StringEquals"]
        assert condition == {"iam:PassedToService": "cloudformation.amazonaws.com"}


def test_failed_stages_of_this_pipeline_are_told() -> None:
    resources = read_stack("pipeline.yaml")["Resources"]
    pattern = resources["FailedRule"]["Properties"]["EventPattern"]
    assert pattern["detail"] == {"pipeline": [{"Ref": "Pipeline"}], "state": ["FAILED"]}
    allowed = resources["TopicPolicy"]["Properties"]["PolicyDocument"]["Statement"][1]
    source = allowed["Condition"]["ArnEquals"]["aws:SourceArn"]
    assert source == {"Fn::GetAtt": ["FailedRule", "Arn"]}


def test_a_broken_house_rule_is_named() -> None:
    template = copy.deepcopy(read_stack("pipeline.yaml"))
    template["Resources"].pop("ArtifactBucketPolicy")
    template["Resources"]["ArtifactKey"]["Properties"].pop("EnableKeyRotation")
    assert [fault for rule in RULES for fault in rule(template)] == [
        "ArtifactBucket has no policy",
        "ArtifactKey never rotates",
    ]
