export const lists = {
  save_view: 'Save this view',
  save_view_hint: 'Keeps these filters under a name, on this device.',
  view_name: 'Name of the view',
  columns: 'Columns',
} as const

export const search = {
  title: 'Search',
  hint: 'Order number, SKU, file number or page',
  results: 'Results',
  page: 'Page',
  nothing: 'Nothing found. Orders are found by their whole number.',
} as const
