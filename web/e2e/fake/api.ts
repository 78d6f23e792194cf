import type { Account, Batch, HoldReason, Import, Manifest, Me, NewExport, Order, Page, Permission, PickedOrder, StockLevel, StockRecord, TimelineEntry } from '../../src/api/types'
import { found, ok, problem, type Answer, type Call } from './answers'
import { needsFactor } from './cognito'
import { boardOf, fitsBoard } from './board'
import { createDeadLetters } from './dead-letters'
import { createExports } from './exports'
import { actOnOrders } from './order-actions'
import { findingsCommand, recountOperation } from './findings'
import { countsOperation, fits, onDay } from './counts'
import { inboundOperation, withIncoming } from './inbound'
import { createInbox } from './inbox'
import { createPeople } from './people'
import { importsCommand, importsQuery, preview, refuseFile, tryFile } from './imports'
import { returnsOperation, withReturns } from './returns'
import { settingsOperation } from './settings'
import { summaryOf } from './summary'
import { overviewOf } from './overview'
import { pickLines, warehouseCommand } from './warehouse'
import { webhooksOperation } from './webhooks'
import { costsBetween, createWorld, type World } from './world'

/** The HTTP API of `docs/api.md` over worlds in memory: enough of it for the portal, refusals included. */

const PERMISSIONS: Permission[] = [
  'orders.read', 'orders.write', 'orders.cancel', 'orders.hold', 'imports.read', 'imports.write', 'profiles.write', 'catalogue.read', 'catalogue.write',
  'customers.read', 'customers.write', 'stock.read', 'inbound.write', 'returns.write', 'stock.receive', 'stock.adjust', 'stock.approve',
  'fulfilment.read', 'fulfilment.release', 'fulfilment.pick', 'fulfilment.pack', 'fulfilment.ship', 'fulfilment.unship',
  'reconciliation.read', 'reconciliation.run', 'settings.read', 'settings.write', 'keys.write', 'costs.read', 'findings.read', 'findings.repair', 'users.read', 'users.write', 'users.act_as', 'audit.read',
  'operations.read', 'operations.replay',
]
const CLIENT_PERMISSIONS: Permission[] = ['orders.read', 'imports.read', 'stock.read', 'reconciliation.read']

const STEP_MS = 700

export function createFakeApi() {
  const now = Date.now()
  const worlds = new Map(
    [
      createWorld('online-retail', 'Online Retail', 'Europe/London', 'GBP', now),
      createWorld('nordlys-home', 'Nordlys Home', 'Europe/Warsaw', 'PLN', now),
      emptied(createWorld('new-store', 'New Store', 'Asia/Ho_Chi_Minh', 'VND', now)),
    ].map(world => [world.store.id, world]),
  )
  const answers = new Map<string, Answer>()
  const people = createPeople(now)
  const inbox = createInbox(now)
  const deadLetters = createDeadLetters(now)

  return function answer(bearer: string, call: Call, idempotencyKey: string | undefined): Answer {
    const client = call.actAs === undefined ? undefined : people.clientPerson(call.actAs)
    if (call.actAs !== undefined && !client) return problem(403, 'cannot_act', 'You cannot act for them', 'There is no such person among your clients.')
    if (client && call.path.startsWith('/me/')) return problem(403, 'cannot_act', 'You cannot act for them', 'This is theirs alone; stop acting for them to come to your own.')
    const email = client?.email ?? bearer
    const isClient = client !== undefined || email.startsWith('client')
    if (needsFactor(email)) return problem(403, 'second_factor_required', 'Your role needs a second factor', 'Set up an authenticator for your account and sign in again.')
    if (call.path === '/me') return { status: 200, body: { ...me(email, worlds, isClient, client ? { name: client.name, locale: null } : people.account(email)), ...(client && { subject: client.id, role: client.role, acting: { subject: bearer, name: people.account(bearer).name, withheld: client.withheld } }) } }
    const replayed = idempotencyKey && answers.get(idempotencyKey)
    if (replayed) return replayed
    const ofInbox = inbox(call, items => page(items, call.query))
    if (ofInbox) return ofInbox
    const ofDeadLetters = isClient ? null : deadLetters(call)
    if (ofDeadLetters) {
      if (idempotencyKey) answers.set(idempotencyKey, ofDeadLetters)
      return ofDeadLetters
    }
    const ofPeople = isClient && !call.path.startsWith('/me') ? null : people.operation(email, call, items => page(items, call.query))
    if (ofPeople) {
      if (idempotencyKey) answers.set(idempotencyKey, ofPeople)
      return ofPeople
    }
    const [, store, path] = /^\/stores\/([^/]+)(\/.*)?$/.exec(call.path) ?? []
    const world = worlds.get(decodeURIComponent(store ?? ''))
    if (!world) return problem(404, 'not_found', 'Not found', 'There is no such store.')
    if (isClient && call.method !== 'GET') return problem(403, 'forbidden', 'Forbidden', 'Your role does not allow this.')
    const result = operation(world, path ?? '', call)
    if (idempotencyKey) answers.set(idempotencyKey, result)
    return result
  }
}

