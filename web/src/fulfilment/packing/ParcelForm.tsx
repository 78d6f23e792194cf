import Check from '@mui/icons-material/Check'
import { Box, Button, InputAdornment, TextField, Typography } from '@mui/material'
import { useState } from 'react'
import type { Order } from '../../api/types'
import { useT } from '../../i18n/I18n'
import { useDo } from '../../outbox/OutboxProvider'
import { CommandDialog } from '../../layout/CommandDialog'
import { signal } from '../../scanning/feedback'
import { isOf, parcelOf, readGrams, scannedOf, weightFault, type PackLine } from './contents'

/** What goes into this parcel, and what it weighs. */
export function ParcelForm({
  order,
  lines,
  gtins,
  onCode,
  onPacked,
  onRefused,
}: {
  order: Order
  lines: PackLine[]
  gtins: ReadonlyMap<string, string>
  onCode: (code: string) => void
  onPacked: () => void
  onRefused: (head: string, detail?: string) => void
}) {
  const t = useT()
  const doIt = useDo()
  const [weight, setWeight] = useState('')
  const [isPart, setIsPart] = useState(false)
  const [quantities, setQuantities] = useState(new Map<number, number>())
  const grams = readGrams(weight)
  const [isMissed, setIsMissed] = useState(false)
  const [isAsking, setIsAsking] = useState(false)
  const { scanned, units } = scannedOf(lines, quantities)
  const fault = weightFault(weight) ?? (isMissed && grams === null ? 'missing' : null)

  function close() {
    if (grams === null) {
      // A scanner that was pointed at goods while the weight had the focus.
      if (order.lines.some(({ sku }) => isOf(sku, weight, gtins))) {
        setWeight('')
        return onCode(weight.trim())
      }
      signal('bad')
      return setIsMissed(true)
    }
    // Whoever scans does so to be sure of everything; whoever scans nothing has other ways.
    if (lines.some(({ checked }) => checked > 0) && scanned < units) return setIsAsking(true)
    void pack(grams)
  }

  async function pack(weight_grams: number) {
    try {
      await doIt({ kind: 'pack', order: order.id, reference: order.reference, parcel: parcelOf(lines, quantities, weight_grams) })
      signal('done')
      onPacked()
    } catch {
      onRefused(t('warehouse.no_store'), t('warehouse.no_store_hint'))
    }
  }

  return (
    <Box
      component="form"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        close()
      }}
    >
      <Box component="ul" aria-label={t('warehouse.goods')} sx={{ listStyle: 'none', m: 0, my: 1.5, p: 0 }}>
        {lines.map(line => (
          <Box component="li" key={line.line} sx={{ display: 'flex', alignItems: 'center', gap: 1.5, py: 0.75, borderTop: 1, borderColor: 'divider', minHeight: 48 }}>
            {isPart ? (
              <TextField
                type="number"
                aria-label={line.sku}
                value={quantities.get(line.line) ?? line.toPack}
                onChange={event => setQuantities(new Map(quantities).set(line.line, Math.max(0, Math.min(line.toPack, Math.trunc(Number(event.target.value))))))}
                slotProps={{ htmlInput: { min: 0, max: line.toPack, step: 1, inputMode: 'numeric', 'aria-label': t('warehouse.into_parcel', { sku: line.sku }) } }}
                sx={{ width: 84, flexShrink: 0 }}
              />
            ) : (
              <Typography component="span" sx={{ fontWeight: 700, fontSize: '1.25rem', minWidth: 44, fontVariantNumeric: 'tabular-nums' }}>
                {line.toPack} ×
              </Typography>
            )}
            <Box sx={{ flex: 1, minWidth: 0 }}>
              <Typography component="span" sx={{ display: 'block', fontWeight: 600, overflowWrap: 'anywhere' }}>
                {line.sku}
              </Typography>
              <Typography component="span" variant="body2" color="textSecondary">
                {line.description}
              </Typography>
            </Box>
            {line.checked === line.toPack ? (
              <Check color="success" titleAccess={t('warehouse.checked')} />
            ) : (
              line.checked > 0 && (
                <Typography component="span" variant="body2" sx={{ fontVariantNumeric: 'tabular-nums' }}>
                  {t('warehouse.of', { done: line.checked, total: line.toPack })}
                </Typography>
              )
            )}
          </Box>
        ))}
      </Box>
      <TextField
        size="medium"
        label={t('warehouse.weight')}
        error={fault !== null}
        helperText={t(fault ? `warehouse.weight_${fault}` : 'warehouse.weight_hint')}
        value={weight}
        onChange={event => setWeight(event.target.value)}
        slotProps={{
          htmlInput: { inputMode: 'decimal', autoComplete: 'off', enterKeyHint: 'go', style: { fontSize: '1.25rem' } },
          input: grams === null ? {} : { endAdornment: <InputAdornment position="end">{t('warehouse.grams', { n: grams })}</InputAdornment> },
        }}
      />
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: '2fr 1fr' }, gap: 1, mt: 1.5 }}>
        <Button type="submit" variant="contained" disabled={units === 0} sx={{ minHeight: 56, fontSize: '1rem' }}>
          {t('warehouse.close_parcel')}
        </Button>
        <Button
          variant="outlined"
          color="inherit"
          aria-pressed={isPart}
          onClick={() => {
            setIsPart(!isPart)
            setQuantities(new Map())
          }}
          sx={{ minHeight: 56, borderColor: 'divider' }}
        >
          {isPart ? t('warehouse.all_in_one') : t('warehouse.not_all_fits')}
        </Button>
      </Box>
      {isAsking && grams !== null && (
        <CommandDialog
          title={t('warehouse.not_all_scanned', { scanned, n: units })}
          explanation={t('warehouse.not_all_scanned_hint')}
          confirm={t('warehouse.close_all_the_same', { n: units })}
          isSending={false}
          problem={null}
          onConfirm={() => {
            setIsAsking(false)
            void pack(grams)
          }}
          onClose={() => setIsAsking(false)}
        />
      )}
    </Box>
  )
}
