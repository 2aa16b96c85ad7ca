"""The feature flags of the local cloud, as operators deploy them.

https://docs.aws.amazon.com/appconfig/latest/userguide/deploying-feature-flags.html
"""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

from callnotes_local.cloud.cloud import STACK_NAME, Cloud
from callnotes_local.deployed.stack import read_physical_ids
from callnotes_local.errors import CliError

IN_PROGRESS = ("DEPLOYING", "BAKING")

type Json = dict[str, Any]


class Flags:
    """The documents of one stack, and their deployments."""

    def __init__(self, cloud: Cloud) -> None:
        self._appconfig, self._functions = cloud.clients.appconfig, cloud.clients.functions
        owner = {"ApplicationId": cloud.output("FlagsApplicationId")}
        ids = read_physical_ids(STACK_NAME, cloud.clients)
        self._ids, self._environment = ids, owner | {"EnvironmentId": ids["FlagsEnvironment"]}
        self._profile = owner | {"ConfigurationProfileId": ids["FlagsProfile"]}

    @property
    def deployment(self) -> Json:
        """The newest deployment that is not undone."""
        found = self._appconfig.list_deployments(**self._environment)["Items"]
        counting = [item for item in found if item["State"] in (*IN_PROGRESS, "COMPLETE")]
        return max(counting, key=lambda item: int(item["DeploymentNumber"]))

    def read_document(self) -> Json:
        """The document of that deployment."""
        number = int(self.deployment["ConfigurationVersion"])
        read = self._appconfig.get_hosted_configuration_version
        document: Json = json.load(read(**self._profile, VersionNumber=number)["Content"])
        return document

    def deploy(self, document: bytes, strategy: str) -> Iterator[Json]:
        """Deploy a document, and yield the deployment as it gets on."""
        if self.deployment["State"] in IN_PROGRESS:
            why = "Another deployment is in progress."
            raise CliError("The flags stay as they are.", why, "callnotes flags rollback")
        self._validate(document)
        versions = self._appconfig.list_hosted_configuration_versions(**self._profile)["Items"]
        number = max(version["VersionNumber"] for version in versions) + 1
        self._appconfig.create_hosted_configuration_version(
            **self._profile, Content=document, ContentType="application/json",
            LatestVersionNumber=number - 1, VersionLabel=f"v{number}",
        )  # fmt: skip
        started = self._appconfig.start_deployment(
            **self._environment | self._profile, ConfigurationVersion=str(number),
            DeploymentStrategyId=self._ids[f"Flags{strategy}Strategy"],
        )  # fmt: skip
        yield started
        while started["State"] in IN_PROGRESS:
            time.sleep(1)
            named = {"DeploymentNumber": started["DeploymentNumber"]}
            yield (started := self._appconfig.get_deployment(**self._environment, **named))

    def roll_back(self) -> None:
        """Undo the newest deployment, finished or not; the one before it counts again."""
        number = self.deployment["DeploymentNumber"]
        if number == 1:
            why = "Nothing was deployed after the stack itself."
            raise CliError("There is nothing to roll back.", why, "callnotes flags show")
        named = {"DeploymentNumber": number, "AllowRevert": True}
        self._appconfig.stop_deployment(**self._environment, **named)

    def _validate(self, document: bytes) -> None:
        # AppConfig calls its validators itself; the local cloud does not.
        event = {"content": base64.b64encode(document).decode(), "configurationVersion": "new"}
        event["configurationProfileId"] = self._ids["FlagsProfile"]
        name, payload = self._ids["CheckFlagsFunction"], json.dumps(event)
        response = self._functions.invoke(FunctionName=name, Payload=payload)
        if "FunctionError" in response:
            why = json.load(response["Payload"])["errorMessage"]
            raise CliError("The document is refused.", why, "callnotes flags show --json")
