import type { Diagnostic, Import, MappedOrder, NewCorrection, Order, Page, ProfilePreview, RejectedOrder, UndoneOrder } from '../../src/api/types'
import { found, ok, problem, type Answer, type Call } from './answers'
import type { World } from './world'

/** Dry runs, corrections, undoing and previews, as far as the portal can tell them from the real ones. */

const COLUMNS = ['InvoiceNo', 'StockCode', 'Description', 'Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID', 'Country']

const NOTHING = { total: 0, accepted: 0, rejected: 0, duplicate: 0 }

export function newImport(template: Import, change: Partial<Import>): Import {
  return {
    ...template, id: `imp_${Date.now()}`, source: 'api', received_at: new Date().toISOString(), completed_at: null, duplicate_of: null, faults: [], rejected_by_code: [],
    rows: { ...NOTHING, read: 0, total: null }, orders: { ...NOTHING, cancellations: 0 }, units: { ordered: 0, allocated: 0, backordered: 0 }, mail: 'not_needed',
    chunks: { total: 0, done: 0 }, dry_run: false, tried_until: null, committed_as: null, origin: null, mended: { rows: 0, orders: 0 }, undo: null, actions: [], ...change,
  }
}

/** A file of another kind than its profile takes. */
export function refuseFile(template: Import, fileName: string, profile: string, isTrial: boolean): Import {
  const fault = { row: null, column: null, code: 'unreadable_file' as const, message: 'The profile reads other files than this.', suggestion: 'Choose a profile that reads this file.' }
  return newImport(template, { file_name: fileName, profile, state: 'failed', dry_run: isTrial, completed_at: new Date().toISOString(), faults: [fault], sha256: '' })
}

/** A small dry run is done in the answer already. */
export function tryFile(world: World, template: Import, fileName: string, bytes: number): Import {
  const tried = newImport(template, {
    file_name: fileName, bytes, state: 'tried', dry_run: true, tried_until: new Date(Date.now() + 86_400_000).toISOString(), completed_at: new Date().toISOString(),
    rows: { read: 7, total: 7, accepted: 5, rejected: 2, duplicate: 0 }, orders: { total: 4, accepted: 3, rejected: 1, duplicate: 0, cancellations: 0 },
    chunks: { total: 1, done: 1 }, rejected_by_code: [{ code: 'unknown_sku', orders: 1 }], actions: ['commit'],
  })
  world.imports.unshift(tried)
  const fault = { row: 4, column: 'StockCode', code: 'unknown_sku' as const, message: 'The catalogue has no SKU "2242E".', suggestion: 'Add the product or correct the code.' }
  world.diagnostics.set(tried.id, [{ reference: 'A-1003', rows: [4, 5], outcome: 'rejected', faults: [fault] }])
  return tried
}

export function importsQuery(world: World, it: Import, part: string, page: <Item>(items: Item[]) => Page<Item>): Answer | null {
  switch (part) {
    case 'mapped-orders':
      return ok(page(world.orders.slice(0, it.orders.accepted).map(mapped)))
    case 'rejected-orders':
      return ok({ columns: COLUMNS, ...page(rejectedOrders(world.diagnostics.get(it.id) ?? [], it.mended.rows)) })
    case 'undo':
      return ok(page(it.undo ? undone(world, it) : []))
    default:
      return null
  }
}

export function importsCommand(world: World, it: Import | undefined, part: string, call: Call, later: (steps: (() => void)[]) => void): Answer {
  if (!it) return found(undefined)
  switch (part) {
    case 'commit': {
      const started = newImport(it, { state: 'processing', origin: { kind: 'dry_run', import: it.id }, chunks: { total: 1, done: 0 }, file_name: it.file_name })
      world.imports = [started, ...world.imports.filter(({ id }) => id !== it.id)]
      Object.assign(it, { committed_as: started.id, actions: [] })
      later([() => Object.assign(started, { state: 'completed', completed_at: new Date().toISOString(), rows: it.rows, orders: it.orders, chunks: { total: 1, done: 1 }, mail: 'sent', actions: ['correct', 'undo'] })])
      world.diagnostics.set(started.id, world.diagnostics.get(it.id) ?? [])
      return { status: 202, body: { import: started } }
    }
    case 'corrections': {
      const { orders, cells = [] } = call.body() as Partial<NewCorrection>
      if (cells.some(({ text }) => text === 'REFUSE')) return problem(409, 'state', 'It is not in a state for this', 'No order of the import is rejected any more.')
      const n = orders?.length ?? it.orders.rejected
      const started = newImport(it, { file_name: it.file_name.replace(/(\.\w+)?$/, '-corrected.csv'), source: 'correction', state: 'processing', origin: { kind: 'correction', import: it.id }, chunks: { total: 1, done: 0 } })
      world.imports.unshift(started)
      later([
        () => {
          Object.assign(started, { state: 'completed', completed_at: new Date().toISOString(), rows: { ...NOTHING, read: n, total: n, accepted: n }, orders: { ...NOTHING, cancellations: 0, total: n, accepted: n }, chunks: { total: 1, done: 1 }, actions: ['undo'] })
          Object.assign(it, { mended: { rows: it.mended.rows + n, orders: it.mended.orders + n } })
        },
      ])
      return { status: 202, body: { import: started } }
    }
    case 'undo': {
      const total = it.orders.accepted
      it.undo = { state: 'undoing', begun_at: new Date().toISOString(), done_at: null, total, cancelled: 0, refused: 0, gone: 0 }
      it.actions = []
      later([
        () => Object.assign(it.undo ?? {}, { cancelled: Math.ceil(total / 2) }),
        () => Object.assign(it.undo ?? {}, { state: 'undone', done_at: new Date().toISOString(), cancelled: total - 3, refused: 2, gone: 1 }),
      ])
      return { status: 202, body: { import: it } }
    }
  }
  return found(undefined)
}

