"""The deployed system as its users meet it: signed-in people, a client's SFTP login, the drop. `make test-deployed` starts it and fills it."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "infra" / "local"))

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
