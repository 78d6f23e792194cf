"""The deployed system as its users meet it: signed-in people, a client's SFTP login, the drop. `make test-deployed` starts it and fills it."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "infra" / "local"))

import demo  # noqa: E402
import place  # noqa: E402
from api import Person  # noqa: E402

T = TypeVar("T")


@pytest.fixture(scope="session")
def known() -> dict[str, Any]:
    return place.read("run.json")


@pytest.fixture(scope="session")
def person(known: dict[str, Any]) -> Callable[..., Person]:
    """A signed-in person by role, and by store for the client's own people."""
    people: dict[tuple[str, str], Person] = {}

    def of(role: str, stores: str = "*") -> Person:
        if (role, stores) not in people:
            login = next(login for login in known["logins"] if login["role"] == role and login["stores"] == stores)
            people[role, stores] = Person(login)
        return people[role, stores]

    return of


@dataclass(frozen=True)
class House:
    """Another house on the same installation: its head office, a store of its own, a key with every permission."""

    person: Person
    store: str
    key: str
    # Things of the store, by the name that paths give them.
    names: dict[str, str]


@pytest.fixture(scope="session")
def house(known: dict[str, Any]) -> House:
    login = demo.invite("another-house", "head_office", "Hanna Other", "*", "", with_authenticator=True)
    person, store = Person(login), "another-store"
    if store not in {item["id"] for item in person.get("/stores")["items"]}:
        person.post("/stores", {**demo.STORES[1], "id": store, "name": "Another Store", "contacts": []})
    base = f"/stores/{store}"
    person.put(f"{base}/products", {"items": [{"sku": sku, "name": f"Other {sku}"} for sku in ("O-1", "O-2", "O-3")]})
    person.put(f"{base}/customers", {"items": [{"code": "C-1", "party": demo.STORES[1]["seller"]}]})
    person.post(f"{base}/receipts", {"reference": "opening", "lines": [{"sku": sku, "quantity": 100_000} for sku in ("O-1", "O-2")]})
    taken = person.post(f"{base}/orders", {
        "reference": "O-1001", "placed_at": "2026-01-20T09:00:00Z", "currency": "EUR", "consignee": {"name": "Ola", "street": ["Storgata 1"], "city": "Oslo", "postcode": "0155", "country": "NO"},
        "lines": [{"sku": "O-1", "quantity": 3, "unit_price": "2", "tax_rate": "25"}],
    })  # fmt: skip
    order = taken["order"]["id"]
    batches = person.get(f"{base}/batches")["items"]
    batch = batches[0] if batches else person.post(f"{base}/batches", {"orders": [order]})
    made = person.post(f"{base}/api-keys", {"name": "everything", "permissions": person.get("/me")["permissions"]})
    return House(person, store, made["key"], {"store": store, "order": order, "batch": batch["id"], "sku": "O-1", "code": "C-1", "name": "canonical"})


@pytest.fixture(scope="session")
def bucket(known: dict[str, Any]) -> str:
    return known["drop_bucket"]


def eventually(look: Callable[[], T | None], seconds: float = 60, pause: float = 0.5) -> T:
    """What `look` finds, as soon as it finds something."""
    until = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < until, f"nothing after {seconds} s"
        time.sleep(pause)
    return found
