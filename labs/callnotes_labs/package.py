"""What `aws cloudformation package` does: local folders are zipped, uploaded and referred to.

https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
"""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

from callnotes_labs.code_bucket import CodeBucket
from callnotes_labs.template import Template
from callnotes_labs.texts import Text

# The property of each type that may name a folder.
LOCAL_CODE = {
    "AWS::Lambda::Function": "Code",
    "AWS::Lambda::LayerVersion": "Content",
    "AWS::Serverless::Function": "CodeUri",
}
# The same files make the same archive, whenever they were written.
NO_DATE = (1980, 1, 1, 0, 0, 0)


def package(template: Template, bucket: CodeBucket, prefix: str) -> dict[str, Any]:
    """The template's document with every folder uploaded below a prefix of the bucket."""
    packaged = dict(template.resources)
    for name, resource in template.resources.items():
        key = LOCAL_CODE.get(resource["Type"], "")
        if folder := _find_folder(template, name, key):
            uploaded = _upload(folder, bucket, prefix)
            if key == "CodeUri":
                uploaded = {"Bucket": uploaded["S3Bucket"], "Key": uploaded["S3Key"]}
            packaged[name] = resource | {"Properties": resource["Properties"] | {key: uploaded}}
    return {**template.body, "Resources": packaged}


def _find_folder(template: Template, name: str, key: str) -> Path | None:
    local = (template.resources[name].get("Properties") or {}).get(key)
    if not isinstance(local, str):
        return None
    folder = template.path.parent / local
    if not folder.is_dir():
        why = Text(f"There is no folder {local}.", f"{local} 폴더가 없습니다.")
        raise template.refuse(("Resources", name, "Properties", key), why)
    return folder


def _upload(folder: Path, bucket: CodeBucket, prefix: str) -> dict[str, str]:
    archive = make_archive(folder)
    key = f"{prefix}/{hashlib.sha256(archive).hexdigest()[:32]}.zip"
    return bucket.store(key, archive)


def make_archive(folder: Path) -> bytes:
    """Zip the files of a folder; equal files make equal archives."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), NO_DATE)
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes())
    return buffer.getvalue()
