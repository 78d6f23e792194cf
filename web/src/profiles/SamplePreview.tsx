import { Alert, Box, LinearProgress, Typography } from '@mui/material'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { Problem } from '../api/problem'
import { useOperations } from '../api/store-context'
import type { ImportProfile, ProfilePreview } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { FaultTable } from '../imports/FaultTable'
import { MappedOrderTable } from '../imports/Trial'
import { Chip } from '../layout/Chip'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import type { Sample } from './sample'

/** Keys that follow each other quickly are one change. */
const PAUSE_MS = 400

/** What the first orders of a sample become by the profile as it stands in the form. */
export function SamplePreview({ profile, sample, isReady, onColumns }: { profile: ImportProfile; sample: Sample; isReady: boolean; onColumns: (columns: string[]) => void }) {
  const t = useT()
  const format = useFormat()
  const { previewProfile } = useOperations()
  const text = useSettled(JSON.stringify(profile))
  const { data, error, isFetching } = useQuery({
    queryKey: ['profile-preview', sample.name, sample.base64.length, sample.base64.slice(-64), text],
    queryFn: ({ signal }) => previewProfile({ profile: JSON.parse(text) as ImportProfile, file: sample.base64 }, signal),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  })
  const tellColumns = useEffectEvent(onColumns)
  const columns = data?.columns.join('\n')
  useEffect(() => {
    if (columns) tellColumns(columns.split('\n'))
  }, [columns])
  return (
    <Panel title={t('preview.title')} flush>
      <Box sx={{ px: 2, pb: 1.5 }}>
        <Box sx={{ height: 4 }}>{isFetching && <LinearProgress aria-label={t('preview.reading')} />}</Box>
        <Typography variant="body2" color="textSecondary" role="status">
          {data ? t('preview.read', { name: sample.name, orders: format.number(data.orders), rows: format.number(data.rows) }) : sample.name} {sample.isCut && t('preview.cut')}
        </Typography>
        {error && <ProblemAlert problem={Problem.from(error)} />}
        {!isReady && (
          <Alert severity="info" variant="outlined" sx={{ mt: 1 }}>
            {t('preview.waiting')}
          </Alert>
        )}
      </Box>
      {data && isReady && <Becomes preview={data} />}
    </Panel>
  )
}

function Becomes({ preview }: { preview: ProfilePreview }) {
  const t = useT()
  if (preview.faults.length > 0) return <FaultTable groups={[{ key: 'file', faults: preview.faults }]} />
  const orders = preview.items.flatMap(({ order }) => (order ? [order] : []))
  const faulty = preview.items.filter(({ faults }) => faults.length > 0)
  const cancelling = preview.items.filter(({ order, faults }) => !order && faults.length === 0)
  return (
    <>
      <Typography variant="body2" sx={{ px: 2, pb: 1 }}>
        {t('preview.fine', { n: preview.items.length - faulty.length, total: String(preview.items.length) })}
      </Typography>
      {orders.length > 0 && <MappedOrderTable orders={orders} />}
      {cancelling.map(({ reference }) => (
        <Typography key={reference} variant="body2" sx={{ px: 2, py: 0.75, borderTop: 1, borderColor: 'divider' }}>
          <strong>{reference}</strong> <Chip tone="neutral">{t('preview.cancels')}</Chip>
        </Typography>
      ))}
      {faulty.length > 0 && (
        <FaultTable
          groups={faulty.map(({ reference, rows, faults }) => ({
            key: `${rows[0]} ${reference}`,
            heading: <Typography variant="h3">{reference || t('imports.no_reference')}</Typography>,
            faults,
          }))}
        />
      )}
    </>
  )
}

function useSettled(text: string) {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
