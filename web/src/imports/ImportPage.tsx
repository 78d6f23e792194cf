import Download from '@mui/icons-material/Download'
import { Alert, Box, Button, Skeleton, Typography } from '@mui/material'
import type { ReactNode } from 'react'
import { useParams } from 'react-router-dom'
import { useCommand, useRecord } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Import } from '../api/types'
import { useFormat, useFullStop, useT, useWord } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Bar, Legend } from '../layout/Bar'
import { Facts } from '../layout/Facts'
import { download } from '../layout/download'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { CostPanel } from '../costs/CostPanel'
import { Diagnostics } from './Diagnostics'
import { FaultTable } from './FaultTable'
import { FrozenNotice } from '../findings/FrozenNotice'
import { CANONICAL, mayNeedOtherProfile } from './formats'
import { ImportProgress } from './ImportProgress'
import { ImportStateChip, isImportBusy, isImportWorking, useOutcomeSegments } from './ImportState'
import { RejectedOrders } from './RejectedOrders'
import { MappedOrders, TrialBanner } from './Trial'
import { UndoButton, UndoPanel } from './UndoImport'

export default function ImportPage() {
  const t = useT()
  const path = usePaths()
  const stop = useFullStop()
  const { id = '' } = useParams()
  const { record: it, problem } = useRecord('imports', id, isImportBusy)
  const back = { to: path.imports(), label: t('imports.title') }
  if (!it)
    return (
      <>
        <PageHeader title={t('imports.one')} back={back} />
        {problem ? <ProblemAlert problem={problem} /> : <Skeleton variant="rounded" height={400} />}
      </>
    )
  const nFaulty = it.rows.rejected + it.rows.duplicate
  // The table of cells is made when the import is told of; until then its faults are listed.
  const hasTable = it.state === 'completed' && it.rows.rejected > 0 && it.mail !== 'pending'
  return (
    <>
      <PageHeader
        title={it.file_name}
        back={back}
        beside={<ImportStateChip it={it} />}
        below={
          <>
            {t('imports.received_at')} <When at={it.received_at} />
          </>
        }
        actions={
          <>
            {it.rows.rejected > 0 && it.state === 'completed' && <RejectedFile id={it.id} />}
            {it.actions.includes('undo') && <UndoButton it={it} />}
          </>
        }
      />
      <FrozenNotice isAbout={finding => finding.import === it.id} />
      {it.dry_run && it.state !== 'failed' && it.state !== 'duplicate' && <TrialBanner it={it} />}
      {it.origin && (
        <Alert severity="info" variant="outlined" sx={{ mb: 2 }}>
          {it.origin.kind === 'dry_run' ? (
            t('trial.came_from')
          ) : (
            <>
              {t('correction.origin')} <AppLink to={path.import(it.origin.import)}>{t('correction.origin_link')}</AppLink>
              {stop}
            </>
          )}
        </Alert>
      )}
      {it.duplicate_of && (
        <Alert severity="info" variant="outlined" sx={{ mb: 2 }}>
          {t('imports.same_file')} <AppLink to={path.import(it.duplicate_of)}>{t('imports.same_file_link')}</AppLink>
        </Alert>
      )}
      {it.faults.length > 0 && (
        <Panel title={t('imports.file_faults')} sx={{ mb: 2 }} flush>
          <FaultTable groups={[{ key: 'file', faults: it.faults }]} />
          {it.source !== 'correction' && mayNeedOtherProfile(it.faults) && (
            <Typography variant="body2" sx={{ px: 2, py: 1.5 }}>
              {it.profile ? t('upload.read_by', { profile: it.profile === CANONICAL ? t('settings.canonical') : it.profile }) : t('upload.read_usual')}{' '}
              <AppLink to={path.imports()}>{t('upload.again')}</AppLink>
            </Typography>
          )}
        </Panel>
      )}
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) 340px' }, alignItems: 'start' }}>
        <Box sx={{ display: 'grid', gap: 2, minWidth: 0 }}>
          <Result it={it} />
          {it.undo && <UndoPanel it={it} undo={it.undo} />}
          {hasTable && <RejectedOrders key={it.id} it={it} />}
          {(hasTable ? it.orders.duplicate > 0 : nFaulty > 0) && <Diagnostics id={it.id} nFaulty={nFaulty} />}
          {it.state === 'tried' && !it.committed_as && <MappedOrders it={it} />}
        </Box>
        <Box sx={{ display: 'grid', gap: 2, minWidth: 0 }}>
          <FileFacts it={it} />
          {it.cost && it.cost.nano_usd > 0 && <CostPanel cost={it.cost} />}
        </Box>
      </Box>
    </>
  )
}

