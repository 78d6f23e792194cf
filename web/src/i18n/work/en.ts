export const first_run = {
  title: 'Get the store going',
  hint: 'Four steps to the first parcel. This list goes when there are orders.',
  go: 'Go there',
  done: 'Done',
  products: 'Add your products',
  products_hint: 'Paste them from a spreadsheet: SKU, name, place.',
  stock: 'Book goods in',
  stock_hint: 'Scan a delivery or paste its note.',
  orders: 'Send the first orders',
  orders_hint: 'Drop a file, or create an API key for your shop.',
  shipped: 'Release, pick, pack, hand over',
  shipped_hint: 'A batch prints invoices and labels; the phone leads through the rest.',
} as const

export const pwa = {
  update: 'A new version of Packhouse is there.',
  reload: 'Load it',
  offline: 'No connection. What you see may be old; what is still loading goes on by itself when the connection is back.',
  offline_floor: 'Picking, counting and handing over can go on meanwhile.',
} as const

export const unsaved = {
  title: 'Leave without saving?',
  explanation: 'What you changed here is not saved yet. It is lost when you leave.',
  stay: 'Stay here',
  leave: 'Leave',
} as const
