"""AWS clients of the deployed stack, with the services that only tests speak to."""

from typing import TYPE_CHECKING, cast

from callnotes_local.cloud.clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_lambda import LambdaClient


class TestClients(Clients):
    """The kit's clients and a few more."""

    __test__ = False

    @property
    def iam(self) -> "IAMClient":
        return cast("IAMClient", self._client("iam"))

    @property
    def functions(self) -> "LambdaClient":
        return cast("LambdaClient", self._client("lambda"))
