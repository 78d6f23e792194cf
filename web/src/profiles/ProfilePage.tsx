import { Alert, Autocomplete, Box, Button, Link, MenuItem, Skeleton, TextField, Typography } from '@mui/material'
import Papa from 'papaparse'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router-dom'
import { useCommand, useRecord } from '../api/queries'
import { useMay, useOperations, useStoreContext } from '../api/store-context'
import type { ImportProfile } from '../api/types'
import { useT } from '../i18n/I18n'
import type { MessageKey } from '../i18n/translate'
import { FileButton } from '../layout/FileButton'
import { Field, faultAt } from '../layout/Field'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { Unsaved } from '../layout/Unsaved'
import { usePaths } from '../layout/usePaths'
import { cutSample, formatOf, toBase64, type Sample } from './sample'
import { SamplePreview } from './SamplePreview'
import { draftOf, FIELDS, guessSources, NEEDED, newProfile, profileFaults, profileOf, sampleValue, withSource, type ProfileDraft } from './profile'

export default function ProfilePage() {
  const { id = '' } = useParams()
  return id === 'new' ? <NewProfile /> : <KnownProfile key={id} name={id} />
}

function NewProfile() {
  const t = useT()
  const path = usePaths()
  const { store } = useStoreContext()
  const [initial] = useState(() => newProfile(store.time_zone))
  return (
    <>
      <PageHeader title={t('profiles.add')} back={{ to: path.profiles(), label: t('profiles.title') }} below={t('profiles.add_hint')} />
      <Editor initial={initial} isNew />
    </>
  )
}

function KnownProfile({ name }: { name: string }) {
  const t = useT()
  const path = usePaths()
  const { record: profile, problem } = useRecord('profiles', name)
  return (
    <>
      <PageHeader title={name} back={{ to: path.profiles(), label: t('profiles.title') }} />
      {problem && <ProblemAlert problem={problem} />}
      {!profile && !problem && <Skeleton variant="rounded" height={400} />}
      {profile && <Editor initial={draftOf(profile)} />}
    </>
  )
}

const N_SAMPLE_ROWS = 3
const FORMATS = ['csv', 'xlsx', 'json', 'json_lines', 'xml']

