"""Strangers at the deployed door: forged tokens and keys, real ids of another house, links, headers.

The local cloud's JWT authorizer checks what API Gateway's does: RS256 by the pool's own key of that `kid`, issuer, audience, expiry. Two
things are only on AWS: it knows no token that has really expired (its private key is its own), and it takes signed links of S3 without
looking at their signature; links are judged in functions/api/tests/it/links.rs.
"""

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import place
import proxy
import pytest
from api import Refused, sign_in
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from orders import BASE, STORE

# One of each kind: reading one, reading a list, making, replacing, taking away.
OPERATIONS = [
    ("GET", "/me", None),
    ("GET", f"{BASE}/orders", None),
    ("POST", f"{BASE}/receipts", {"reference": "forged", "lines": [{"sku": "NH-1001", "quantity": 1}]}),
    ("PUT", f"{BASE}/products", {"items": [{"sku": "FORGED", "name": "Forged"}]}),
    ("DELETE", f"{BASE}/api-keys/key_00000000000000000000000000000000", None),
]


def ask(url: str, method: str, headers: dict[str, str], body: Any = None) -> tuple[int, str]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, method=method, data=data, headers={"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")


def encode(part: Any) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


OWN_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed_by_us(header: dict[str, Any], claims: dict[str, Any]) -> str:
    text = f"{encode(header)}.{encode(claims)}"
    return f"{text}.{encode(OWN_KEY.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def own_jwk(kid: str) -> dict[str, str]:
    numbers = OWN_KEY.public_key().public_numbers()
    return {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": kid, "n": encode(numbers.n.to_bytes(256)), "e": encode(numbers.e.to_bytes(3))}


def public_keys(issuer: str) -> list[dict[str, str]]:
    with urllib.request.urlopen(f"{place.endpoint()}/{issuer.rsplit('/', 1)[-1]}/.well-known/jwks.json", timeout=10) as answer:
        return json.load(answer)["keys"]


def pem(jwk: dict[str, str]) -> bytes:
    number = lambda text: int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))  # noqa: E731
    key = rsa.RSAPublicNumbers(number(jwk["e"]), number(jwk["n"])).public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture(scope="module")
def tokens(known: dict[str, Any]) -> dict[str, str]:
    """The real tokens of somebody who may do everything in the store, but for what needs a second factor."""
    login = next(login for login in known["logins"] if login["role"] == "customer_service")
    return sign_in(login, place.read("deployed.json")["outputs"]["PortalClientId"])


@pytest.fixture(scope="module")
def forged(tokens: dict[str, str]) -> dict[str, str]:
    token = tokens["IdToken"]
    header_text, claims_text, signature = token.split(".")
    header, claims = decode(header_text), decode(claims_text)
    admin = {**claims, "custom:role": "platform_admin", "custom:stores": "*"}
    key = public_keys(claims["iss"])[0]
    now = int(time.time())

    def symmetric(algorithm: str, secret: bytes) -> str:
        text = f"{encode({**header, 'alg': algorithm})}.{encode(admin)}"
        digest = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}[algorithm]
        return f"{text}.{encode(hmac.new(secret, text.encode(), digest).digest())}"

    return {
        "nothing": "",
        "no token": "token",
        "two dots": "..",
        "access token": tokens["AccessToken"],
        "refresh token": tokens["RefreshToken"],
        **{f"alg {name}": f"{encode({**header, 'alg': name})}.{encode(admin)}." for name in ("none", "None", "NONE", "nOnE", "")},
        "alg none, signature kept": f"{encode({**header, 'alg': 'none'})}.{claims_text}.{signature}",
        "alg left out": f"{encode({'kid': header['kid']})}.{encode(admin)}.{signature}",
        **{f"{name} by the public key": symmetric(name, pem(key)) for name in ("HS256", "HS384", "HS512")},
        "HS256 by the public key, no line end": symmetric("HS256", pem(key).strip()),
        "HS256 by the modulus": symmetric("HS256", key["n"].encode()),
        "HS256 by nothing": symmetric("HS256", b""),
        "payload changed": f"{header_text}.{encode(admin)}.{signature}",
        "signature cut": f"{header_text}.{claims_text}.{signature[:-10]}",
        "signature changed": f"{header_text}.{claims_text}.{'A' * len(signature)}",
        "signature left out": f"{header_text}.{claims_text}.",
        "by our key": signed_by_us(header, admin),
        "by our key, expired": signed_by_us(header, {**claims, "exp": now - 1}),
        "by our key, of another pool": signed_by_us(header, {**claims, "iss": claims["iss"][:-4] + "XXXX"}),
        "by our key, for another client": signed_by_us(header, {**claims, "aud": "another"}),
        "wrong kid": signed_by_us({**header, "kid": "another"}, admin),
        "kid left out": signed_by_us({"alg": "RS256"}, admin),
        "kid that is a path": signed_by_us({**header, "kid": "../../../../dev/null"}, admin),
        "kid that is a query": signed_by_us({**header, "kid": "' UNION SELECT 'x"}, admin),
        "its own key inside": signed_by_us({**header, "jwk": own_jwk(header["kid"])}, admin),
        "its own key's address": signed_by_us({**header, "jku": "http://127.0.0.1:9/jwks.json"}, admin),
        "its own certificate's address": signed_by_us({**header, "x5u": "http://127.0.0.1:9/cert.pem"}, admin),
        "critical header": signed_by_us({**header, "crit": ["exp"]}, admin),
        "twice": f"{token},{token}",
        "with more behind": f"{token}.{signature}",
    }


