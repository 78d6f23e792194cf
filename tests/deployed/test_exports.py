"""A list that is exported is the list, and its file opens by its link alone."""

import csv
import io
import urllib.request
import zipfile

import pytest
from conftest import eventually
from orders import BASE


def made(person, body):
    begun = person.post(f"{BASE}/exports", body)

    def ready():
        export = person.get(f"{BASE}/exports/{begun['id']}")
        assert export["state"] != "failed", export
        return export if export["state"] == "ready" else None

    export = eventually(ready, 120)
    with urllib.request.urlopen(export["url"], timeout=30) as answer:
        return export, answer.read()


@pytest.mark.parametrize("name", ["orders", "stock", "products"])
def test_an_export_has_every_row_of_its_list(person, name):
    supervisor = person("supervisor")
    key = "id" if name == "orders" else "sku"
    expected = [item[key] for item in supervisor.all(f"{BASE}/{name}")]
    export, content = made(supervisor, {"list": name, "columns": [{"column": key}], "format": "csv"})
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == [key]
    assert sorted(row[0] for row in rows[1:]) == sorted(expected)
    assert export["rows"] == len(expected) and export["bytes"] == len(content)


def test_a_workbook_is_one(person):
    _, content = made(person("supervisor"), {"list": "imports", "format": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert book.testzip() is None
        assert "inlineStr" in book.read("xl/worksheets/sheet1.xml").decode()
