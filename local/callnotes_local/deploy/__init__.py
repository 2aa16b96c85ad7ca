"""Build and deploy the app with the real SAM CLI, onto the local cloud."""

from callnotes_local.deploy.deployment import Deployment, read_deployment
from callnotes_local.deploy.digest import digest_inputs
from callnotes_local.deploy.sam import SamCli

__all__ = ["Deployment", "SamCli", "digest_inputs", "read_deployment"]
