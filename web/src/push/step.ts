/** What this browser was added as: it is kept on the device, and says whose. */
export type Known = { id: string; endpoint: string; subject: string }

/** What is to be done about this browser's subscription when the portal starts. */
export type Step =
  /** All is as it was. */
  | 'nothing'
  /** The browser has another subscription than the API knows: it is told. */
  | 'add'
  /** There is no subscription, or one to a key that is not ours any more: a new one is made and told. */
  | 'subscribe'
  /** Nothing is to be pushed here any more. */
  | 'drop'

type Facts = {
  /** None where nobody has switched notifications on here. */
  known: Known | null
  subject: string
  isAllowed: boolean
  /** The browser's own, if it has one. */
  subscription: { endpoint: string; isForOurKey: boolean } | null
  /** The devices that the API knows. */
  ids: string[]
}

export function stepOf({ known, subject, isAllowed, subscription, ids }: Facts): Step {
  if (!known) return 'nothing'
  // Somebody else has signed in here, or the person has taken the permission back.
  if (known.subject !== subject || !isAllowed) return 'drop'
  if (!subscription) return 'subscribe'
  const isSame = subscription.endpoint === known.endpoint
  // It was removed from another device, or with all sessions: that is not undone by opening the portal.
  if (isSame && !ids.includes(known.id)) return 'drop'
  if (!subscription.isForOurKey) return 'subscribe'
  return isSame ? 'nothing' : 'add'
}
