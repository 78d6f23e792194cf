export const acting = {
  title: 'Acting for a client',
  banner: 'You are in %{client}’s place. Signed in as %{name}.',
  told: 'Their log says that you were here; what you do bears both names.',
  withheld: 'They may do this and you may not: %{list}',
  end: 'Back to my own view',
  begin: 'Act for a client',
  begin_one: 'Act for them',
  ask: 'Act for %{name}?',
  hint: 'You see what they see and do what they may do, as far as you may do it yourself. The log tells of it, with both names.',
  nobody: 'No client’s person works in your stores',
} as const
