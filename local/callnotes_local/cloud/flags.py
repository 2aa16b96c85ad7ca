"""The feature flags of the local cloud, as operators deploy them.

https://docs.aws.amazon.com/appconfig/latest/userguide/deploying-feature-flags.html
"""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

from callnotes_local.cloud.cloud import STACK_NAME, Cloud
from callnotes_local.errors import CliError

IN_PROGRESS = ("DEPLOYING", "BAKING")

type Json = dict[str, Any]


class Flags:
    """The documents of one stack, and their deployments."""

    def __init__(self, cloud: Cloud) -> None:
        application = {"ApplicationId": cloud.output("FlagsApplicationId")}
        answer = cloud.clients.cloudformation.describe_stack_resources(StackName=STACK_NAME)
        ids = {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in answer["StackResources"]}
        self._ids, self._clients = ids, cloud.clients
        self._profile = application | {"ConfigurationProfileId": ids["FlagsProfile"]}
        self._environment = application | {"EnvironmentId": ids["FlagsEnvironment"]}

    @property
    def deployment(self) -> Json:
        """The newest deployment that is not undone."""
        found = self._clients.appconfig.list_deployments(**self._environment)["Items"]
        counting = [item for item in found if item["State"] in (*IN_PROGRESS, "COMPLETE")]
        newest: Json = max(counting, key=lambda item: item["DeploymentNumber"])
        return newest

    def read_document(self) -> Json:
        """The document of that deployment."""
        found = self._clients.appconfig.get_hosted_configuration_version(
            **self._profile, VersionNumber=int(self.deployment["ConfigurationVersion"])
        )
        document: Json = json.load(found["Content"])
        return document

    def deploy(self, document: Json, strategy: str) -> Iterator[Json]:
        """Deploy a document, and yield the deployment as it gets on."""
        client, content = self._clients.appconfig, json.dumps(document).encode()
        if self.deployment["State"] in IN_PROGRESS:
            why = "Another deployment is in progress."
            raise CliError("The flags stay as they are.", why, "callnotes flags rollback")
        self._validate(content)
        versions = client.list_hosted_configuration_versions(**self._profile)["Items"]
        number = max(version["VersionNumber"] for version in versions) + 1
        client.create_hosted_configuration_version(
            **self._profile, Content=content, ContentType="application/json",
            LatestVersionNumber=number - 1, VersionLabel=f"v{number}",
        )  # fmt: skip
        started = client.start_deployment(
            **self._environment | self._profile, ConfigurationVersion=str(number),
            DeploymentStrategyId=self._ids[f"Flags{strategy}Strategy"],
        )  # fmt: skip
        yield started
        while started["State"] in IN_PROGRESS:
            time.sleep(1)
            named = {"DeploymentNumber": started["DeploymentNumber"]}
            yield (started := client.get_deployment(**self._environment, **named))

    def roll_back(self) -> None:
        """Undo the newest deployment, finished or not; the one before it counts again."""
        number = self.deployment["DeploymentNumber"]
        if number == 1:
            why = "Nothing was deployed after the stack itself."
            raise CliError("There is nothing to roll back.", why, "callnotes flags show")
        self._clients.appconfig.stop_deployment(
            **self._environment, DeploymentNumber=number, AllowRevert=True
        )

    def _validate(self, content: bytes) -> None:
        # AppConfig calls its validators itself; the local cloud does not.
        event = {
            "configurationProfileId": self._ids["FlagsProfile"],
            "configurationVersion": "new",
            "content": base64.b64encode(content).decode(),
        }
        response = self._clients.functions.invoke(
            FunctionName=self._ids["CheckFlagsFunction"], Payload=json.dumps(event)
        )
        if "FunctionError" in response:
            why = json.load(response["Payload"])["errorMessage"]
            raise CliError("The document is refused.", why, "callnotes flags show --json")