function Editor({ initial, isNew = false }: { initial: ProfileDraft; isNew?: boolean }) {
  const t = useT()
  const say = useSaid()
  const path = usePaths()
  const navigate = useNavigate()
  const { putProfile } = useOperations()
  const isReadOnly = !useMay()('profiles.write')
  const [draft, setDraft] = useState(initial)
  const [sample, setSample] = useState<Sample | null>(null)
  const [isTooLarge, setIsTooLarge] = useState(false)
  const [isOver, setIsOver] = useState(false)
  const [showsAll, setShowsAll] = useState(false)
  const faults = profileFaults(draft)
  const isChanged = JSON.stringify(profileOf(draft)) !== JSON.stringify(profileOf(initial))
  const command = useCommand((profile: ImportProfile) => putProfile(profile), ['profiles'], saved => {
    say(t('profiles.saved'))
    if (isNew) navigate(path.profile(saved.name))
  })
  const text = (member: string) => (typeof draft[member] === 'string' || typeof draft[member] === 'number' ? String(draft[member]) : '')
  const set = (member: string) => (value: string) => setDraft({ ...draft, [member]: value })
  const isTable = draft['format'] === 'csv' || draft['format'] === 'xlsx' || draft['format'] === undefined
  const shown = FIELDS.filter(name => showsAll || NEEDED.includes(name) || draft.fields[name] || (isNew && !name.startsWith('buyer_')))

  async function read(file: File) {
    const cut = cutSample(file.name, new Uint8Array(await file.arrayBuffer()))
    setIsTooLarge(cut === null)
    if (!cut) return
    const found = formatOf(file.name)
    const { header, rows } = found === 'csv' ? tableOf(cut.bytes) : { header: [], rows: [] }
    setSample({ name: file.name, base64: toBase64(cut.bytes), isCut: cut.isCut, header, rows })
    setDraft(current => guessSources(isNew && found ? { ...current, format: found } : current, header))
  }

  /** The first rows of a table of text, beside the fields that they are for. */
  function tableOf(bytes: Uint8Array) {
    const encoding = text('encoding') || 'utf-8'
    let content: string
    try {
      content = new TextDecoder(encoding).decode(bytes)
    } catch {
      content = new TextDecoder().decode(bytes)
    }
    const body = content.split(/\r?\n/).slice(Number(text('skip_rows') || 0)).join('\n')
    const { data, meta } = Papa.parse<Record<string, string>>(body, { header: true, skipEmptyLines: 'greedy', preview: N_SAMPLE_ROWS, delimiter: text('delimiter') })
    return { header: (meta.fields ?? []).filter(Boolean), rows: data }
  }

  /** What the API found: the paths of records, and the columns of workbooks. */
  function takeColumns(columns: string[]) {
    setSample(current => current && { ...current, header: columns })
    setDraft(current => guessSources(current, columns))
  }

  return (
    <Box
      component="form"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        if (faults.length === 0) command.send(profileOf(draft))
      }}
      sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)', maxWidth: 1100 }}
    >
      <Unsaved isChanged={isChanged && !isReadOnly && !command.isSending} />
      <Panel title={t('profiles.file')}>
        <Box sx={{ pt: 1, display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(min(220px, 100%), 1fr))', alignItems: 'start' }}>
          {isNew && (
            <Field
              label={t('profiles.name')}
              hint={t('profiles.name_hint')}
              value={draft.name}
              onChange={name => setDraft({ ...draft, name: name.toLowerCase() })}
              fault={draft.name !== '' && faults.includes('name') ? t('profiles.name_fault') : faultAt(command.problem, '/name')}
              required
            />
          )}
          <TextField select label={t('profiles.format')} value={draft['format'] ?? ''} onChange={event => set('format')(event.target.value)} disabled={isReadOnly} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
            <MenuItem value="">{t('profiles.by_content')}</MenuItem>
            {FORMATS.map(format => (
              <MenuItem key={format} value={format}>
                {format.replace('_', ' ').toUpperCase()}
              </MenuItem>
            ))}
          </TextField>
          <Autocomplete
            disableClearable
            options={Intl.supportedValuesOf('timeZone').includes(draft.time_zone) ? Intl.supportedValuesOf('timeZone') : [draft.time_zone, ...Intl.supportedValuesOf('timeZone')]}
            value={draft.time_zone}
            onChange={(_, zone) => setDraft({ ...draft, time_zone: zone })}
            disabled={isReadOnly}
            renderInput={field => <TextField {...field} label={t('profiles.time_zone')} helperText={t('profiles.time_zone_hint')} />}
          />
          <Field label={t('profiles.date_format')} hint="%d.%m.%Y %H:%M" value={Array.isArray(draft['date_formats']) ? draft['date_formats'].join(' | ') : ''} onChange={value => setDraft({ ...draft, date_formats: value === '' ? [] : value.split('|').map(format => format.trim()) })} disabled={isReadOnly} fault={faultAt(command.problem, '/date_formats')} />
          <TextField select label={t('profiles.decimal')} value={draft['decimal'] ?? 'point'} onChange={event => set('decimal')(event.target.value)} disabled={isReadOnly}>
            <MenuItem value="point">1.50</MenuItem>
            <MenuItem value="comma">1,50</MenuItem>
          </TextField>
          {isTable && <Field label={t('profiles.skip_rows')} value={text('skip_rows')} onChange={value => setDraft({ ...draft, skip_rows: /^\d+$/.test(value) ? Number(value) : undefined })} disabled={isReadOnly} slotProps={{ htmlInput: { inputMode: 'numeric' } }} />}
          {draft['format'] === 'csv' && <Field label={t('profiles.delimiter')} hint={t('profiles.delimiter_hint')} value={text('delimiter')} onChange={set('delimiter')} disabled={isReadOnly} slotProps={{ htmlInput: { maxLength: 1 } }} />}
          {draft['format'] === 'csv' && <Field label={t('profiles.encoding')} hint="utf-8, windows-1250" value={text('encoding')} onChange={set('encoding')} disabled={isReadOnly} fault={faultAt(command.problem, '/encoding')} />}
          {draft['format'] === 'xlsx' && <Field label={t('profiles.sheet')} value={text('sheet')} onChange={set('sheet')} disabled={isReadOnly} />}
          {!isTable && <Field label={t('profiles.records')} hint="data.orders" value={text('records')} onChange={set('records')} disabled={isReadOnly} />}
          {!isTable && <Field label={t('profiles.lines')} hint="items" value={text('lines')} onChange={set('lines')} disabled={isReadOnly} />}
        </Box>
      </Panel>
      {!isReadOnly && (
        <Box
          onDragOver={event => {
            event.preventDefault()
            setIsOver(true)
          }}
          onDragLeave={() => setIsOver(false)}
          onDrop={event => {
            event.preventDefault()
            setIsOver(false)
            const [file] = event.dataTransfer.files
            if (file) void read(file)
          }}
          sx={theme => ({
            display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'center', gap: 1.5, p: 2, borderRadius: 1,
            border: '1.5px dashed', borderColor: isOver ? 'primary.main' : theme.palette.tones.neutral.solid, bgcolor: isOver ? theme.palette.tones.active.wash : 'transparent',
          })}
        >
          <Typography variant="body2" color="textSecondary" sx={{ display: { xs: 'none', sm: 'block' } }}>
            {t('preview.drop_here')}
          </Typography>
          <FileButton label={t(sample ? 'preview.other' : 'preview.choose')} accept=".csv,.tsv,.txt,.xlsx,.json,.jsonl,.ndjson,.xml" isQuiet onFile={file => void read(file)} />
          <Typography variant="caption" color={isTooLarge ? 'error' : 'textSecondary'} sx={{ flexBasis: '100%', textAlign: 'center' }} role={isTooLarge ? 'alert' : undefined}>
            {t(isTooLarge ? 'preview.too_large' : 'preview.hint')}
          </Typography>
        </Box>
      )}
      {sample && <SamplePreview profile={profileOf({ ...draft, name: faults.includes('name') ? 'sample' : draft.name })} sample={sample} isReady={!faults.includes('fields')} onColumns={takeColumns} />}
      <Panel title={t('profiles.fields')}>
        <Typography variant="body2" color="textSecondary" sx={{ mb: 1.5 }}>
          {sample ? t('profiles.sample_read', { name: sample.name, n: sample.header.length }) : t('profiles.fields_hint')}
        </Typography>
        {faults.includes('fields') && (
          <Alert severity="info" variant="outlined" sx={{ mb: 1.5 }}>
            {t('profiles.needed')}
          </Alert>
        )}
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {shown.map(name => (
            <FieldSource key={name} name={name} draft={draft} sample={sample} onChange={setDraft} isReadOnly={isReadOnly} fault={faultAt(command.problem, `/fields/${name}`) ?? faultAt(command.problem, `/fields/${name}/column`)} />
          ))}
        </Box>
        {!showsAll && shown.length < FIELDS.length && (
          <Button sx={{ mt: 1 }} onClick={() => setShowsAll(true)}>
            {t('profiles.all_fields', { n: FIELDS.length })}
          </Button>
        )}
      </Panel>
      {command.problem && <ProblemAlert problem={command.problem} />}
      {!isReadOnly && (
        <Box sx={{ display: 'flex', gap: 1, position: 'sticky', bottom: 0, py: 1.5, bgcolor: 'background.default', borderTop: 1, borderColor: 'divider', zIndex: 1 }}>
          <Button type="submit" variant="contained" disabled={faults.length > 0 || !isChanged} loading={command.isSending}>
            {t('action.save')}
          </Button>
          <Button color="inherit" onClick={() => setDraft(initial)}>
            {t('action.undo')}
          </Button>
        </Box>
      )}
    </Box>
  )
}