function operation(world: World, path: string, call: Call): Answer {
  const parts = path.split('/').slice(1).map(decodeURIComponent)
  const [collection, id, part, more] = parts
  const { query, method } = call
  if (collection === 'exports') return exportsOf(world.store.id, id, call, wanted => nRowsOf(world, wanted), items => page(items, query))
  const settings = settingsOperation(world, parts, call, items => page(items, query))
  if (settings) return settings
  const returns = returnsOperation(world, parts, call, items => page(items, query))
  if (returns) return returns
  const inbound = inboundOperation(world, parts, call, items => page(items, query))
  if (inbound) return inbound
  const counting = countsOperation(world, parts, call, items => page(items, query), later)
  if (counting) return counting
  if (collection === 'webhooks') return webhooksOperation(world.hooks, parts, call, items => page(items, query), later)
  if (method === 'GET') {
    switch (collection) {
      case 'orders':
        return id ? found(withReturns(world, world.orders.find(order => order.id === id))) : ok(page(world.orders.filter(orderFilter(query)).filter(fitsBoard(world, query)).map(summary), query))
      case 'imports':
        if (!id) return ok(page(world.imports, query))
        if (part === 'diagnostics') return ok(page(world.diagnostics.get(id) ?? [], query))
        if (part === 'rejected-file') return ok({ url: '/fake-file/rejected.csv' })
        return queryOfImport(world, id, part, query)
      case 'stock': {
        const day = query.get('as_of')
        const known = world.stock.map(level => withIncoming(world, level))
        if (!id) return ok(page(known.filter(level => fits(world, level, name => query.get(name))).map(level => (day ? onDay(level, day) : level)), query))
        if (part === 'recount') return recountOperation(world, id, part, call)
        if (part === 'moves') return ok(page((world.moves.get(id) ?? []).filter(move => !day || move.recorded_at.slice(0, 10) <= day), query))
        if (part === 'queue') return ok(page(world.waiting.get(id) ?? [], query))
        return found(known.filter(level => level.sku === id).map(level => (day ? { ...onDay(level, day), demand_per_day: null, as_of: day } : lasting(level)))[0])
      }
      case 'batches':
        if (part === 'pick-lines') return ok(page(pickLines(world, id ?? ''), query))
        return id ? found(withContents(world, world.batches.find(batch => batch.id === id))) : ok(page(world.batches, query))
      case 'manifests':
        return id ? found(withContents(world, world.manifests.find(manifest => manifest.id === id))) : ok(page(world.manifests, query))
      case 'overview':
        return ok(overviewOf(world, Number(query.get('days'))))
      case 'board':
        return ok(boardOf(world))
      case 'summary':
        return ok(summaryOf(world, query))
      case 'costs':
        return ok(costsBetween(query.get('from') ?? '', query.get('to') ?? ''))
      case 'findings':
        return ok(page(world.findings, query))
      case 'reconciliations':
        if (!id) return ok(page(world.reconciliations, query))
        if (part === 'file') return ok({ url: `/fake-file/reconciliation-${id}.${query.get('format')}` })
        return found(world.reconciliations.find(it => String(it.sequence) === id))
    }
    return problem(404, 'not_found', 'Not found', 'There is no such thing.')
  }
  switch (collection) {
    case 'orders': {
      const order = world.orders.find(it => it.id === id)
      return order ? orderCommand(order, part ?? '', more, call) : found(undefined)
    }
    case 'order-actions':
      return actOnOrders(world, call)
    case 'imports':
      if (id && part) return importsCommand(world, world.imports.find(it => it.id === id), part, call, later)
      return { status: 202, body: { import: startImport(world, query.get('file_name') ?? 'orders.csv', query.get('profile'), call.bytes, query.get('dry_run') === 'true') } }
    case 'profile-previews':
      return preview(world, call)
    case 'findings':
      return findingsCommand(world, id ?? '', part ?? '', call)
    case 'stock':
      if (part === 'rebuild') return recountOperation(world, id ?? '', part, call)
      break
    case 'receipts': {
      const { lines } = call.body() as { lines: { sku: string; quantity: number }[] }
      const unknown = lines.flatMap(({ sku }, index) => (world.stock.some(level => level.sku === sku) ? [] : [{ sku, index }]))
      if (unknown.length > 0)
        return problem(422, 'invalid', 'The receipt cannot be booked', 'Some of the lines are not right.',
          unknown.map(({ sku, index }) => ({ pointer: `/lines/${index}/sku`, detail: `The catalogue has no SKU ${sku}.` })))
      for (const line of lines)
        for (const level of world.stock.filter(it => it.sku === line.sku)) {
          level.on_hand += line.quantity
          level.available += line.quantity
          level.version += 1
        }
      return { status: 201, body: {} }
    }
    case 'batches':
      return id ? ok(pickBatch(world, id)) : { status: 202, body: releaseBatch(world, call.body() as { max_orders?: number; orders?: string[] }) }
    case 'manifests': {
      if (id) return shipManifest(world, id)
      return { status: 202, body: createManifest(world, call.body() as { carrier: string; orders?: string[] }) }
    }
    case 'reconciliations':
      return { status: 202, body: {} }
  }
  return problem(404, 'not_found', 'Not found', 'There is no such operation.')
}

