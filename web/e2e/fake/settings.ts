import type { ApiKey, AuditChange, Customer, ImportProfile, Logo, NewAdjustment, NewApiKey, NewPlan, PlannedSettings, Product, SettingsVersion, Store, StoreBody } from '../../src/api/types'
import { found, ok, problem, type Answer, type Call } from './answers'
import type { World } from './world'

/** Built in: every store's list of profiles begins with it. */
const CANONICAL: ImportProfile = { name: 'canonical', time_zone: 'UTC', fields: { reference: { column: 'reference' }, sku: { column: 'sku' }, quantity: { column: 'quantity' } } }

/** What a store is made of beside its orders: catalogue, address book, profiles, keys, settings. Null where the path is none of these. */
export function settingsOperation(world: World, [collection, id, part]: string[], call: Call, page: <Item>(items: Item[]) => unknown): Answer | null {
  const isRead = call.method === 'GET'
  switch (collection) {
    case undefined:
      return isRead ? ok(world.store) : replaceStore(world, call)
    case 'brand':
      return ok({ colour: world.store.brand.colour, logo: world.store.brand.logo === LOGO.id ? LOGO : null })
    case 'logos':
      return call.bytes > 200 * 1024 ? problem(422, 'invalid', 'The content is not valid', 'It has more than 200 kB, or a side of more than 1600 pixels; make it smaller.') : { status: 201, body: LOGO }
    case 'brand-samples':
      return ok({ sheet: btoa('%PDF-1.7'), mail: btoa('Subject: sample') })
    case 'settings-versions':
      return ok(page(world.versions))
    case 'planned-settings': {
      if (isRead) return ok({ items: world.planned, next: null })
      if (call.method === 'DELETE') {
        world.planned = world.planned.filter(plan => plan.id !== id)
        keepVersion(world, [])
        return { status: 204 }
      }
      const { from, settings } = call.body() as NewPlan
      if (call.ifMatch !== `"${world.store.version}"`) return problem(409, 'changed', 'Somebody else has changed it', 'Read it again and repeat your change.')
      if (Date.parse(from) <= Date.now()) return problem(409, 'state', 'It is not in a state for this', 'A planned change comes later than now.')
      const plan: PlannedSettings = {
        id: `pln_${Date.now()}`, from, planned_at: new Date().toISOString(), planned_by: 'Demo Supervisor', on_behalf_of: null,
        changes: differences(world.store, settings), settings: { ...world.store, ...settings } as Store,
      }
      world.planned = [...world.planned, plan].sort((a, b) => a.from.localeCompare(b.from))
      keepVersion(world, [])
      return { status: 201, body: plan }
    }
    case 'products':
      if (!isRead) return put(call.body() as { items: Product[] }, world.products, product => product.sku, productFaults)
      if (id) return found(world.products.find(product => product.sku === id))
      return ok(page(world.products.filter(product => product.sku.startsWith((call.query.get('q') ?? '').toUpperCase()))))
    case 'customers':
      if (!isRead) return put(call.body() as { items: Customer[] }, world.customers, customer => customer.code, () => [])
      return id ? found(world.customers.find(customer => customer.code === id)) : ok(page(world.customers))
    case 'profiles': {
      if (isRead) return id ? found(world.profiles.find(profile => profile.name === id)) : ok({ items: [CANONICAL, ...world.profiles], next: null })
      const profile = call.body() as ImportProfile
      world.profiles = [...world.profiles.filter(it => it.name !== profile.name), profile]
      return ok(profile)
    }
    case 'api-keys': {
      if (isRead) return ok({ items: world.apiKeys, next: null })
      if (call.method === 'DELETE') {
        world.apiKeys = world.apiKeys.filter(key => key.id !== id)
        return { status: 204 }
      }
      const { name, permissions } = call.body() as NewApiKey
      const made: ApiKey = { id: `key_${Date.now()}`, name, permissions, created_at: new Date().toISOString(), created_by: 'supervisor@meridian.example' }
      world.apiKeys = [made, ...world.apiKeys]
      return { status: 201, body: { ...made, key: 'ph_live_6hT2mQ9xVb4LrN8sKd3WzYp7' } }
    }
    case 'stock': {
      if (part !== 'adjustments') return null
      const { from, to, quantity } = call.body() as NewAdjustment
      const level = world.stock.find(it => it.sku === id)
      if (!level) return found(undefined)
      const at = (place: string) => (place === 'available' ? level.available : (level.unavailable[place] ?? 0))
      if (from !== 'outside' && at(from) < quantity) return problem(409, 'refused', 'There is not so much', `Only ${at(from)} units are ${from}.`)
      const move = (place: string, change: number) => {
        if (place === 'available') level.available += change
        else if (place !== 'outside') level.unavailable = { ...level.unavailable, [place]: at(place) + change }
      }
      move(from, -quantity)
      move(to, quantity)
      level.on_hand = level.available + level.allocated + Object.values(level.unavailable).reduce((sum, units) => sum + units, 0)
      level.version += 1
      return { status: 201, body: level }
    }
    default:
      return null
  }
}

