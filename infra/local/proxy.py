"""The portal's front door on this machine, in CloudFront's place: files and API under one origin, with the same security headers.

    /v1, /machine/v1, /health, /openapi.json   to the HTTP API
    /cognito/                                  to Cognito, and only what signing in needs
    /config.json                               where the portal finds its user pool
    everything else                            the portal's files; unknown paths are pages of the single-page application
"""

import mimetypes

import place
from aiohttp import ClientSession, ClientTimeout, TCPConnector, web
from yarl import URL

mimetypes.add_type("application/manifest+json", ".webmanifest")

FILES = place.ROOT / "web" / "dist"
API_PATHS = ("/v1/", "/machine/v1/", "/health", "/openapi.json")
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "proxy-authorization", "proxy-authenticate", "host"}

# The emulator does not enforce an app client's writable attributes. Without this list anybody could give themselves a role.
SIGN_IN = {
    "InitiateAuth", "RespondToAuthChallenge", "AssociateSoftwareToken", "VerifySoftwareToken", "SetUserMFAPreference", "GetUser", "ForgotPassword",
    "ConfirmForgotPassword", "ChangePassword", "RevokeToken", "GlobalSignOut",
}  # fmt: skip


def application() -> web.Application:
    outputs = place.read("deployed.json")["outputs"]
    app = web.Application(client_max_size=16 * 1024 * 1024, middlewares=[_security_headers])
    app["api"] = f"{place.endpoint()}/_aws/execute-api/{outputs['ApiId']}/$default"
    app["config"] = {
        "region": place.REGION,
        "userPoolId": outputs["UserPoolId"],
        "clientId": outputs["PortalClientId"],
        "cognitoEndpoint": "/cognito/",
        "api": "/v1",
    }
    app.cleanup_ctx.append(_upstream)
    app.router.add_get("/config.json", _config)
    app.router.add_post("/cognito/", _cognito)
    # Any character: `.` would leave out a line's end, which a path may hold as %0A.
    app.router.add_route("*", r"/{path:[\s\S]*}", _other)
    return app


async def _upstream(app: web.Application):
    app["http"] = ClientSession(connector=TCPConnector(limit=100), timeout=ClientTimeout(total=35), auto_decompress=False)
    yield
    await app["http"].close()


def security_headers(connect_to: str) -> dict[str, str]:
    """infra/web.yaml has the same, for CloudFront; a test compares the two."""
    return {
        # The hash is that of an empty <style>, which the portal fills through the CSSOM.
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self' data:; "
            f"font-src 'self'; connect-src 'self' {connect_to}; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ),
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    }


@web.middleware
async def _security_headers(request: web.Request, handler) -> web.StreamResponse:
    try:
        response = await handler(request)
    except web.HTTPException as error:
        response = error
    response.headers.update(security_headers(place.endpoint()))
    if isinstance(response, web.HTTPException):
        raise response
    return response


async def _config(request: web.Request) -> web.Response:
    return web.json_response(request.app["config"], headers={"Cache-Control": "no-store"})


async def _cognito(request: web.Request) -> web.StreamResponse:
    operation = request.headers.get("X-Amz-Target", "").removeprefix("AWSCognitoIdentityProviderService.")
    if operation not in SIGN_IN:
        raise web.HTTPForbidden(text="Not an operation of signing in.")
    return await _forward(request, f"{place.endpoint()}/")


async def _other(request: web.Request) -> web.StreamResponse:
    if request.path.startswith(API_PATHS):
        return await _forward(request, request.app["api"] + request.raw_path)
    if request.method not in ("GET", "HEAD"):
        raise web.HTTPMethodNotAllowed(request.method, ["GET", "HEAD"])
    return _file(request.match_info["path"])


async def _forward(request: web.Request, url: str) -> web.StreamResponse:
    headers = [(name, value) for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP]
    body = await request.read()
    added_by_client = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
    async with request.app["http"].request(
        request.method, URL(url, encoded=True), headers=headers, data=body or None, allow_redirects=False, skip_auto_headers=added_by_client
    ) as answer:
        content = await answer.read()
        response = web.Response(status=answer.status, body=content)
        for name, value in answer.headers.items():
            if name.lower() not in HOP_BY_HOP | {"content-length", "date", "server"}:
                response.headers[name] = value
        return response


def _file(path: str) -> web.StreamResponse:
    file = (FILES / path).resolve()
    if not file.is_relative_to(FILES) or not file.is_file():
        # A missing asset is an error; any other path is a page that the application itself knows.
        if path.startswith("assets/"):
            raise web.HTTPNotFound
        file = FILES / "index.html"
    immutable = path.startswith("assets/")
    return web.FileResponse(file, headers={"Cache-Control": "public, max-age=31536000, immutable" if immutable else "no-cache"})


def main() -> None:
    web.run_app(application(), host="127.0.0.1", port=place.ports()["portal"], print=None, access_log=None)


if __name__ == "__main__":
    main()
