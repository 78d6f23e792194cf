"""People and programs reach what is theirs and nothing else."""

import json
import time
import urllib.error
import urllib.request

import pytest
from api import Person, Refused
from conftest import eventually
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


def test_people_whom_only_the_pool_knew_are_listed_for_those_who_may_see_them(known, person):
    ours = {login["email"] for login in known["logins"]}
    head = person("head_office")
    assert ours <= {user["email"] for user in head.all("/users")}
    seen = list(person("client_admin", STORE).all("/users"))
    assert seen and all(user["role"].startswith("client_") and user["stores"] == [STORE] for user in seen)
    with pytest.raises(Refused) as refused:
        person("warehouse").get("/users")
    assert refused.value.status == 403


def test_a_change_of_rights_holds_within_a_minute_and_is_told(known, person):
    head, client = person("head_office"), person("client_user", STORE)
    user = next(user for user in head.all("/users") if user["email"] == client.get("/me")["email"])
    access = {name: user[name] for name in ("name", "role", "stores", "rights")}
    changed = head.put(f"/users/{user['id']}", {**access, "rights": [*user["rights"], "costs.read"]}, **{"If-Match": f'"{user["version"]}"'})
    try:
        eventually(lambda: "costs.read" in client.get("/me")["permissions"], seconds=75, pause=2)
    finally:
        head.put(f"/users/{user['id']}", access, **{"If-Match": f'"{changed["version"]}"'})
    told = head.get(f"{BASE}/audit", kind="user", limit=2)["items"]
    assert [entry["subject"] for entry in told] == [user["id"]] * 2
    assert told[0]["actor"] == head.get("/me")["name"]


def test_whoever_signs_out_everywhere_signs_in_anew(known):
    login = next(login for login in known["logins"] if login["role"] == "forwarder")
    somebody = Person(login)
    somebody.get("/me")
    time.sleep(1.1)
    somebody.post("/me/sign-out")

    def is_out() -> bool:
        try:
            somebody.get("/me")
        except Refused as refused:
            return refused.status == 401
        return False

    assert eventually(is_out, seconds=75, pause=2)
    assert Person(login).get("/me/account")["sign_ins"][0]["is_over"] is False
