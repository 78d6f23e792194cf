"""Reads an order file with Python's csv: rows, orders, orders with an unknown SKU, sum in cents."""

import csv
import sys

orders, faulty, rows, cents = {}, set(), 0, 0
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        rows += 1
        reference = row["reference"]
        order = orders.setdefault(reference, {"name": row["consignee_name"], "country": row["consignee_country"], "lines": 0})
        order["lines"] += 1
        if not row["sku"].startswith("SKU"):
            faulty.add(reference)
        whole, _, fraction = row["unit_price"].partition(".")
        cents += int(row["quantity"]) * (int(whole) * 100 + int(fraction or 0))
print(rows, len(orders), len(faulty), cents)
