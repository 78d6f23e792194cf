export const lists = {
  save_view: 'Zapisz widok',
  save_view_hint: 'Zachowuje te filtry pod nazwą na tym urządzeniu.',
  view_name: 'Nazwa widoku',
  columns: 'Kolumny',
}

export const search = {
  title: 'Szukaj',
  hint: 'Numer zamówienia, SKU, numer pliku lub strona',
  results: 'Wyniki',
  page: 'Strona',
  nothing: 'Nic nie znaleziono. Zamówienia szuka się po całym numerze.',
}