const exportsOf = createExports(later)

/** How many rows the file of a list has; null where there is no such list. */
function nRowsOf(world: World, { list, filter = {} }: NewExport): number | null {
  const query = new URLSearchParams(filter as Record<string, string>)
  switch (list) {
    case 'orders':
      return world.orders.filter(orderFilter(query)).length
    case 'chosen_orders':
      return (filter as { orders: string[] }).orders.length
    case 'moves':
      return world.moves.get(query.get('sku') ?? '')?.length ?? 0
    case 'overview':
      return 3
    case 'count_lines':
      return world.counts.find(it => it.id === query.get('count'))?.skus.length ?? 0
    case 'audit':
    case 'users':
      return 12
    case 'imports':
    case 'stock':
    case 'products':
    case 'customers':
    case 'returns':
    case 'batches':
    case 'manifests':
    case 'reconciliations':
    case 'findings':
      return world[list].length
    default:
      return null
  }
}

function orderCommand(order: Order, command: string, more: string | undefined, call: Call): Answer {
  const stamp = (kind: TimelineEntry['kind'], detail: string) =>
    order.timeline.push({ at: new Date().toISOString(), kind, actor: 'Demo Supervisor', actor_id: 'usr-0004', on_behalf_of: null, detail, data: detail ? { reason: detail } : {} })
  switch (command) {
    case 'cancel': {
      const { reason } = call.body() as { reason: string }
      if (order.status === 'picking' || order.status === 'picked')
        return problem(409, 'already_picked', 'The order cannot be cancelled', 'Its goods are already picked.')
      for (const line of order.lines) Object.assign(line, { allocated: 0, backordered: 0, released: 0, cancelled: line.ordered - line.shipped })
      Object.assign(order, { status: 'cancelled', actions: [], why_not_shipped: null })
      stamp('cancelled', reason)
      return ok(order)
    }
    case 'holds': {
      const reason = (call.method === 'DELETE' ? more : (call.body() as { reason: string }).reason) as HoldReason
      if (call.method === 'DELETE') {
        Object.assign(order, { holds: order.holds.filter(hold => hold !== reason), status: 'allocated', actions: ['cancel', 'hold', 'reduce'], why_not_shipped: null })
        stamp('hold_released', reason)
        return { status: 204 }
      }
      Object.assign(order, { holds: [...order.holds, reason], status: 'on_hold', actions: ['release_hold', 'hold', 'cancel'], why_not_shipped: { code: 'on_hold', sentence: `On hold: ${reason}.`, holds: [...order.holds, reason], units: 0, others_short: 0 } })
      stamp('held', reason)
      return ok(order)
    }
    default:
      return warehouseCommand(order, command, more, call)
  }
}

