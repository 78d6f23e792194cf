import { Box, Button, Checkbox, FormControlLabel, Paper, Skeleton, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem } from '../api/problem'
import { useCommand } from '../api/queries'
import { useOperations, useStoreContext } from '../api/store-context'
import type { ApiKey, MadeApiKey, NewApiKey, Permission } from '../api/types'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { EmptyState } from '../layout/EmptyState'
import { Field, faultAt } from '../layout/Field'
import { PageHeader } from '../layout/PageHeader'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { ShownOnce } from '../layout/ShownOnce'
import { SmallTable } from '../layout/SmallTable'
import { When } from '../layout/When'

/** What programs call the API with. */
export default function ApiKeys() {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  const { listApiKeys } = useOperations()
  const [isCreating, setIsCreating] = useState(false)
  const [made, setMade] = useState<MadeApiKey | null>(null)
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  const { data, error } = useQuery({ queryKey: ['api-keys'], queryFn: () => listApiKeys({ limit: 200 }) })
  return (
    <>
      <PageHeader
        title={t('keys.title')}
        below={t('keys.below')}
        actions={
          <Button variant="contained" onClick={() => setIsCreating(true)}>
            {t('keys.create')}
          </Button>
        }
      />
      {made && <Made made={made} onSeen={() => setMade(null)} />}
      {error && <ProblemAlert problem={Problem.from(error)} />}
      {!data && !error && <Skeleton variant="rounded" height={200} />}
      {data && (
        <Paper variant="outlined" sx={{ overflow: 'hidden' }}>
          {data.items.length === 0 ? (
            <EmptyState title={t('keys.empty')} hint={t('keys.empty_hint')} />
          ) : (
            <SmallTable
              rows={data.items}
              rowKey={key => key.id}
              columns={[
                { label: t('keys.name'), cell: key => <strong>{key.name}</strong> },
                {
                  label: t('keys.permissions'),
                  cell: key => format.list(key.permissions.map(permission => word('permission', permission.replace('.', '_')))),
                },
                { label: t('keys.created_at'), cell: key => <When at={key.created_at} /> },
                { label: t('keys.created_by'), cell: key => key.created_by },
                {
                  label: t('keys.action'),
                  align: 'right',
                  cell: key => (
                    <Button color="error" onClick={() => setRevoking(key)} aria-label={t('keys.revoke_one', { name: key.name })}>
                      {t('keys.revoke')}
                    </Button>
                  ),
                },
              ]}
            />
          )}
        </Paper>
      )}
      {isCreating && (
        <CreateDialog
          onClose={() => setIsCreating(false)}
          onMade={key => {
            setMade(key)
            setIsCreating(false)
          }}
        />
      )}
      {revoking && <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />}
    </>
  )
}

function Made({ made, onSeen }: { made: MadeApiKey; onSeen: () => void }) {
  const t = useT()
  const words = { copy: t('keys.copy'), copied: t('keys.copied'), haveIt: t('keys.have_it') }
  return <ShownOnce title={t('keys.shown_once', { name: made.name })} secret={made.key} words={words} onSeen={onSeen} />
}

/** A key may do what its maker may, and no more; some things are for people only. */
const NOT_FOR_PROGRAMS: Permission[] = ['keys.write', 'users.write', 'users.act_as', 'organisation.write']

function CreateDialog({ onClose, onMade }: { onClose: () => void; onMade: (made: MadeApiKey) => void }) {
  const t = useT()
  const word = useWord()
  const { me } = useStoreContext()
  const { createApiKey } = useOperations()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<Permission[]>([])
  const command = useCommand((body: NewApiKey, key) => createApiKey(body, key), ['api-keys'], onMade)
  return (
    <CommandDialog
      {...command}
      title={t('keys.create')}
      explanation={t('keys.create_hint')}
      confirm={t('keys.create')}
      isReady={name.trim() !== '' && chosen.length > 0}
      onConfirm={() => command.send({ name: name.trim(), permissions: chosen })}
      onClose={onClose}
    >
      <Field label={t('keys.name')} hint={t('keys.name_hint')} value={name} onChange={setName} fault={faultAt(command.problem, '/name')} required autoFocus />
      <Box component="fieldset" sx={{ border: 0, m: 0, p: 0, minWidth: 0 }}>
        <Typography component="legend" variant="h3">
          {t('keys.permissions')}
        </Typography>
        <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)' }}>
          {me.permissions
            .filter(permission => !NOT_FOR_PROGRAMS.includes(permission))
            .map(permission => (
              <FormControlLabel
                key={permission}
                control={
                  <Checkbox
                    size="small"
                    checked={chosen.includes(permission)}
                    onChange={(_, isOn) => setChosen(isOn ? [...chosen, permission] : chosen.filter(it => it !== permission))}
                  />
                }
                label={word('permission', permission.replace('.', '_'))}
              />
            ))}
        </Box>
      </Box>
    </CommandDialog>
  )
}

function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const { revokeApiKey } = useOperations()
  const command = useCommand((id: string) => revokeApiKey(id), ['api-keys'], () => {
    say(t('keys.revoked'))
    onClose()
  })
  return (
    <CommandDialog
      {...command}
      title={t('keys.revoke_one', { name: apiKey.name })}
      explanation={t('keys.revoke_hint')}
      confirm={t('keys.revoke')}
      isDangerous
      onConfirm={() => command.send(apiKey.id)}
      onClose={onClose}
    />
  )
}
