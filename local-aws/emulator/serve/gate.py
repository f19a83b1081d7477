"""Programs may use the local AWS, web pages may not. `local-aws/front/gate.ts` is the version of Glue and Athena."""

import hmac
import json
import re

# `*.localhost` is for APIs and buckets, which have their own host names. Any port: a proxy forwards the client's Host.
OUR_HOST = re.compile(rb"(?:127\.0\.0\.1|\[::1\]|(?:[a-z0-9_-]+\.)*localhost)(?::\d+)?", re.IGNORECASE)

# The paths under /_ministack/ that programs need without knowing MiniStack: its health, and the addresses that replace
# presigned ones. The first two of those contain a random token.
OPEN_TO_PROGRAMS = re.compile(
    r"(?:GET|HEAD) /_ministack/(?:health|ready)"
    r"|PUT /_ministack/(?:cfn-response|cfn-signal)/.+"
    r"|GET /_ministack/(?:lambda-code|lambda-layers)/.+",
    re.DOTALL,
)

FROM_A_BROWSER = (
    "The local AWS answers programs, not web pages, and this request comes from a browser (it has Origin or "
    "Sec-Fetch-Site). Use the AWS command line or an SDK instead."
)
FOR_ANOTHER_HOST = (
    "The local AWS answers to 127.0.0.1, localhost and names that end in .localhost, but this request is for another "
    "host. Use the addresses that `daybreak env --local` prints."
)
WITHOUT_THE_SECRET = (
    "This address manages the local AWS itself. Send the header x-daybreak-secret with the value of `secret` in "
    ".daybreak/local-aws.json."
)


def refusal(scope, secret):
    """Why a request or a websocket is refused, or None."""
    headers = scope["headers"]
    # A redirect from a page opened from the address bar or a mail has `Sec-Fetch-Site: none`.
    if any(name.lower() in (b"origin", b"sec-fetch-site") for name, _ in headers):
        return FROM_A_BROWSER
    hosts = [value for name, value in headers if name.lower() == b"host"]
    if not hosts or not all(OUR_HOST.fullmatch(host) for host in hosts):
        return FOR_ANOTHER_HOST
    path = scope["path"]
    if not path.startswith("/_ministack/") or OPEN_TO_PROGRAMS.fullmatch(f"{scope.get('method')} {path}"):
        return None
    given = [value for name, value in headers if name.lower() == b"x-daybreak-secret"]
    if len(given) == 1 and secret and hmac.compare_digest(given[0], secret.encode()):
        return None
    return WITHOUT_THE_SECRET


def gate(app, secret):
    """An ASGI application that passes to `app` only what is allowed."""

    async def gated(scope, receive, send):
        why = refusal(scope, secret) if scope["type"] in ("http", "websocket") else None
        if why is None:
            await app(scope, receive, send)
        elif scope["type"] == "websocket":
            # Closing before the handshake is a 403.
            await send({"type": "websocket.close", "code": 1008})
        else:
            body = json.dumps({"__type": "AccessDeniedException", "message": why}).encode()
            headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
            await send({"type": "http.response.start", "status": 403, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    return gated