const trials = new Map<string, Import>()

/** A dry run that became an import is in no list any more, but has its page. */
function queryOfImport(world: World, id: string, part: string | undefined, query: URLSearchParams): Answer {
  const it = world.imports.find(known => known.id === id) ?? trials.get(id)
  if (!it || !part) return found(it)
  return importsQuery(world, it, part, items => page(items, query)) ?? found(undefined)
}

function startImport(world: World, fileName: string, profile: string | null, bytes: number, isTrial: boolean): Import {
  const template = world.imports.find(it => it.state === 'completed' && it.orders.rejected === 0) ?? (createWorld('x', 'x', 'UTC', 'GBP', Date.now()).imports[1] as Import)
  const reader = world.profiles.find(({ name }) => name === (profile ?? world.store.default_profile)) as { name: string; format?: string } | undefined
  if (reader?.format && !fileName.endsWith(`.${reader.format}`)) {
    const failed = refuseFile(template, fileName, reader.name, isTrial)
    world.imports.unshift(failed)
    return failed
  }
  if (isTrial) {
    const tried = tryFile(world, template, fileName, bytes)
    trials.set(tried.id, tried)
    return tried
  }
  const started: Import = {
    ...template, id: `imp_${Date.now()}`, file_name: fileName, actions: [], source: 'api', bytes, state: 'reading', received_at: new Date().toISOString(), completed_at: null,
    rows: { read: 0, total: 1204, accepted: 0, rejected: 0, duplicate: 0 }, orders: { total: 0, accepted: 0, rejected: 0, duplicate: 0, cancellations: 0 },
    units: { ordered: 0, allocated: 0, backordered: 0 }, chunks: { total: 4, done: 0 },
  }
  world.imports.unshift(started)
  const steps: (() => void)[] = [
    () => Object.assign(started, { rows: { ...started.rows, read: 640 } }),
    ...[0, 1, 2, 3].map(done => () =>
      Object.assign(started, {
        state: 'processing', rows: { ...template.rows }, chunks: { total: 4, done },
        orders: { ...template.orders, accepted: done * 24, total: 96 }, units: { ordered: done * 577, allocated: done * 526, backordered: done * 51 },
      })),
    () => Object.assign(started, { state: 'completed', completed_at: new Date().toISOString(), actions: ['undo'], orders: template.orders, units: template.units, chunks: { total: 4, done: 4 } }),
  ]
  later(steps)
  return started
}

function releaseBatch(world: World, { max_orders = 200, orders }: { max_orders?: number; orders?: string[] }): Batch {
  const isReady = (order: Order) => order.status === 'allocated' || (orders && order.status === 'partially_allocated')
  const ready = world.orders.filter(order => isReady(order) && (!orders || orders.includes(order.id))).slice(0, max_orders)
  // Named ones go at once; the others stay for the screens that look at them.
  for (const order of orders ? ready : []) Object.assign(order, { status: 'released' })
  const batch: Batch = {
    id: `bat_${Date.now()}`, state: 'releasing', n_orders: ready.length, n_units: ready.reduce((sum, order) => sum + order.units, 0),
    settings_version: 1, released_at: new Date().toISOString(), documents: [], orders: ready.map(order => order.id), progress: { done: 0, total: ready.length }, actions: [],
  }
  world.batches.unshift(batch)
  later([
    () => Object.assign(batch, { progress: { done: Math.ceil(ready.length / 2), total: ready.length } }),
    () => Object.assign(batch, { state: 'released', progress: { done: ready.length, total: ready.length } }),
    () => Object.assign(batch, { state: 'rendered', documents: [{ name: 'invoices-001.pdf', sheets: ready.length, url: '/fake-file/invoices-001.pdf' }] }),
  ])
  return batch
}

/** The first order is always refused, so that a refusal can be seen. */
function pickBatch(world: World, id: string): Page<PickedOrder> {
  const orders = world.batches.find(batch => batch.id === id)?.orders ?? []
  return {
    items: orders.map((order, index) => (index === 0 ? { order, outcome: 'refused', detail: 'It is on hold.' } : { order, outcome: 'picked', detail: null })),
    next: null,
  }
}

