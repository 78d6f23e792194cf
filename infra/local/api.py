"""A person at the HTTP API: signs in as the portal does (password, then the code of their authenticator) and calls operations."""

import base64
import hashlib
import hmac
import json
import struct
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any

import place


class Refused(RuntimeError):
    """The API said no; the message is its problem document."""

    def __init__(self, operation: str, status: int, body: str) -> None:
        super().__init__(f"{operation}: {status} {body}")
        self.status = status


def totp(secret: str, at: float) -> str:
    """RFC 6238, six digits of thirty seconds."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Person:
    def __init__(self, login: dict[str, Any]) -> None:
        self._login = login
        self._outputs = place.read("deployed.json")["outputs"]
        self._base = f"{place.endpoint()}/_aws/execute-api/{self._outputs['ApiId']}/$default"
        self._token, self._until = "", 0.0

    def get(self, path: str, **query: Any) -> Any:
        text = urllib.parse.urlencode({name: value for name, value in query.items() if value is not None})
        return self._call("GET", f"{path}?{text}" if text else path)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self._call("PUT", path, body, headers)

    def post(self, path: str, body: Any = None) -> Any:
        return self._call("POST", path, {} if body is None else body, {"Idempotency-Key": str(uuid.uuid4())})

    def delete(self, path: str) -> Any:
        return self._call("DELETE", path)

    def all(self, path: str, **query: Any) -> Iterator[Any]:
        """Every item of a list, page by page."""
        cursor = None
        while True:
            page = self.get(path, cursor=cursor, limit=200, **query)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def _call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        request = urllib.request.Request(
            f"{self._base}/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._id_token()}", "Content-Type": "application/json", **(headers or {})},
        )
        try:
            with urllib.request.urlopen(request, timeout=40) as answer:
                content = answer.read()
        except urllib.error.HTTPError as error:
            raise Refused(f"{method} {path}", error.code, error.read().decode(errors="replace")) from None
        return json.loads(content) if content else None

    def _id_token(self) -> str:
        if time.time() > self._until:
            tokens = sign_in(self._login, self._outputs["PortalClientId"])
            self._token, self._until = tokens["IdToken"], time.time() + tokens["ExpiresIn"] - 60
        return self._token


def sign_in(login: dict[str, Any], client_id: str) -> dict[str, Any]:
    cognito = place.client("cognito-idp")
    answer = cognito.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": login["email"], "PASSWORD": login["password"]},
    )
    if answer.get("ChallengeName") == "SOFTWARE_TOKEN_MFA":
        answer = cognito.respond_to_auth_challenge(
            ClientId=client_id,
            ChallengeName="SOFTWARE_TOKEN_MFA",
            Session=answer["Session"],
            ChallengeResponses={"USERNAME": login["email"], "SOFTWARE_TOKEN_MFA_CODE": totp(login["totp_secret"], time.time())},
        )
    return answer["AuthenticationResult"]
