"""Reads a workbook of orders with python-calamine: rows, orders, orders with an unknown SKU, sum in cents."""

import sys

from python_calamine import CalamineWorkbook

sheet = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0)
orders, faulty, rows, cents = {}, set(), 0, 0
header = None
for row in sheet.iter_rows():
    if header is None:
        header = {name: index for index, name in enumerate(row)}
        continue
    rows += 1
    reference = row[header["reference"]]
    orders[reference] = orders.get(reference, 0) + 1
    if not row[header["sku"]].startswith("SKU"):
        faulty.add(reference)
    cents += int(row[header["quantity"]]) * round(row[header["unit_price"]] * 100)
print(rows, len(orders), len(faulty), cents)
