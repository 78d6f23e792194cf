import { expect, it } from 'vitest'
import { paths } from './paths'

it('every address of the portal is known here', () => {
  const path = paths('online-retail')
  expect({
    today: path.today(),
    orders: path.orders(),
    backOrders: path.orders({ status: 'backordered' }),
    order: path.order('ord_1'),
    imports: path.imports(),
    import: path.import('imp_1'),
    stock: path.stock(),
    sku: path.sku('A/B 1'),
    batches: path.batches(),
    batch: path.batch('bat_1'),
    manifests: path.manifests(),
    manifest: path.manifest('man_1'),
    reconciliations: path.reconciliations(),
    reconciliation: path.reconciliation(7),
  }).toMatchInlineSnapshot(`
    {
      "backOrders": "/online-retail/orders?filter=%7B%22status%22%3A%22backordered%22%7D",
      "batch": "/online-retail/batches/bat_1",
      "batches": "/online-retail/batches",
      "import": "/online-retail/imports/imp_1",
      "imports": "/online-retail/imports",
      "manifest": "/online-retail/manifests/man_1",
      "manifests": "/online-retail/manifests",
      "order": "/online-retail/orders/ord_1",
      "orders": "/online-retail/orders",
      "reconciliation": "/online-retail/reconciliations/7",
      "reconciliations": "/online-retail/reconciliations",
      "sku": "/online-retail/stock/A%2FB%201",
      "stock": "/online-retail/stock",
      "today": "/online-retail",
    }
  `)
})
