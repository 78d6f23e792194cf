"""What anybody sees who is not signed in."""

import json
import urllib.error
import urllib.request

import pytest


def fetch(url: str, headers: dict[str, str] | None = None, data: bytes | None = None):
    try:
        return urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}, data=data), timeout=30)
    except urllib.error.HTTPError as error:
        return error


def test_pages_come_with_a_strict_policy_and_unknown_paths_are_pages(known):
    for path in ("/", "/nordlys-home/orders", "/a/page/that/is/not/there"):
        answer = fetch(known["portal"] + path)
        assert answer.status == 200
        assert b"<html" in answer.read()
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy and "worker-src 'self';" in policy and "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_a_missing_asset_is_not_a_page(known):
    assert fetch(known["portal"] + "/assets/none.js").status == 404


@pytest.mark.parametrize("path", ["/v1/me", "/v1/stores/nordlys-home/orders", "/machine/v1/stores/nordlys-home/orders", "/v1/stores/nordlys-home/orders/a%0Ab"])
def test_the_api_answers_nobody(known, path):
    assert fetch(known["portal"] + path).status == 401
    assert fetch(known["portal"] + path, {"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."}).status == 401
    assert fetch(known["portal"] + path, {"x-api-key": "ph_live_guess"}).status in (401, 403)


def test_health_and_description_are_public(known):
    assert fetch(known["portal"] + "/health").status == 200
    assert json.load(fetch(known["portal"] + "/openapi.json"))["openapi"].startswith("3.1")


def test_the_door_to_the_user_pool_is_open_for_signing_in_only(known):
    for operation in ("UpdateUserAttributes", "AdminCreateUser", "SignUp", "DeleteUser"):
        headers = {"X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}", "Content-Type": "application/x-amz-json-1.1"}
        assert fetch(known["portal"] + "/cognito/", headers, b"{}").status == 403
