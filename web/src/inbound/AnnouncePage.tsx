import { Box, Button, Paper, Skeleton, Typography } from '@mui/material'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router-dom'
import { useCommand, useRecord } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Asn, NewAsn } from '../api/types'
import { useT } from '../i18n/I18n'
import { Field, faultAt } from '../layout/Field'
import { PageHeader } from '../layout/PageHeader'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { usePaths } from '../layout/usePaths'
import { GoodsLines, isComplete, type TypedLine } from '../stock/GoodsLines'
import { PasteLines } from '../stock/PasteLines'

/** What will come: announced by a client or the house, and put right until the first of it is here. */
export default function AnnouncePage() {
  const { id } = useParams()
  return id ? <Change id={id} /> : <Form />
}

function Change({ id }: { id: string }) {
  const t = useT()
  const path = usePaths()
  const { record: asn, problem } = useRecord('asns', id)
  if (asn) return <Form asn={asn} />
  return (
    <>
      <PageHeader title={t('inbound.one')} back={{ to: path.asns(), label: t('inbound.title') }} />
      {problem ? <ProblemAlert problem={problem} /> : <Skeleton variant="rounded" height={400} />}
    </>
  )
}

function Form({ asn }: { asn?: Asn }) {
  const t = useT()
  const say = useSaid()
  const path = usePaths()
  const navigate = useNavigate()
  const { announceAsn, changeAsn } = useOperations()
  const [version] = useState(asn?.version ?? 0)
  const [reference, setReference] = useState(asn?.reference ?? '')
  const [supplier, setSupplier] = useState(asn?.supplier ?? '')
  const [day, setDay] = useState(asn?.expected_on ?? '')
  const [note, setNote] = useState(asn?.note ?? '')
  const [lines, setLines] = useState<TypedLine[]>(() => asn?.lines.map(line => ({ sku: line.sku, quantity: String(line.announced) })) ?? [{ sku: '', quantity: '' }])
  const [pasted, setPasted] = useState<string | null>(null)
  const command = useCommand(
    (body: NewAsn, key) => (asn ? changeAsn(asn.id, body, version) : announceAsn(body, key)),
    ['asns', 'stock'],
    done => {
      say(t(asn ? 'inbound.changed' : 'inbound.announced'))
      navigate(path.asn(done.id))
    },
  )
  // An empty last line is one that nobody began.
  const begun = lines.filter(line => line.sku.trim() !== '' || line.quantity !== '')
  const isReady = reference.trim() !== '' && supplier.trim() !== '' && day !== '' && begun.length > 0 && begun.every(isComplete)
  const faults = new Map(
    (command.problem?.errors ?? []).flatMap(({ pointer, detail }) => {
      const index = /^\/lines\/(\d+)/.exec(pointer)?.[1]
      const line = index === undefined ? undefined : begun[Number(index)]
      return line ? [[lines.indexOf(line), detail] as const] : []
    }),
  )
  return (
    <>
      <PageHeader
        title={asn ? asn.reference : t('inbound.announce')}
        back={asn ? { to: path.asn(asn.id), label: asn.reference } : { to: path.asns(), label: t('inbound.title') }}
        below={t('inbound.empty_hint')}
      />
      <Paper
        variant="outlined"
        component="form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (!isReady) return
          command.send({
            reference: reference.trim(), supplier: supplier.trim(), expected_on: day, note: note.trim(),
            lines: begun.map(line => ({ sku: line.sku.trim(), quantity: Number(line.quantity) })),
          })
        }}
        sx={{ p: 2, display: 'grid', gap: 2, maxWidth: 640, gridTemplateColumns: 'minmax(0, 1fr)' }}
      >
        <Field label={t('inbound.reference')} hint={t('inbound.reference_hint')} value={reference} onChange={setReference} fault={faultAt(command.problem, '/reference')} disabled={Boolean(asn)} required autoFocus={!asn} slotProps={{ htmlInput: { maxLength: 100 } }} />
        <Field label={t('inbound.supplier')} value={supplier} onChange={setSupplier} fault={faultAt(command.problem, '/supplier')} required slotProps={{ htmlInput: { maxLength: 100 } }} />
        <Field type="date" label={t('inbound.expected_on')} value={day} onChange={setDay} fault={faultAt(command.problem, '/expected_on')} required slotProps={{ inputLabel: { shrink: true } }} />
        <Field multiline minRows={2} label={t('inbound.note')} value={note} onChange={setNote} fault={faultAt(command.problem, '/note')} slotProps={{ htmlInput: { maxLength: 500 } }} />
        <Typography variant="h2">{t('inbound.lines')}</Typography>
        <GoodsLines lines={lines} onChange={setLines} faults={faults} />
        {pasted === null ? (
          <Button onClick={() => setPasted('')} sx={{ justifySelf: 'start' }}>
            {t('stock.paste')}
          </Button>
        ) : (
          <PasteLines
            text={pasted}
            onChange={setPasted}
            onTake={taken => {
              setLines([...begun, ...taken.map(line => ({ sku: line.sku, quantity: String(line.quantity) }))])
              setPasted(null)
            }}
            onClose={() => setPasted(null)}
          />
        )}
        {begun.length === 0 && (
          <Typography variant="body2" color="textSecondary">
            {t('inbound.no_lines')}
          </Typography>
        )}
        {command.problem && <ProblemAlert problem={command.problem} />}
        <Box>
          <Button type="submit" variant="contained" disabled={!isReady} loading={command.isSending}>
            {asn ? t('action.save') : t('inbound.announce')}
          </Button>
        </Box>
      </Paper>
    </>
  )
}