function put<Item>({ items }: { items: Item[] }, known: Item[], name: (item: Item) => string, faults: (item: Item, index: number) => { pointer: string; detail: string }[]): Answer {
  const errors = items.flatMap(faults)
  if (errors.length > 0) return problem(422, 'invalid', 'Nothing was written', 'Some of the items are not right.', errors)
  for (const item of items) {
    const at = known.findIndex(it => name(it) === name(item))
    if (at < 0) known.push(item)
    else known[at] = item
  }
  return ok({ written: items.length })
}

const productFaults = (product: Product, index: number) =>
  product.gtin && !/^(\d{8}|\d{12,14})$/.test(product.gtin) ? [{ pointer: `/items/${index}/gtin`, detail: `${product.gtin} is no GTIN.` }] : []

/** What the fake makes of every upload: a teal field of one pixel. */
const LOGO: Logo = {
  id: '5f'.repeat(32), width: 240, height: 60,
  png: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
}

/** What differs between two settings, leaf by leaf. */
function differences(before: object, after: object, path = ''): AuditChange[] {
  const old = before as Record<string, unknown>
  return Object.entries(after).flatMap(([name, value]): AuditChange[] => {
    const was = old[name]
    const field = path ? `${path}/${name}` : name
    if (name === 'version' || JSON.stringify(was) === JSON.stringify(value)) return []
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && typeof was === 'object' && was !== null) return differences(was, value, field)
    const text = (it: unknown) => (it === null || it === undefined || it === '' ? null : Array.isArray(it) ? it.join(', ') : String(it))
    return text(was) === text(value) ? [] : [{ of: null, field, from: text(was), to: text(value) }]
  })
}

export const firstVersion = (store: Store, at: string): SettingsVersion => ({ version: store.version, from: at, made_at: at, made_by: 'Nora Head', on_behalf_of: null, changes: [], settings: structuredClone(store) })

function replaceStore(world: World, call: Call): Answer {
  if (!call.ifMatch) return problem(428, 'version_required', 'Say which version you have read', 'Send If-Match.')
  if (call.ifMatch !== `"${world.store.version}"`) return problem(409, 'changed', 'Somebody else has changed it', 'Read it again and repeat your change.')
  const body = call.body() as StoreBody
  const changes = differences(world.store, body)
  Object.assign(world.store, body)
  keepVersion(world, changes)
  return ok(world.store)
}

/** Each storing has its number: a change, a plan, and its withdrawal. */
function keepVersion(world: World, changes: AuditChange[]) {
  world.store.version += 1
  world.versions.unshift({ ...firstVersion(world.store, new Date().toISOString()), made_by: 'Demo Supervisor', changes })
}
