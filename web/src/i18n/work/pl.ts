export const first_run = {
  title: 'Uruchom sklep',
  hint: 'Cztery kroki do pierwszej paczki. Lista zniknie, gdy będą zamówienia.',
  go: 'Przejdź',
  done: 'Zrobione',
  products: 'Dodaj produkty',
  products_hint: 'Wklej je z arkusza: SKU, nazwa, miejsce.',
  stock: 'Przyjmij towar',
  stock_hint: 'Zeskanuj dostawę albo wklej jej dokument.',
  orders: 'Wyślij pierwsze zamówienia',
  orders_hint: 'Upuść plik albo utwórz klucz API dla sklepu.',
  shipped: 'Wydaj do magazynu, skompletuj, spakuj, przekaż',
  shipped_hint: 'Partia drukuje faktury i etykiety; telefon prowadzi przez resztę.',
}

export const pwa = {
  update: 'Jest nowa wersja Packhouse.',
  reload: 'Wczytaj',
  offline: 'Brak połączenia. To, co widzisz, może być nieaktualne; wczytywanie ruszy samo, gdy połączenie wróci.',
  offline_floor: 'Kompletacja, inwentaryzacja i wydawanie przewoźnikom działają dalej.',
}

export const unsaved = {
  title: 'Wyjść bez zapisywania?',
  explanation: 'Zmiany na tej stronie nie są jeszcze zapisane. Po wyjściu przepadną.',
  stay: 'Zostań',
  leave: 'Wyjdź',
} as const