function rejectedOrders(diagnostics: Diagnostic[], nMended: number): RejectedOrder[] {
  return diagnostics
    .filter(({ outcome }) => outcome === 'rejected')
    .map(({ reference, rows, faults }, index) => ({
      row: rows[0] ?? 0, reference, correctable: index !== 4, mended: index < nMended,
      rows: rows.map((row, line) => ({ row, cells: [reference, line === 1 ? '9999X' : '85123A', 'WHITE HANGING HEART T-LIGHT HOLDER', '6', '01/12/2010 08:26', '2,55', '', 'United Kingdom'] })),
      faults: faults.map(fault => ({ ...fault, cell: fault.column ? COLUMNS.indexOf(fault.column) : null })),
    }))
}

function undone(world: World, { undo }: Import): UndoneOrder[] {
  const orders = world.orders.slice(0, 12)
  if (undo?.state !== 'undone') return orders.slice(0, 6).map(({ id, reference }) => ({ order: id, reference, outcome: 'cancelled', detail: null }))
  return orders.map(({ id, reference }, index) =>
    index % 6 === 5 ? { order: id, reference, outcome: 'refused', detail: '3 units are with the warehouse or have left it' } : { order: id, reference, outcome: index === 3 ? 'gone' : 'cancelled', detail: null },
  )
}

function mapped(order: Order, index: number): MappedOrder {
  return {
    row: 2 + index, reference: order.reference, channel: order.channel, placed_at: order.placed_at, promised_at: null, currency: order.currency, customer_code: null,
    consignee: order.consignee_party, buyer: null, charges: [], total: order.total, shipping_service: 'standard', payment_terms: '', notes: '',
    lines: order.lines.map(({ sku, description, ordered, unit_price, tax_rate, discount }) => ({ sku, description, quantity: ordered, unit_price, tax_rate, discount })),
  }
}

/** Reads a sample as one that knows `;` tables would: enough to see the form and the preview work together. */
export function preview(world: World, call: Call): Answer {
  const { profile, file } = call.body() as { profile: { fields: Record<string, { column?: string }> }; file: string }
  const [header = '', ...lines] = Buffer.from(file, 'base64').toString('utf8').trim().split('\n')
  const columns = header.split(';')
  const cell = (line: string, field: string) => line.split(';')[columns.indexOf(profile.fields[field]?.column ?? '')] ?? ''
  const template = world.orders[0] as Order
  const answer: ProfilePreview = {
    format: 'csv', delimiter: ';', encoding: 'utf-8', columns, rows: lines.length, orders: lines.length, faults: [],
    items: lines.map((line, index) => {
      const [reference, sku, quantity] = ['reference', 'sku', 'quantity'].map(field => cell(line, field)) as [string, string, string]
      const isKnown = world.products.some(product => product.sku === sku)
      const order = { ...mapped(template, index), reference, lines: [{ ...mapped(template, index).lines[0], sku, quantity: Number(quantity) }] } as MappedOrder
      return {
        reference, rows: [index + 2], order: isKnown ? order : null,
        faults: isKnown ? [] : [{ row: index + 2, column: profile.fields['sku']?.column ?? null, code: 'unknown_sku', message: `The catalogue has no SKU "${sku}".`, suggestion: 'Add the product or correct the code.' }],
      }
    }),
  }
  return ok(answer)
}
