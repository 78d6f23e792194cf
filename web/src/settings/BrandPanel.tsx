import UploadFile from '@mui/icons-material/UploadFileOutlined'
import { Box, Button, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { Problem } from '../api/problem'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Logo, Store, StoreBody } from '../api/types'
import { useT } from '../i18n/I18n'
import { Field, faultAt } from '../layout/Field'
import { saveAs } from '../layout/download'
import { FileButton } from '../layout/FileButton'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { BrandSketch } from './BrandSketch'
import { contrast, isColour, readable } from './colours'

/** The contrast that the API wants of a colour with white paper. */
const ENOUGH_TO_SEE = 3

type Brand = Store['brand']

/** Colour, logo, words at the foot and the sender's name, with what they will look like. */
export function BrandPanel({ brand, storeName, body, onChange, problem, isReadOnly }: { brand: Brand; storeName: string; body: StoreBody; onChange: (brand: Brand) => void; problem: Problem | null; isReadOnly: boolean }) {
  const t = useT()
  const { storeBrand, keepLogo, brandSamples } = useOperations()
  const shown = useQuery({ queryKey: ['brand'], queryFn: storeBrand })
  const [uploaded, setUploaded] = useState<Logo | null>(null)
  const upload = useCommand((file: File, key) => keepLogo(file, key), [], logo => {
    setUploaded(logo)
    onChange({ ...brand, logo: logo.id })
  })
  const samples = useCommand((wanted: StoreBody, key) => brandSamples(wanted, key), [], ({ sheet, mail }) => {
    saveAs('sample-sheet.pdf', 'application/pdf', sheet)
    saveAs('sample-mail.eml', 'message/rfc822', mail)
  })
  const colour = brand.colour ?? ''
  const isSeen = colour === '' || !isColour(colour) || contrast(colour, '#ffffff') >= ENOUGH_TO_SEE
  const logo = [uploaded, shown.data?.logo].find(known => known && known.id === brand.logo) ?? null
  const fault = (pointer: string) => faultAt(problem, pointer)
  return (
    <Panel title={t('settings.brand')}>
      <Box sx={{ pt: 1, display: 'grid', gap: 2, alignItems: 'start', gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) minmax(0, 1fr)' } }}>
        <Box sx={{ display: 'grid', gap: 2 }}>
          <LogoField logo={logo} hasLogo={Boolean(brand.logo)} isReadOnly={isReadOnly} isSending={upload.isSending} onFile={upload.send} onRemove={() => onChange({ ...brand, logo: null })} />
          {upload.problem && <ProblemAlert problem={upload.problem} />}
          {fault('/brand/logo') && <Typography variant="caption" color="error">{fault('/brand/logo')}</Typography>}
          <Field
            label={t('settings.colour')}
            value={colour}
            onChange={value => onChange({ ...brand, colour: value || null })}
            fault={colour !== '' && !isColour(colour) ? t('settings.colour_fault') : isSeen ? fault('/brand/colour') : t('settings.colour_pale', { instead: readable(colour, ENOUGH_TO_SEE) })}
            hint={t('settings.colour_hint')}
            disabled={isReadOnly}
            slotProps={{
              input: {
                startAdornment: (
                  <Box
                    component="input"
                    type="color"
                    aria-label={t('settings.colour_pick')}
                    value={isColour(colour) ? colour.toLowerCase() : '#1f2937'}
                    disabled={isReadOnly}
                    onChange={(event: React.ChangeEvent<HTMLInputElement>) => onChange({ ...brand, colour: event.target.value })}
                    sx={{ width: 28, height: 28, mr: 1, p: 0, border: 0, bgcolor: 'transparent', flexShrink: 0, cursor: isReadOnly ? 'default' : 'pointer' }}
                  />
                ),
              },
            }}
          />
          <Field label={t('settings.footer')} value={brand.footer ?? ''} onChange={footer => onChange({ ...brand, footer: footer || null })} fault={fault('/brand/footer')} hint={t('settings.footer_hint')} disabled={isReadOnly} />
          <Field label={t('settings.sender')} value={brand.sender ?? ''} onChange={sender => onChange({ ...brand, sender: sender || null })} fault={fault('/brand/sender')} hint={t('settings.sender_hint')} disabled={isReadOnly} slotProps={{ htmlInput: { maxLength: 100 } }} />
        </Box>
        <Box sx={{ display: 'grid', gap: 1.5 }}>
          <BrandSketch brand={brand} storeName={storeName} logo={logo} />
          {!isReadOnly && (
            <Button variant="outlined" onClick={() => samples.send(body)} loading={samples.isSending} sx={{ justifySelf: 'start' }}>
              {t('settings.samples')}
            </Button>
          )}
          {samples.problem && <ProblemAlert problem={samples.problem} />}
        </Box>
      </Box>
    </Panel>
  )
}

function LogoField({ logo, hasLogo, isReadOnly, isSending, onFile, onRemove }: { logo: Logo | null; hasLogo: boolean; isReadOnly: boolean; isSending: boolean; onFile: (file: File) => void; onRemove: () => void }) {
  const t = useT()
  const id = useId()
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Typography variant="h3">{t('settings.logo')}</Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
        {logo && (
          <Box sx={{ p: 1, bgcolor: '#ffffff', border: 1, borderColor: 'divider', borderRadius: 1, lineHeight: 0 }}>
            <Box component="img" src={`data:image/png;base64,${logo.png}`} alt={t('settings.logo')} sx={{ maxWidth: 180, maxHeight: 56 }} />
          </Box>
        )}
        {!isReadOnly && (
          <>
            <FileButton label={t(hasLogo ? 'settings.logo_change' : 'settings.logo_choose')} accept="image/png" describedBy={`${id}-kinds`} icon={<UploadFile />} isSending={isSending} onFile={onFile} />
            {hasLogo && (
              <Button color="inherit" onClick={onRemove}>
                {t('settings.logo_remove')}
              </Button>
            )}
          </>
        )}
      </Box>
      <Typography variant="caption" color="textSecondary" id={`${id}-kinds`}>
        {t('settings.logo_hint')}
      </Typography>
    </Box>
  )
}