function FieldSource({
  name,
  draft,
  sample,
  onChange,
  isReadOnly,
  fault,
}: {
  name: string
  draft: ProfileDraft
  sample: Sample | null
  onChange: (draft: ProfileDraft) => void
  isReadOnly: boolean
  fault: string | undefined
}) {
  const t = useT()
  const source = draft.fields[name]
  const isConstant = source?.constant !== undefined
  const label = useFieldName()(name)
  const values = sample ? sample.rows.map(row => sampleValue(source, row)).filter(Boolean) : []
  return (
    <Box
      component="li"
      sx={{
        display: 'grid',
        gap: 1,
        py: 1,
        borderTop: 1,
        borderColor: 'divider',
        alignItems: 'center',
        gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', md: '190px minmax(0, 5fr) minmax(0, 3fr) minmax(0, 4fr)' },
      }}
    >
      <Typography variant="body2" sx={{ fontWeight: 600, gridColumn: { xs: '1 / -1', md: 'auto' } }}>
        {label}
        {NEEDED.includes(name) && ' *'}
        {!isReadOnly && (
          <Link
            component="button"
            type="button"
            variant="caption"
            onClick={() => onChange(withSource({ ...draft, fields: { ...draft.fields, [name]: {} } }, name, isConstant ? { column: '' } : { constant: '' }))}
            sx={{ display: 'block', py: '3px' }}
          >
            {isConstant ? t('profiles.use_column') : t('profiles.use_constant')}
          </Link>
        )}
      </Typography>
      {isConstant ? (
        <TextField
          label={t('profiles.constant')}
          value={source.constant}
          onChange={event => onChange(withSource(draft, name, { constant: event.target.value }))}
          disabled={isReadOnly}
          slotProps={{ htmlInput: { 'aria-label': `${label}: ${t('profiles.constant')}` } }}
        />
      ) : (
        <Autocomplete
          freeSolo
          options={sample?.header ?? []}
          inputValue={source?.column ?? ''}
          onInputChange={(_, column, reason) => reason !== 'reset' && onChange(withSource(draft, name, { column }))}
          onChange={(_, column) => onChange(withSource(draft, name, { column: column ?? '' }))}
          disabled={isReadOnly}
          renderInput={field => (
            <TextField {...field} label={t('profiles.column')} error={Boolean(fault)} helperText={fault} slotProps={{ ...field.slotProps, htmlInput: { ...field.slotProps.htmlInput, 'aria-label': `${label}: ${t('profiles.column')}` } }} />
          )}
        />
      )}
      <TextField
        label={isConstant ? t('profiles.always') : t('profiles.default')}
        value={isConstant ? '' : (source?.default ?? '')}
        disabled={isReadOnly || isConstant}
        onChange={event => onChange(withSource(draft, name, event.target.value === '' ? { default: undefined } : { default: event.target.value }))}
        slotProps={{ htmlInput: { 'aria-label': `${label}: ${t('profiles.default')}` } }}
      />
      <Typography variant="body2" color="textSecondary" noWrap={false} sx={{ overflowWrap: 'anywhere', gridColumn: { xs: '1 / -1', md: 'auto' } }}>
        {values.length > 0 ? values.join(' · ') : source && sample ? t('profiles.nothing_there') : ''}
      </Typography>
    </Box>
  )
}

/** Fields that are called the same elsewhere in the portal. */
const NAMES: Record<string, MessageKey> = {
  reference: 'orders.reference', sku: 'stock.sku', quantity: 'stock.quantity', unit_price: 'orders.unit_price', tax_rate: 'orders.tax_rate', discount: 'profiles.discount',
  description: 'orders.description', placed_at: 'orders.placed_at', promised_at: 'orders.promised_at', currency: 'settings.currency', channel: 'orders.channel',
  customer_code: 'customers.search', shipping_service: 'settings.services', shipping_charge: 'profiles.shipping_charge', payment_terms: 'orders.payment_terms',
  notes: 'orders.notes', total: 'orders.total',
}

function useFieldName() {
  const t = useT()
  return (name: string) => {
    const [, whose, part] = /^(consignee|buyer)_(.+)$/.exec(name) ?? []
    if (whose && part) return t(whose === 'buyer' ? 'profiles.buyer' : 'profiles.consignee', { part: t(`party.${part}` as MessageKey) })
    const known = NAMES[name]
    return known ? t(known) : name
  }
}