function createManifest(world: World, { carrier, orders }: { carrier: string; orders?: string[] }): Manifest {
  const packed = world.orders.filter(order => order.status === 'packed' && (!orders || orders.includes(order.id))).slice(0, orders ? undefined : 12)
  const manifest: Manifest = {
    id: `man_${Date.now()}`, state: 'open', carrier, created_at: new Date().toISOString(), shipped_at: null,
    n_orders: packed.length, n_parcels: packed.length, orders: packed.map(order => order.id), progress: { done: 0, total: packed.length }, actions: ['ship'],
  }
  world.manifests.unshift(manifest)
  return manifest
}

function shipManifest(world: World, id: string): Answer {
  const manifest = world.manifests.find(it => it.id === id)
  if (!manifest) return found(undefined)
  manifest.state = 'shipping'
  manifest.actions = []
  const total = manifest.n_orders
  later([
    () => Object.assign(manifest, { progress: { done: Math.ceil(total / 2), total } }),
    () => Object.assign(manifest, { state: 'shipped', shipped_at: new Date().toISOString(), progress: { done: total, total } }),
  ])
  return { status: 202, body: manifest }
}

function later(steps: (() => void)[]) {
  steps.forEach((step, index) => setTimeout(step, (index + 1) * STEP_MS).unref())
}

function me(email: string, worlds: Map<string, World>, isClient: boolean, { name, locale }: Pick<Account, 'name' | 'locale'>): Me {
  const stores = [...worlds.values()].map(({ store: { id, name, time_zone, currency, locale } }) => ({ id, name, time_zone, currency, locale }))
  return {
    subject: email, name, locale, email, all_stores: !isClient, role: isClient ? 'client_user' : 'supervisor', organisation: 'meridian',
    stores: isClient ? stores.slice(0, 1) : stores, permissions: isClient ? CLIENT_PERMISSIONS : PERMISSIONS, acting: null,
  }
}

const orderFilter = (query: URLSearchParams) => (order: Order) => {
  const matches = (name: string, test: (value: string) => boolean) => {
    const value = query.get(name)
    return value === null || test(value)
  }
  return (
    matches('status', status => order.status === status) &&
    matches('waiting', () => order.status === 'backordered' || order.status === 'partially_allocated') &&
    matches('reference', reference => order.reference === reference) &&
    matches('consignee', name => order.consignee.toLowerCase().includes(name.toLowerCase())) &&
    matches('sku', sku => order.lines.some(line => line.sku === sku)) &&
    matches('placed_from', day => order.placed_at.slice(0, 10) >= day) &&
    matches('placed_to', day => order.placed_at.slice(0, 10) <= day) &&
    matches('shipped_from', day => (order.shipped_at ?? '').slice(0, 10) >= day) &&
    matches('shipped_to', day => !!order.shipped_at && order.shipped_at.slice(0, 10) <= day)
  )
}

/** A SKU with its demand: one that nobody waits for and that is not bound to any order has none. */
const lasting = (level: StockLevel): StockRecord => {
  const units = level.allocated + level.backordered
  return { ...level, demand_per_day: (units / 28).toFixed(2), as_of: null, cover_days: units === 0 ? null : Math.floor((level.available * 28) / units) }
}

/** A list answers less than an order's page does. */
function summary({ id, reference, channel, status, placed_at, shipped_at, consignee, country, n_lines, units, total, holds }: Order) {
  return { id, reference, channel, status, placed_at, shipped_at, consignee, country, n_lines, units, total, holds }
}

function page<Item>(items: Item[], query: URLSearchParams): Page<Item> {
  const from = Number(query.get('cursor') ?? 0)
  const to = from + Number(query.get('limit') ?? 50)
  return { items: items.slice(from, to), next: to < items.length ? String(to) : null }
}

function withContents<Thing extends { orders: string[] }>(world: World, thing: Thing | undefined) {
  const byId = new Map(world.orders.map(order => [order.id, order]))
  const contents = thing?.orders.flatMap(order => byId.get(order) ?? []).map(({ id, reference, status }) => ({ id, reference, status }))
  return thing && { ...thing, contents }
}

const emptied = (world: World): World => ({ ...world, orders: [], imports: [], products: [], customers: [], profiles: [], apiKeys: [], stock: [], deliveries: [], returns: [], counts: [], batches: [], manifests: [], reconciliations: [], findings: [], hooks: { webhooks: [], deliveries: new Map() } })
