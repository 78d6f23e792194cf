import { Autocomplete, Box, Button, MenuItem, Skeleton, TextField, Typography } from '@mui/material'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useRef, useState, type ReactNode } from 'react'
import { minorDigits, readMoney } from '../bulk/amount'
import { majorUnits } from '../i18n/format'
import { Problem } from '../api/problem'
import { useMay, useOperations } from '../api/store-context'
import type { Store, StoreBody, StoreLocale } from '../api/types'
import { useCommand } from '../api/queries'
import { PartyFields } from '../customers/PartyFields'
import { partyDraft, partyFault, partyOf } from '../customers/party'
import { useI18n, useT } from '../i18n/I18n'
import { LOCALE_NAMES, LOCALE_TAGS } from '../i18n/translate'
import { Field, faultAt } from '../layout/Field'
import { PageHeader } from '../layout/PageHeader'
import { FileButton } from '../layout/FileButton'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { Unsaved } from '../layout/Unsaved'
import { save } from '../layout/download'
import { CANONICAL, choicesOf } from '../imports/formats'
import { BrandPanel } from './BrandPanel'
import { isColour } from './colours'
import { isTime, nextCutOffs } from './cut-offs'
import { fromFile, toFile } from './file'
import { History } from './History'
import { PlanDialog } from './PlanDialog'
import { PlannedChanges } from './PlannedChanges'
import { Words } from './Words'

export default function SettingsPage() {
  const t = useT()
  const { store: read } = useOperations()
  const { data: store, error } = useQuery({ queryKey: ['settings'], queryFn: read })
  return (
    <>
      <PageHeader
        title={t('settings.title')}
        below={t('settings.below')}
        actions={
          store && (
            <Button variant="outlined" color="inherit" onClick={() => save(`${store.id}-settings.json`, new Blob([toFile(store)], { type: 'application/json' }))}>
              {t('settings.download')}
            </Button>
          )
        }
      />
      {error && <ProblemAlert problem={Problem.from(error)} />}
      {!store && !error && <Skeleton variant="rounded" height={480} />}
      {store && <Editor key={store.version} store={store} />}
    </>
  )
}

const LOCALES: Record<StoreLocale, string> = { en: LOCALE_NAMES.en, pl: LOCALE_NAMES.pl, vi: LOCALE_NAMES.vi, 'zh-Hans': LOCALE_NAMES.zh }

const isMail = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
const isTaxRate = (text: string) => /^\d{1,3}(\.\d{1,4})?$/.test(text)
const isWhole = (text: string) => /^\d{1,7}$/.test(text)
/** What differences are booked without approval, as it is typed: the amount in the currency, not in its smallest unit. */
const typedTolerance = ({ count_tolerance: { units, percent, value_minor }, currency }: Store) => ({
  units: String(units),
  percent,
  value: typeof value_minor === 'number' ? majorUnits(value_minor, minorDigits(currency)) : '',
})
const isService = (text: string) => /^[a-z0-9-]{2,40}$/.test(text)

