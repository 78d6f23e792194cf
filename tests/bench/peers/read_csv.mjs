// Reads an order file with Papa Parse: rows, orders, orders with an unknown SKU, sum in cents.
import { createReadStream } from "node:fs";
import { createRequire } from "node:module";

const Papa = createRequire(process.argv[3] + "/")("papaparse");
const orders = new Map();
const faulty = new Set();
let rows = 0;
let cents = 0;
Papa.parse(createReadStream(process.argv[2]), {
  header: true,
  skipEmptyLines: true,
  step: ({ data }) => {
    rows += 1;
    const order = orders.get(data.reference) ?? { name: data.consignee_name, country: data.consignee_country, lines: 0 };
    order.lines += 1;
    orders.set(data.reference, order);
    if (!data.sku.startsWith("SKU")) faulty.add(data.reference);
    const [whole, fraction = "0"] = data.unit_price.split(".");
    cents += Number(data.quantity) * (Number(whole) * 100 + Number(fraction));
  },
  complete: () => console.log(rows, orders.size, faulty.size, cents),
});
