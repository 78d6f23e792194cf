export const acting = {
  title: 'Działasz za klienta',
  banner: 'Jesteś na miejscu: %{client}. Zalogowano jako %{name}.',
  told: 'Dziennik klienta mówi, że tu jesteś; to, co zrobisz, nosi oba nazwiska.',
  withheld: 'Tej osobie wolno, a Tobie nie: %{list}',
  end: 'Wróć do swojego widoku',
  begin: 'Działaj za klienta',
  begin_one: 'Działaj za tę osobę',
  ask: 'Działać za: %{name}?',
  hint: 'Widzisz to, co ta osoba, i robisz to, co jej wolno, o ile i Tobie to wolno. Dziennik mówi o tym z oboma nazwiskami.',
  nobody: 'W Twoich sklepach nie pracuje nikt od klienta',
}
