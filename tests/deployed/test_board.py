"""The day's board and the row of a store, counted on the deployed stack: each figure is the length of its list."""

import pytest
from orders import BASE


@pytest.fixture
def supervisor(person):
    return person("supervisor")


def test_each_figure_of_the_board_is_the_length_of_its_list(supervisor):
    board = supervisor.get(f"{BASE}/board")
    assert [part["when"] for part in board["cut_offs"]] == ["late", "next", "then", "later"]
    n_compared = 0
    for part in board["cut_offs"]:
        due = {name: part[name] for name in ("due_from", "due_to")}
        for service in part["services"]:
            assert sum(one["orders"] for one in service["work"]) == service["orders"]
            for one in service["work"]:
                if one["orders"]:
                    listed = sum(1 for _ in supervisor.all(f"{BASE}/orders", work=one["work"], service=service["service"], **due))
                    assert listed == one["orders"], (part["when"], service["service"], one)
                    n_compared += 1
    assert n_compared > 0
    summary = supervisor.get(f"{BASE}/summary")
    assert sum(part["orders"] for part in board["cut_offs"]) == sum(one["orders"] for one in summary["open_orders"])


def test_a_store_s_row_says_what_its_own_pages_say(supervisor):
    row, summary = supervisor.get(f"{BASE}/overview", days=30), supervisor.get(f"{BASE}/summary")
    assert (row["placed"], row["shipped"]) == tuple(sum(day[name] for day in summary["days"]) for name in ("placed", "shipped"))
    assert (row["back_orders"], row["units_waiting"]) == (summary["back_orders"]["orders"], summary["back_orders"]["units"])
    levels = list(supervisor.all(f"{BASE}/stock"))
    assert (row["stock"]["skus"], row["stock"]["on_hand"]) == (len(levels), sum(level["on_hand"] for level in levels))
