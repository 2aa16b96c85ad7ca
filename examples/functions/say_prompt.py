"""A large reference file in /tmp: loaded once for each environment, read by each invocation.

/tmp has 512 MB unless one buys more, up to 10,240 MB; it is as old as its environment. A layer is
read-only and counts in 250 MB; an object of S3 comes over the network each time; EFS is shared by
all environments, and needs a VPC.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import boto3

s3 = boto3.client("s3")
downloads = 0


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return how `word` is said, and how often this environment has loaded the lexicon."""
    global downloads  # noqa: PLW0603 - what an environment remembers
    lexicon = Path(tempfile.gettempdir()) / "lexicon.json"
    if not lexicon.exists():
        s3.download_file(event["bucket"], event["key"], str(lexicon))
        downloads += 1
    return {"said": json.loads(lexicon.read_text())[event["word"]], "downloads": downloads}