function Editor({ store }: { store: Store }) {
  const t = useT()
  const say = useSaid()
  const client = useQueryClient()
  const isReadOnly = !useMay()('settings.write')
  const { replaceStore, listProfiles } = useOperations()
  const profiles = useQuery({ queryKey: ['profiles', 'names'], queryFn: () => listProfiles({}), retry: false })
  const [isPlanning, setIsPlanning] = useState(false)
  const [isNoFile, setIsNoFile] = useState(false)
  const top = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState(store)
  const [seller, setSeller] = useState(() => partyDraft(store.seller))
  const [tolerance, setTolerance] = useState(() => typedTolerance(store))
  const change = (part: Partial<Store>) => setDraft({ ...draft, ...part })
  const limit = readMoney(tolerance.value.trim(), draft.currency)?.minor ?? null
  const isAmount = tolerance.value.trim() === '' || limit !== null
  const isPercent = isTaxRate(tolerance.percent)
  const body: StoreBody = { ...draft, seller: partyOf(seller), name: draft.name.trim(), tax_number: draft.tax_number?.trim() || null, count_tolerance: { units: Number(tolerance.units), percent: tolerance.percent, value_minor: limit } }
  const command = useCommand((wanted: StoreBody) => replaceStore(wanted, store.version), [], saved => {
    client.setQueryData(['settings'], saved)
    void client.invalidateQueries({ queryKey: ['settings', 'planned'] })
    void client.invalidateQueries({ queryKey: ['brand'] })
    say(t('settings.saved'))
  })
  /** Other settings in the form, to be looked at and saved; what the store is bound to stays. */
  function take(settings: Store) {
    setDraft({ ...store, ...settings, id: store.id, organisation: store.organisation, version: store.version, warehouse: store.warehouse })
    setSeller(partyDraft(settings.seller))
    say(t('settings.taken'))
    top.current?.scrollIntoView({ block: 'start' })
  }
  async function takeFile(file: File) {
    const settings = fromFile(await file.text(), store)
    setIsNoFile(settings === null)
    if (settings) take(settings)
  }
  const isColoured = !draft.brand.colour || isColour(draft.brand.colour)
  const isTax = isTaxRate(draft.default_tax_rate)
  const isChanged = JSON.stringify(body) !== JSON.stringify({ ...store, tax_number: store.tax_number ?? null, seller: partyOf(partyDraft(store.seller)) })
  const windowDays = draft.returns.window_days ?? 0
  const isReady = draft.name.trim() !== '' && draft.warehouse.trim() !== '' && draft.services.length > 0 && windowDays > 0 && isColoured && isTax && isWhole(tolerance.units) && isPercent && isAmount && !partyFault(seller)
  const fault = (pointer: string) => faultAt(command.problem, pointer)

  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)', maxWidth: 980 }}>
    <Unsaved isChanged={isChanged && !isReadOnly && !command.isSending} />
    <PlannedChanges />
    <Box
      component="form"
      ref={top}
      noValidate
      onSubmit={event => {
        event.preventDefault()
        if (isReady) command.send(body)
      }}
      sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)', maxWidth: 980 }}
    >
      <Panel title={t('settings.store')}>
        <Grid>
          <Field label={t('settings.name')} value={draft.name} onChange={name => change({ name })} fault={fault('/name')} disabled={isReadOnly} required />
          <Choice label={t('settings.locale')} value={draft.locale} options={LOCALES} onChange={locale => change({ locale: locale as StoreLocale })} isReadOnly={isReadOnly} hint={t('settings.locale_hint')} />
          <Suggested label={t('settings.currency')} value={draft.currency} options={Intl.supportedValuesOf('currency')} onChange={currency => change({ currency })} fault={fault('/currency')} isReadOnly={isReadOnly} />
          <Field label={t('settings.warehouse')} value={draft.warehouse} onChange={warehouse => change({ warehouse })} fault={fault('/warehouse')} disabled={isReadOnly} required />
        </Grid>
      </Panel>
      <Panel title={t('settings.cut_offs')}>
        <Grid>
          <Suggested label={t('settings.time_zone')} value={draft.time_zone} options={Intl.supportedValuesOf('timeZone')} onChange={time_zone => change({ time_zone })} fault={fault('/time_zone')} isReadOnly={isReadOnly} />
          <Words label={t('settings.cut_off_times')} hint={t('settings.cut_off_hint')} values={draft.cut_offs} isValid={isTime} onChange={cut_offs => change({ cut_offs: [...cut_offs].sort() })} isReadOnly={isReadOnly} fault={fault('/cut_offs')} />
        </Grid>
        <CutOffPreview cutOffs={draft.cut_offs} timeZone={draft.time_zone} />
      </Panel>
      <Panel title={t('settings.orders')}>
        <Grid>
          <Choice label={t('settings.back_orders')} value={draft.back_orders} options={{ wait: t('settings.wait'), refuse: t('settings.refuse') }} onChange={value => change({ back_orders: value as Store['back_orders'] })} isReadOnly={isReadOnly} />
          <Choice label={t('settings.shipping')} value={draft.shipping} options={{ partial: t('settings.partial'), complete: t('settings.complete') }} onChange={value => change({ shipping: value as Store['shipping'] })} isReadOnly={isReadOnly} />
          <Words label={t('settings.services')} hint={t('settings.services_hint')} values={draft.services} isValid={isService} onChange={services => change({ services })} isReadOnly={isReadOnly} fault={fault('/services')} />
          <Field label={t('settings.default_tax_rate')} value={draft.default_tax_rate} onChange={rate => change({ default_tax_rate: rate.replace(',', '.') })} fault={isTax ? fault('/default_tax_rate') : t('bulk.fault.number')} disabled={isReadOnly} slotProps={{ htmlInput: { inputMode: 'decimal' } }} />
          <Choice
            label={t('settings.default_profile')}
            value={draft.default_profile ?? CANONICAL}
            options={Object.fromEntries(choicesOf(profiles.data?.items ?? [], draft.default_profile ?? null).map(({ name }) => [name, name === CANONICAL ? t('settings.canonical') : name]))}
            onChange={name => change({ default_profile: name === CANONICAL ? null : name })}
            isReadOnly={isReadOnly}
          />
          <Words label={t('settings.contacts')} hint={t('settings.contacts_hint')} values={draft.contacts} isValid={isMail} onChange={contacts => change({ contacts })} isReadOnly={isReadOnly} fault={fault('/contacts')} />
        </Grid>
      </Panel>
      <Panel title={t('settings.returns')}>
        <Grid>
          <Field
            label={t('settings.window_days')}
            hint={t('settings.window_hint')}
            value={String(windowDays)}
            onChange={days => /^\d{0,4}$/.test(days) && change({ returns: { ...draft.returns, window_days: Number(days) } })}
            fault={fault('/returns/window_days')}
            disabled={isReadOnly}
            required
            slotProps={{ htmlInput: { inputMode: 'numeric' } }}
          />
          <Choice
            label={t('settings.unannounced')}
            value={draft.returns.must_be_announced ? 'only' : 'take'}
            options={{ take: t('settings.take_unannounced'), only: t('settings.only_announced') }}
            onChange={value => change({ returns: { ...draft.returns, must_be_announced: value === 'only' } })}
            isReadOnly={isReadOnly}
          />
        </Grid>
      </Panel>
      <Panel title={t('settings.counting')}>
        <Typography variant="body2" color="textSecondary">
          {t('settings.count_hint')}
        </Typography>
        <Grid>
          <Field label={t('settings.count_units')} value={tolerance.units} onChange={units => setTolerance({ ...tolerance, units })} fault={isWhole(tolerance.units) ? fault('/count_tolerance/units') : t('settings.count_fault')} disabled={isReadOnly} slotProps={{ htmlInput: { inputMode: 'numeric' } }} />
          <Field label={t('settings.count_percent')} value={tolerance.percent} onChange={percent => setTolerance({ ...tolerance, percent: percent.replace(',', '.') })} fault={isPercent ? fault('/count_tolerance/percent') : t('bulk.fault.number')} disabled={isReadOnly} slotProps={{ htmlInput: { inputMode: 'decimal' } }} />
          <Field label={t('settings.count_value')} value={tolerance.value} onChange={value => setTolerance({ ...tolerance, value: value.replace(',', '.') })} fault={isAmount ? fault('/count_tolerance/value_minor') : t('bulk.fault.number')} hint={t('settings.count_value_hint')} disabled={isReadOnly} slotProps={{ htmlInput: { inputMode: 'decimal' }, input: { endAdornment: draft.currency } }} />
        </Grid>
      </Panel>
      <Panel title={t('settings.seller')}>
        <Box sx={{ pt: 1, display: 'grid', gap: 2 }}>
          <PartyFields draft={seller} onChange={setSeller} problem={command.problem} pointer="/seller" nameLabel={t('party.seller_name')} isReadOnly={isReadOnly} />
          <Grid>
            <Field label={t('settings.tax_number')} value={draft.tax_number ?? ''} onChange={tax_number => change({ tax_number })} fault={fault('/tax_number')} disabled={isReadOnly} />
          </Grid>
        </Box>
      </Panel>
      <BrandPanel brand={draft.brand} storeName={draft.name} body={body} onChange={brand => change({ brand })} problem={command.problem} isReadOnly={isReadOnly} />
      {command.problem && <ProblemAlert problem={command.problem} />}
      {!isReadOnly && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, position: 'sticky', bottom: 0, py: 1.5, bgcolor: 'background.default', borderTop: 1, borderColor: 'divider', zIndex: 1 }}>
          <Button type="submit" variant="contained" disabled={!isReady || !isChanged} loading={command.isSending}>
            {t('settings.save_now')}
          </Button>
          <Button variant="outlined" disabled={!isReady || !isChanged || command.isSending} onClick={() => setIsPlanning(true)}>
            {t('settings.plan')}
          </Button>
          <Button
            color="inherit"
            disabled={!isChanged || command.isSending}
            onClick={() => {
              setDraft(store)
              setSeller(partyDraft(store.seller))
              setTolerance(typedTolerance(store))
            }}
          >
            {t('action.undo')}
          </Button>
        </Box>
      )}
    </Box>
      {isPlanning && (
        <PlanDialog
          body={body}
          version={store.version}
          onPlanned={() => {
            setIsPlanning(false)
            // The store has a new version by that, and the form begins anew with what holds.
            void client.invalidateQueries({ queryKey: ['settings'] })
            say(t('settings.plan_done'))
          }}
          onClose={() => setIsPlanning(false)}
        />
      )}
      {!isReadOnly && <TakeFile isNoFile={isNoFile} onFile={file => void takeFile(file)} />}
      <History version={store.version} onTake={take} />
    </Box>
  )
}