def test_forged_tokens_open_nothing(known, tokens, forged):
    assert ask(f"{known['api']}/me", "GET", {"Authorization": f"Bearer {tokens['IdToken']}"})[0] == 200
    for name, token in forged.items():
        for method, path, body in OPERATIONS:
            status, text = ask(known["api"] + path, method, {"Authorization": f"Bearer {token}"}, body)
            assert status == 401, f"{name}: {method} {path}: {status} {text}"
            assert STORE not in text and "meridian" not in text, f"{name}: {text}"


def test_a_token_in_a_wrong_place_is_no_token(known, tokens):
    token = tokens["IdToken"]
    for headers in ({"Cookie": f"Authorization=Bearer {token}"}, {"X-Authorization": f"Bearer {token}"}, {"x-api-key": token}, {"Authorization": f"Basic {token}"}):
        assert ask(f"{known['api']}/me", "GET", headers)[0] in (401, 403), headers
    assert ask(f"{known['api']}/me?access_token={token}&Authorization=Bearer%20{token}", "GET", {})[0] == 401
    # A person's token is no program's key.
    assert ask(f"{known['machine_api']}/me", "GET", {"Authorization": f"Bearer {token}"})[0] == 401
    assert ask(f"{known['machine_api']}/me", "GET", {"x-api-key": token})[0] == 403


@pytest.fixture(scope="module")
def others(known) -> Iterator[dict[str, str]]:
    """Real tokens, really signed: by another pool, and by our pool for another client."""
    cognito, outputs = place.client("cognito-idp"), place.read("deployed.json")["outputs"]
    login = next(login for login in known["logins"] if login["role"] == "customer_service")
    schema = [{"Name": name, "AttributeDataType": "String", "Mutable": True} for name in ("org", "stores", "role")]
    pool = cognito.create_user_pool(PoolName="another", Schema=schema)["UserPool"]["Id"]
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    theirs = cognito.create_user_pool_client(UserPoolId=pool, ClientName="theirs", ExplicitAuthFlows=flows)["UserPoolClient"]["ClientId"]
    attributes = {"email": login["email"], "email_verified": "true", "custom:org": "meridian", "custom:stores": "*", "custom:role": "platform_admin"}
    cognito.admin_create_user(
        UserPoolId=pool, Username=login["email"], MessageAction="SUPPRESS", UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()]
    )
    cognito.admin_set_user_password(UserPoolId=pool, Username=login["email"], Password=login["password"], Permanent=True)
    second = cognito.create_user_pool_client(UserPoolId=outputs["UserPoolId"], ClientName="second", ExplicitAuthFlows=flows)["UserPoolClient"]["ClientId"]
    yield {"another pool": sign_in(login, theirs)["IdToken"], "another client": sign_in(login, second)["IdToken"]}
    cognito.delete_user_pool_client(UserPoolId=outputs["UserPoolId"], ClientId=second)
    cognito.delete_user_pool(UserPoolId=pool)


