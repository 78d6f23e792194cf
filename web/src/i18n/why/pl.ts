import type { why as en } from './en'

export const why: typeof en = {
  on_hold: 'Zamówienie jest wstrzymane: %{reasons}.',
  released: '%{n} sztuka jest na liście kompletacyjnej i czeka na kompletację. |||| %{n} sztuki są na liście kompletacyjnej i czekają na kompletację. |||| %{n} sztuk jest na liście kompletacyjnej i czeka na kompletację.',
  picking: 'Trwa kompletacja: do znalezienia została %{n} sztuka. |||| Trwa kompletacja: do znalezienia zostały %{n} sztuki. |||| Trwa kompletacja: do znalezienia zostało %{n} sztuk.',
  picked: 'Skompletowane, czeka na spakowanie.',
  packed: 'Spakowane, czeka na odbiór przez przewoźnika.',
  ready: 'Cały towar jest przydzielony; zamówienie czeka na przekazanie do magazynu.',
  partly_ready: '%{n} sztuka jest gotowa i czeka na przekazanie do magazynu. |||| %{n} sztuki są gotowe i czekają na przekazanie do magazynu. |||| %{n} sztuk jest gotowych i czeka na przekazanie do magazynu.',
  waiting: 'Czeka na %{quantity} szt. %{sku}.',
  next: 'Jest następne w kolejce.',
  ahead: 'Przed nim w kolejce jest %{n} zamówienie. |||| Przed nim w kolejce są %{n} zamówienia. |||| Przed nim w kolejce jest %{n} zamówień.',
  none_in_stock: 'Żadna sztuka nie jest wolna.',
  being_handed_out: 'Przyszła %{n} sztuka i jest rozdzielana. |||| Przyszły %{n} sztuki i są rozdzielane. |||| Przyszło %{n} sztuk i są rozdzielane.',
  others_short: 'Brakuje też %{n} innego produktu. |||| Brakuje też %{n} innych produktów. |||| Brakuje też %{n} innych produktów.',
  leaves_together: 'Pozostała %{n} sztuka jest przydzielona i wyjdzie razem z brakującymi. |||| Pozostałe %{n} sztuki są przydzielone i wyjdą razem z brakującymi. |||| Pozostałych %{n} sztuk jest przydzielonych i wyjdzie razem z brakującymi.',
  hold: {
    address: 'trzeba sprawdzić adres',
    payment: 'nie ma jeszcze zapłaty',
    fraud: 'możliwe oszustwo',
    client: 'na prośbę klienta',
    operator: 'zatrzymał je magazyn',
  },
}