/** Settings that were downloaded here or of another store. */
function TakeFile({ isNoFile, onFile }: { isNoFile: boolean; onFile: (file: File) => void }) {
  const t = useT()
  const id = useId()
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
      <FileButton label={t('settings.take_file')} accept=".json,application/json" describedBy={`${id}-hint`} isQuiet onFile={onFile} />
      <Typography variant="body2" color={isNoFile ? 'error' : 'textSecondary'} id={`${id}-hint`} role={isNoFile ? 'alert' : undefined}>
        {t(isNoFile ? 'settings.no_file' : 'settings.take_file_hint')}
      </Typography>
    </Box>
  )
}

function Grid({ children }: { children: ReactNode }) {
  return <Box sx={{ pt: 1, display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(min(260px, 100%), 1fr))', alignItems: 'start' }}>{children}</Box>
}

function Choice({ label, value, options, onChange, isReadOnly, hint }: { label: string; value: string; options: Record<string, string>; onChange: (value: string) => void; isReadOnly: boolean; hint?: string }) {
  return (
    <TextField select label={label} value={value} onChange={event => onChange(event.target.value)} disabled={isReadOnly} helperText={hint} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
      {Object.entries(options).map(([name, text]) => (
        <MenuItem key={name} value={name}>
          {text}
        </MenuItem>
      ))}
    </TextField>
  )
}

function Suggested({ label, value, options, onChange, fault, isReadOnly }: { label: string; value: string; options: string[]; onChange: (value: string) => void; fault: string | undefined; isReadOnly: boolean }) {
  return (
    <Autocomplete
      disableClearable
      options={options.includes(value) ? options : [value, ...options]}
      value={value}
      onChange={(_, chosen) => onChange(chosen)}
      disabled={isReadOnly}
      renderInput={field => <TextField {...field} label={label} error={Boolean(fault)} helperText={fault} />}
    />
  )
}

const N_PREVIEWED = 4

/** When the next files are made, by the store's clock and by that of whoever looks. */
function CutOffPreview({ cutOffs, timeZone }: { cutOffs: string[]; timeZone: string }) {
  const t = useT()
  const { locale } = useI18n()
  const [now] = useState(() => Date.now())
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  const next = nextCutOffs(cutOffs.filter(isTime), timeZone, now, N_PREVIEWED)
  const text = (instant: number, zone: string) => new Intl.DateTimeFormat(LOCALE_TAGS[locale], { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(instant)
  return (
    <Box sx={{ mt: 2, p: 1.5, borderRadius: 1, bgcolor: 'sunken' }}>
      <Typography variant="h3">{t('settings.next_cut_offs')}</Typography>
      {next.length === 0 ? (
        <Typography variant="body2" color="textSecondary">
          {t('settings.no_cut_offs')}
        </Typography>
      ) : (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, mt: 0.5, p: 0, display: 'grid', gap: 0.25 }}>
          {next.map(instant => (
            <Typography component="li" variant="body2" key={instant} sx={{ fontVariantNumeric: 'tabular-nums' }}>
              {text(instant, timeZone)}
              {own !== timeZone && (
                <Typography component="span" variant="body2" color="textSecondary">
                  {' '}
                  · {t('settings.for_you', { when: text(instant, own), zone: own })}
                </Typography>
              )}
            </Typography>
          ))}
        </Box>
      )}
    </Box>
  )
}