function Result({ it }: { it: Import }) {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  const outcome = useOutcomeSegments()(it.orders)
  const units = [
    { name: t('orders.counter.allocated'), value: it.units.allocated, tone: 'active' as const },
    { name: t('orders.counter.backordered'), value: it.units.backordered, tone: 'warn' as const },
  ]
  const worst = Math.max(...it.rejected_by_code.map(({ orders }) => orders), 1)
  return (
    <Panel title={t(it.dry_run ? 'trial.would' : 'imports.result')}>
      {isImportWorking(it) && (
        <Box sx={{ my: 1.5 }} role="status">
          <ImportProgress it={it} />
        </Box>
      )}
      <Box sx={{ display: 'grid', gap: 2.5, mt: 1 }}>
        <Box sx={{ display: 'grid', gap: 1 }}>
          <Typography variant="body2">
            <Big>{format.number(it.orders.total)}</Big> {t('imports.orders_word', { n: it.orders.total })}
            {it.orders.cancellations > 0 && ` · ${t('imports.n_cancellations', { n: it.orders.cancellations })}`}
          </Typography>
          <Bar segments={outcome} height={16} />
          <Legend segments={outcome} />
        </Box>
        {it.units.ordered > 0 && (
          <Box sx={{ display: 'grid', gap: 1 }}>
            <Typography variant="body2">
              <Big>{format.number(it.units.ordered)}</Big> {t('imports.units_word', { n: it.units.ordered })}
            </Typography>
            <Bar segments={units} height={16} />
            <Legend segments={units} />
          </Box>
        )}
        {it.rejected_by_code.length > 0 && (
          <Box>
            <Typography variant="h3" sx={{ mb: 1 }}>
              {t('imports.rejected_by')}
            </Typography>
            <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 0.75 }}>
              {it.rejected_by_code.map(({ code, orders }) => (
                <Box
                  component="li"
                  key={code}
                  sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr auto', sm: '220px 1fr 64px' }, gap: 1.5, alignItems: 'center' }}
                >
                  <Typography variant="body2">{word('fault', code)}</Typography>
                  <Box sx={{ display: { xs: 'none', sm: 'block' }, height: 8, bgcolor: 'sunken', borderRadius: 1 }} aria-hidden>
                    <Box sx={theme => ({ height: 8, borderRadius: 1, width: `${(orders / worst) * 100}%`, minWidth: 3, bgcolor: theme.palette.tones.bad.solid })} />
                  </Box>
                  <Typography variant="body2" sx={{ textAlign: 'right', fontVariantNumeric: 'tabular-nums' }}>
                    {format.number(orders)}
                  </Typography>
                </Box>
              ))}
            </Box>
          </Box>
        )}
      </Box>
    </Panel>
  )
}

function Big({ children }: { children: string }) {
  return (
    <Box component="span" sx={{ fontSize: '1.5rem', fontWeight: 650, letterSpacing: '-0.01em', fontVariantNumeric: 'tabular-nums' }}>
      {children}
    </Box>
  )
}

function FileFacts({ it }: { it: Import }) {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  return (
    <Panel title={t('imports.file')}>
      <Facts
        facts={[
          [t('imports.id'), <code key="id">{it.id}</code>],
          [t('imports.source_label'), word('imports.source', it.source)],
          [t('imports.profile'), it.profile],
          [t('imports.size'), format.bytes(it.bytes)],
          [t('imports.rows'), format.number(it.rows.read)],
          [t('imports.rows_accepted'), format.number(it.rows.accepted)],
          [t('imports.rows_rejected'), format.number(it.rows.rejected)],
          [t('imports.completed_at'), it.completed_at && <When at={it.completed_at} />],
          [t('imports.mail'), it.dry_run ? '–' : word('imports.mail_state', it.mail)],
          ...(it.sha256 ? [['SHA-256', <code key="digest">{it.sha256}</code>] as [string, ReactNode]] : []),
        ]}
      />
    </Panel>
  )
}

function RejectedFile({ id }: { id: string }) {
  const t = useT()
  const { rejectedFile } = useOperations()
  const command = useCommand(() => rejectedFile(id), [], ({ url }) => download(url))
  return (
    <Box>
      <Button variant="outlined" startIcon={<Download />} loading={command.isSending} onClick={() => command.send(undefined)}>
        {t('imports.rejected_file')}
      </Button>
      {command.problem && <ProblemAlert problem={command.problem} />}
    </Box>
  )
}
