"""The AWS profile of the local cloud, for SAM, the AWS CLI, and every SDK."""

from callnotes_local.cloud.workspace import Workspace
from callnotes_local.emulator import REGION, Emulator
from callnotes_local.system import private_files

PROFILE = """[profile callnotes-local]
region = {region}
endpoint_url = {endpoint_url}
aws_access_key_id = {keys.access_key_id}
aws_secret_access_key = {keys.secret_access_key}
"""


def write_profile(workspace: Workspace, emulator: Emulator) -> None:
    """Write where the local cloud listens, and the keys of its administrator."""
    text = PROFILE.format(region=REGION, endpoint_url=emulator.endpoint_url, keys=emulator.keys)
    private_files.write_text(workspace.aws_config, text)
