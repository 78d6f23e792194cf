"""People and programs reach what is theirs and nothing else."""

import json
import urllib.error
import urllib.request

import pytest
from api import Refused
from orders import BASE, STORE


def test_everybody_signs_in_and_is_who_they_are(known, person):
    for login in known["logins"]:
        me = person(login["role"], login["stores"]).get("/me")
        assert me["email"] == login["email"]
        assert me["role"] == login["role"]
        expected = {"online-retail", "nordlys-home"} if login["stores"] == "*" else {login["stores"]}
        assert {store["id"] for store in me["stores"]} == expected


@pytest.mark.parametrize("path", ["/orders", "/imports", "/stock", "/products", "/reconciliations"])
def test_another_client_s_store_does_not_exist(person, path):
    for role in ("client_admin", "client_user"):
        with pytest.raises(Refused) as refused:
            person(role, "online-retail").get(BASE + path)
        assert refused.value.status == 404


def test_a_role_that_may_not_is_refused(person):
    with pytest.raises(Refused) as refused:
        person("client_user", STORE).post(f"{BASE}/receipts", {"reference": "x", "lines": [{"sku": "NH-1001", "quantity": 1}]})
    assert refused.value.status == 403


def test_an_api_key_does_what_it_was_made_for_until_it_is_revoked(known, person):
    admin = person("client_admin", STORE)
    made = admin.post(f"{BASE}/api-keys", {"name": "test", "permissions": ["orders.read"]})
    key = made["key"]

    def ask(path: str, method: str = "GET", body: bytes | None = None) -> int:
        request = urllib.request.Request(
            known["machine_api"] + path, method=method, data=body, headers={"x-api-key": key, "Content-Type": "application/json"}
        )
        try:
            return urllib.request.urlopen(request, timeout=30).status
        except urllib.error.HTTPError as error:
            return error.code

    assert ask(f"{BASE}/orders") == 200
    assert ask(f"{BASE}/stock") == 403
    assert ask(f"{BASE}/orders", "POST", json.dumps({}).encode()) == 403
    assert ask("/stores/online-retail/orders") == 404
    assert key not in json.dumps(admin.get(f"{BASE}/api-keys"))
    admin.delete(f"{BASE}/api-keys/{made['id']}")
    assert ask(f"{BASE}/orders") in (401, 403)
