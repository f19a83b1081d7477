"""Programs that know the secret of this start may use the local AWS, web pages may not.

`local-aws/front/gate.ts` is the version of Glue and Athena.
"""

import functools
import hmac
import json
import re
from urllib.parse import parse_qsl

# `*.localhost` is for APIs and buckets, which have their own host names. Any port: a proxy forwards the client's Host.
OUR_HOST = re.compile(rb"(?:127\.0\.0\.1|\[::1\]|(?:[a-z0-9_-]+\.)*localhost)(?::\d+)?", re.IGNORECASE)

# Open to programs without a secret: the health, and the presigned addresses of custom resources' answers and of
# signals, which contain a random token.
OPEN_TO_PROGRAMS = re.compile(
    r"(?:GET|HEAD) /_ministack/(?:health|ready)|PUT /_ministack/(?:cfn-response|cfn-signal)/.+", re.DOTALL
)
# Under /_ministack/, but AWS's: presigned addresses of code, which have the session token (`with_tokens`).
OF_AWS = re.compile(r"(?:GET|HEAD) /_ministack/(?:lambda-code|lambda-layers)/.+", re.DOTALL)

TOKEN = "x-amz-security-token"

FROM_A_BROWSER = (
    "The local AWS answers programs, not web pages, and this request comes from a browser (it has Origin or "
    "Sec-Fetch-Site). Use the AWS command line or an SDK instead."
)
FOR_ANOTHER_HOST = (
    "The local AWS answers to 127.0.0.1, localhost and names that end in .localhost, but this request is for another "
    "host. Use the addresses that `daybreak env --local` prints."
)
WITHOUT_THE_TOKEN = (
    "The local AWS answers only callers that have its credentials, and this request has no session token of theirs. "
    "Set the variables that `daybreak env --local` prints; they are new after each start."
)
WITHOUT_THE_SECRET = (
    "This address manages the local AWS itself. Send the header x-daybreak-secret with the value of `secret` in "
    ".daybreak/local-aws.json."
)


def with_tokens(sts, lambda_svc, token):
    """Sessions and presigned addresses that MiniStack makes from now on pass the gate."""
    sts._gen_session_token = lambda: token
    for name in ("_presigned_code_url", "_layer_content_url"):
        setattr(lambda_svc, name, with_token(getattr(lambda_svc, name), token))


def with_token(make_address, token):
    @functools.wraps(make_address)
    def make_with_token(*args, **kwargs):
        address = make_address(*args, **kwargs)
        return f"{address}{'&' if '?' in address else '?'}X-Amz-Security-Token={token}"

    return make_with_token


def refusal(scope, secret, token):
    """Why a request or a websocket is refused, or None."""
    headers = scope["headers"]
    # A redirect from a page opened from the address bar or a mail has `Sec-Fetch-Site: none`.
    if any(name.lower() in (b"origin", b"sec-fetch-site") for name, _ in headers):
        return FROM_A_BROWSER
    hosts = [value for name, value in headers if name.lower() == b"host"]
    if not hosts or not all(OUR_HOST.fullmatch(host) for host in hosts):
        return FOR_ANOTHER_HOST
    request = f"{scope.get('method')} {scope['path']}"
    if OPEN_TO_PROGRAMS.fullmatch(request):
        return None
    if not scope["path"].startswith("/_ministack/") or OF_AWS.fullmatch(request):
        # A presigned address has it in the query, in either case.
        query = parse_qsl(scope["query_string"].decode("latin-1"))
        given = values(headers, TOKEN) or [value.encode() for name, value in query if name.lower() == TOKEN]
        return None if knows(given, token) else WITHOUT_THE_TOKEN
    return None if knows(values(headers, "x-daybreak-secret"), secret) else WITHOUT_THE_SECRET


def values(headers, name):
    return [value for key, value in headers if key.lower() == name.encode()]


def knows(given, secret):
    return len(given) == 1 and secret != "" and hmac.compare_digest(given[0], secret.encode())


def gate(app, secret, token):
    """An ASGI application that passes to `app` only what is allowed."""

    async def gated(scope, receive, send):
        why = refusal(scope, secret, token) if scope["type"] in ("http", "websocket") else None
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
