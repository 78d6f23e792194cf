import { useEffect } from 'react'
import { useBlocker } from 'react-router-dom'
import { useT } from '../i18n/I18n'
import { CommandDialog } from './CommandDialog'

/** Asks before what somebody typed is lost: where they go to another page of the portal, and where they leave it. */
export function Unsaved({ isChanged }: { isChanged: boolean }) {
  const t = useT()
  const blocker = useBlocker(({ currentLocation, nextLocation }) => isChanged && currentLocation.pathname !== nextLocation.pathname)
  useEffect(() => {
    if (!isChanged) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isChanged])
  if (blocker.state !== 'blocked') return null
  return (
    <CommandDialog
      title={t('unsaved.title')}
      explanation={t('unsaved.explanation')}
      stay={t('unsaved.stay')}
      confirm={t('unsaved.leave')}
      isDangerous
      isSending={false}
      problem={null}
      onConfirm={() => blocker.proceed()}
      onClose={() => blocker.reset()}
    />
  )
}
