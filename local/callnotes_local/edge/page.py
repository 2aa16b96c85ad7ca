"""The page at /: what runs here, and where to go next. No external requests, no scripts."""

from aiohttp import web

from callnotes_local.edge.problems import SERVER_NAME

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Callnotes, local</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; }
code { font-size: .95em; }
dt { margin-top: .8rem; font-weight: 600; }
dd { margin: 0; }
</style>
</head>
<body>
<main>
<h1>Callnotes runs on this machine</h1>
<p>This is the address of the API, in front of the local cloud. Nothing here reaches AWS.</p>
<h2>Look</h2>
<ul>
<li><a href="/v1/health">Health of the API</a></li>
<li><a href="/v1/openapi.json">The contract (OpenAPI 3.1)</a></li>
</ul>
<h2>Next commands</h2>
<dl>
<dt><code>callnotes status</code></dt><dd>addresses, demo users and their passwords</dd>
<dt><code>callnotes login hanbit-agent-1</code></dt><dd>a token for <code>curl</code></dd>
<dt><code>callnotes demo</code></dt><dd>make one note and watch it travel</dd>
<dt><code>callnotes queues</code></dt><dd>what waits, and what failed</dd>
<dt><code>callnotes down</code></dt><dd>stop; the notes are kept</dd>
</dl>
</main>
</body>
</html>
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Server": SERVER_NAME,
    "X-Content-Type-Options": "nosniff",
}


def page_response() -> web.Response:
    """The page itself."""
    return web.Response(text=PAGE, content_type="text/html", charset="utf-8", headers=HEADERS)
