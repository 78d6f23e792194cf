import { MenuItem, TextField } from '@mui/material'
import { useI18n } from '../i18n/I18n'
import { LOCALE_NAMES, LOCALES, type Locale } from '../i18n/translate'
import { COLOUR_MODES, useColourMode, type ColourMode } from './ColourMode'

/** Language and colours, as this person likes them on this device. */
export function Appearance() {
  const { t, locale, setLocale } = useI18n()
  const { mode, setMode } = useColourMode()
  return (
    <>
      <TextField select label={t('layout.language')} value={locale} onChange={event => setLocale(event.target.value as Locale)}>
        {LOCALES.map(known => (
          <MenuItem key={known} value={known} lang={known}>
            {LOCALE_NAMES[known]}
          </MenuItem>
        ))}
      </TextField>
      <TextField select label={t('layout.colours')} value={mode} onChange={event => setMode(event.target.value as ColourMode)}>
        {COLOUR_MODES.map(known => (
          <MenuItem key={known} value={known}>
            {t(`layout.colour_mode.${known}`)}
          </MenuItem>
        ))}
      </TextField>
    </>
  )
}