def test_real_tokens_of_other_pools_and_clients_open_nothing(known, others):
    for name, token in others.items():
        assert len(token.split(".")) == 3
        for method, path, body in OPERATIONS:
            status, text = ask(known["api"] + path, method, {"Authorization": f"Bearer {token}"}, body)
            assert status == 401, f"{name}: {method} {path}: {status} {text}"


def test_invented_keys_open_nothing(known):
    zeros = "0" * 64
    keys = ["", " ", "x", "ph_live_", f"ph_live_{zeros}", f"ph_live_{zeros}0", f"ph_test_{zeros}", zeros, f"PH_LIVE_{zeros}", f"ph_live_{zeros},ph_live_{zeros}", "null", "*", "' OR 1=1 --", "x" * 4000]
    for key in keys:
        for method, path, body in OPERATIONS:
            status, text = ask(known["machine_api"] + path, method, {"x-api-key": key}, body)
            assert status in (401, 403), f"{key[:80]!r}: {method} {path}: {status} {text}"
            assert STORE not in text, text


def test_a_key_and_a_person_of_another_house_find_nothing_by_real_ids(known, person, house):
    supervisor = person("supervisor")
    order = next(iter(supervisor.get(f"{BASE}/orders", limit=1)["items"]))["id"]
    cursor = supervisor.get(f"{BASE}/products", limit=1)["next"]
    paths = ["", "/orders", f"/orders/{order}", "/stock/NH-1001", "/products/NH-1001", "/imports", "/batches", "/reconciliations/1", f"/products?cursor={cursor}"]
    for path in paths:
        with pytest.raises(Refused) as refused:
            house.person.get(BASE + path)
        assert refused.value.status == 404, path
        of_key = ask(known["machine_api"] + BASE + path, "GET", {"x-api-key": house.key})
        of_nothing = ask(known["machine_api"] + "/stores/no-such-store" + path, "GET", {"x-api-key": house.key})
        plain = [{**json.loads(text), "trace_id": ""} for _, text in (of_key, of_nothing)]
        assert of_key[0] == of_nothing[0] == 404 and plain[0] == plain[1], path
    # In one's own store, the other's order and cursor are nothing.
    own = f"/stores/{house.store}"
    assert ask(known["machine_api"] + f"{own}/orders/{order}", "GET", {"x-api-key": house.key})[0] == 404
    status, text = ask(known["machine_api"] + f"{own}/products?cursor={cursor}", "GET", {"x-api-key": house.key})
    assert (status, json.loads(text)["code"]) == (400, "bad_cursor")
    assert {store["id"] for store in house.person.get("/me")["stores"]} == {house.store}


def test_links_end_after_a_quarter_of_an_hour_and_name_one_file_of_the_store(person):
    supervisor = person("supervisor")
    link = supervisor.post(f"{BASE}/imports/upload-links", {"file_name": "links.csv", "bytes": 12})
    assert link["key"].startswith(f"drop/{STORE}/in/") and f"/{link['key']}" in link["url"].replace("%7E", "~")
    assert "X-Amz-Expires=900" in link["url"] and "content-length" in link["url"]
    made = next(iter(supervisor.all(f"{BASE}/reconciliations")))
    url = supervisor.get(f"{BASE}/reconciliations/{made['sequence']}/file")["url"]
    assert f"/{STORE}/" in url and "X-Amz-Expires=900" in url
    assert urllib.request.urlopen(url, timeout=30).read(), "a link needs no token"


@pytest.mark.parametrize("path", ["/", "/nordlys-home/orders", "/config.json", "/v1/me", "/machine/v1/me", "/health", "/openapi.json", "/assets/none.js", "/cognito/"])
def test_every_answer_of_the_front_door_has_all_security_headers(known, path):
    try:
        answer = urllib.request.urlopen(known["portal"] + path, timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    for name, value in proxy.security_headers(place.endpoint()).items():
        assert answer.headers.get_all(name) == [value], f"{name} of {path}"
