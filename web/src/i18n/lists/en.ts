export const lists = {
  save_view: 'Save this view',
  save_view_hint: 'Keeps these filters under a name, on this device.',
  view_name: 'Name of the view',
  columns: 'Columns',
  export: 'Export CSV',
  exporting: '%{n} row read |||| %{n} rows read',
  exported: '%{n} row is in the file |||| %{n} rows are in the file',
} as const

export const search = {
  title: 'Search',
  hint: 'Order number, SKU or page',
  results: 'Results',
  page: 'Page',
  nothing: 'Nothing found. Orders are found by their whole number.',
} as const
