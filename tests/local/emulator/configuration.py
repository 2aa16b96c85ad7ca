"""A configuration of AppConfig for tests, and functions that read it from their agent."""

from __future__ import annotations

import json
from dataclasses import dataclass

from callnotes_local.emulator import ACCOUNT, REGION
from tests.local.emulator.cloud import TRUST, Cloud, unique_name

READER = """
    import os
    from http.client import HTTPConnection

    def handler(path, context):
        agent = HTTPConnection("localhost", os.environ["AWS_APPCONFIG_EXTENSION_HTTP_PORT"])
        agent.request("GET", path)
        response = agent.getresponse()
        label = response.headers.get("Version-Label")
        return [response.status, response.read().decode(), label]
"""
ON = '{"dictation": {"enabled": true}}'
ACTIONS = ["appconfig:StartConfigurationSession", "appconfig:GetLatestConfiguration"]


@dataclass(frozen=True)
class Configuration:
    """A configuration of its own, and who deploys it."""

    cloud: Cloud
    application: str
    environment: str
    profile: str
    strategy: str

    @classmethod
    def of(cls, cloud: Cloud) -> Configuration:
        appconfig = cloud.client("appconfig")
        application = appconfig.create_application(Name=unique_name("application"))["Id"]
        owner = {"ApplicationId": application}
        profile = appconfig.create_configuration_profile(
            **owner,
            Name="flags",
            LocationUri="hosted",
            Type="AWS.AppConfig.FeatureFlags",
            Validators=[{"Type": "JSON_SCHEMA", "Content": '{"maxProperties": 0}'}],
        )
        strategy = appconfig.create_deployment_strategy(
            Name=unique_name("strategy"),
            DeploymentDurationInMinutes=0,
            GrowthFactor=100,
            ReplicateTo="NONE",
        )
        environment = appconfig.create_environment(**owner, Name="local")["Id"]
        return cls(cloud, application, environment, profile["Id"], strategy["Id"])

    @property
    def path(self) -> str:
        return (
            f"/applications/{self.application}/environments/{self.environment}"
            f"/configurations/{self.profile}"
        )

    @property
    def arn(self) -> str:
        place = self.path.removeprefix("/").replace("s/", "/")
        return f"arn:aws:appconfig:{REGION}:{ACCOUNT}:{place}"

    def deploy(self, values: str, label: str) -> str:
        """Deploy a document, and return the state of its deployment."""
        appconfig = self.cloud.client("appconfig")
        flags = {name: {"name": name} for name in json.loads(values)}
        document = {"version": "1", "flags": flags, "values": json.loads(values)}
        owner = {"ApplicationId": self.application, "ConfigurationProfileId": self.profile}
        version = appconfig.create_hosted_configuration_version(
            **owner,
            Content=json.dumps(document).encode(),
            ContentType="application/json",
            VersionLabel=label,
        )
        deployment = appconfig.start_deployment(
            **owner,
            EnvironmentId=self.environment,
            DeploymentStrategyId=self.strategy,
            ConfigurationVersion=str(version["VersionNumber"]),
        )
        return str(deployment["State"])

    def create_reader(self, resource: str) -> str:
        """Make a function that reads from its agent, with permission for a resource."""
        statement = {"Effect": "Allow", "Action": ACTIONS, "Resource": resource}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam, name = self.cloud.client("iam"), unique_name("role")
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
        iam.put_role_policy(RoleName=name, PolicyName="read", PolicyDocument=policy)
        return self.cloud.create_function(READER, Role=f"arn:aws:iam::{ACCOUNT}:role/{name}")
