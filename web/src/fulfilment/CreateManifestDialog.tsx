import { TextField } from '@mui/material'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Manifest } from '../api/types'
import { useT } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { useSaid } from '../layout/Said'
import { usePaths } from '../layout/usePaths'

/** `pathTo` is where one goes with the manifest; its own page where nothing else is said. */
export function CreateManifestDialog({ batch, pathTo, onClose }: { batch?: string; pathTo?: (manifest: string) => string; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const path = usePaths()
  const navigate = useNavigate()
  const { createManifest } = useOperations()
  const [carrier, setCarrier] = useState('')
  const command = useCommand(
    (body: { carrier: string; batch?: string }, key) => createManifest(body, key),
    ['manifests', 'orders'],
    (manifest: Manifest) => {
      say(t('manifests.created'))
      navigate((pathTo ?? path.manifest)(manifest.id))
    },
  )
  return (
    <CommandDialog
      {...command}
      title={t('manifests.create')}
      explanation={batch ? t('manifests.create_batch_hint') : t('manifests.create_hint')}
      confirm={t('manifests.create')}
      isReady={carrier.trim() !== ''}
      onConfirm={() => command.send({ carrier: carrier.trim(), ...(batch ? { batch } : {}) })}
      onClose={onClose}
    >
      <TextField label={t('manifests.carrier')} value={carrier} onChange={event => setCarrier(event.target.value)} required autoFocus />
    </CommandDialog>
  )
}
