"""Use the link as somebody who is not signed in: now, for an upload, and after its end."""

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from callnotes_labs.bench import Bench, call_url
from callnotes_labs.checks import Finding
from callnotes_labs.texts import Text, same

LINKS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html"
SHARING = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ShareObjectPreSignedURL.html"
SECONDS = 900


def check(bench: Bench) -> Iterator[Finding]:
    """Store a dictation and ask for links to it."""
    key, text = f"{bench.run_id}.txt", f"dictation {bench.run_id}"
    bench.clients.s3.put_object(Bucket=bench.output("Dictations"), Key=key, Body=text.encode())
    short = bench.invoke("Linker", {"key": key, "seconds": 1})
    issued = time.monotonic()
    link = bench.invoke("Linker", {"key": key})
    if link.error or short.error:
        yield no_link(link.error or str(short.error))
        return
    yield link_works(link.payload, text)
    yield download_only(link.payload)
    time.sleep(max(0.0, 1.5 - (time.monotonic() - issued)))
    yield link_ends(link.payload, short.payload)


def no_link(error: str) -> Finding:
    """The function has raised."""
    return Finding(
        id="link_works",
        passed=False,
        seen=same(error),
        expected=Text("A link.", "링크."),
        next_move=Text(
            "read the error, correct linker/app.py", "오류를 읽고 linker/app.py를 고치세요"
        ),
        page=LINKS,
    )


def link_works(link: str, text: str) -> Finding:
    """The object is private, and the link lets its bearer read it."""
    response = call_url(link)
    return Finding(
        id="link_works",
        passed=(response.status, response.body) == (200, text),
        seen=Text(
            f"GET with the link: status {response.status}, {response.body[:200]}",
            f"링크로 GET: 상태 {response.status}, {response.body[:200]}",
        ),
        expected=Text(
            "Status 200: the link has the permissions of whoever signed it, no more and no less.",
            "상태 200: 링크는 서명한 주체의 권한을 그대로 가집니다.",
        ),
        next_move=Text(
            "let Role do what the link promises: s3:GetObject on the objects of Dictations",
            "링크가 약속하는 일을 Role에 허용하세요. Dictations의 객체에 대한 s3:GetObject입니다",
        ),
        page=LINKS,
    )


def download_only(link: str) -> Finding:
    """A signature covers the method too."""
    status = call_url(link, "PUT", body=b"forged").status
    return Finding(
        id="download_only",
        passed=status == 403,
        seen=Text(f"PUT with the same link: status {status}.", f"같은 링크로 PUT: 상태 {status}."),
        expected=Text("Status 403: it was signed for GET.", "상태 403: GET으로 서명했습니다."),
        next_move=Text(
            "sign for get_object in linker/app.py", "linker/app.py에서 get_object로 서명하세요"
        ),
        page=SHARING,
    )


def link_ends(link: str, short: str) -> Finding:
    """Fifteen minutes by default; a link of one second has ended by now."""
    (valid,) = parse_qs(urlsplit(link).query).get("X-Amz-Expires", ["0"])
    status = call_url(short).status
    return Finding(
        id="link_ends",
        passed=(int(valid), status) == (SECONDS, 403),
        seen=Text(
            f"The link is valid for {valid} s; one for 1 s, after 1.5 s: status {status}.",
            f"링크는 {valid}초 동안 유효합니다. 1초짜리 링크는 1.5초 뒤 상태 {status}.",
        ),
        expected=Text(
            f"{SECONDS} s by default, else as many as the event says; then status 403.",
            f"기본 {SECONDS}초, 아니면 이벤트가 정한 만큼. 그 뒤에는 상태 403.",
        ),
        next_move=Text(
            "take ExpiresIn from the event's seconds, 900 when there are none",
            "ExpiresIn을 이벤트의 seconds에서 가져오고 없으면 900으로 하세요",
        ),
        page=LINKS,
    )
