"""A raw HTTP call that is tried again, by hand: what the SDK does for AWS' services.

https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/retry-backoff.html
"""

import http.client
from collections.abc import Callable
from random import SystemRandom

ATTEMPTS = 4
LONGEST_WAIT = 5.0
random = SystemRandom()


def get(
    host: str, port: int, path: str, sleep: Callable[[float], None], timeout: float = 3
) -> tuple[int, bytes]:
    """Return status and body; 429 and 5xx, and no answer in time, are tried again.

    Another 4xx says that the request is wrong: again it would be. After the last attempt the
    answer is returned as it is, and an OSError raised.
    """
    for attempt in range(1, ATTEMPTS + 1):
        connection = http.client.HTTPConnection(host, port, timeout=timeout)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            answer = response.status, response.read()
        except OSError:
            if attempt == ATTEMPTS:
                raise
        else:
            if attempt == ATTEMPTS or not (answer[0] == 429 or answer[0] >= 500):
                return answer
        finally:
            connection.close()
        sleep(random.uniform(0, min(LONGEST_WAIT, 0.1 * 2**attempt)))
    raise AssertionError("unreachable")
