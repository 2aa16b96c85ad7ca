"""What an EC2 instance learns of itself: IMDSv2, where each question needs a token.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
"""

import json
from typing import Any
from urllib.request import Request, urlopen

ENDPOINT = "http://169.254.169.254"
SECONDS = "21600"


def read_metadata(path: str, endpoint: str = ENDPOINT) -> str:
    """Return what is below /latest: `meta-data/local-ipv4`, `user-data`.

    Raises urllib.error.HTTPError: 404 for what there is not.
    """
    lasting = {"X-aws-ec2-metadata-token-ttl-seconds": SECONDS}
    token = _ask("PUT", f"{endpoint}/latest/api/token", lasting)
    return _ask("GET", f"{endpoint}/latest/{path}", {"X-aws-ec2-metadata-token": token})


def read_role_credentials(endpoint: str = ENDPOINT) -> dict[str, Any]:
    """Return the temporary keys of the instance's role: AccessKeyId, Token, Expiration."""
    role = read_metadata("meta-data/iam/security-credentials/", endpoint).splitlines()[0]
    found: dict[str, Any] = json.loads(
        read_metadata(f"meta-data/iam/security-credentials/{role}", endpoint)
    )
    return found


def _ask(method: str, url: str, headers: dict[str, str]) -> str:
    request = Request(url, headers=headers, method=method)  # noqa: S310 - the link-local address
    with urlopen(request, timeout=2) as response:  # noqa: S310
        text: str = response.read().decode()
        return text
