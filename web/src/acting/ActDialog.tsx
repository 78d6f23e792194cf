import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, ListItemButton, ListItemText, TextField, Typography, useMediaQuery, useTheme } from '@mui/material'
import { useEffect, useId, useState } from 'react'
import { useGrowingList } from '../api/queries'
import { useOperations, useStoreContext } from '../api/store-context'
import type { ClientPerson } from '../api/types'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { Growing } from '../layout/Growing'

const PAUSE_MS = 250

/** Whose place to take: a client's people, by name. Default export: it is loaded when somebody asks for it. */
export default function ActDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  const id = useId()
  const theme = useTheme()
  const isPhone = useMediaQuery(theme.breakpoints.down('sm'))
  const { store, me, acting } = useStoreContext()
  const { listClientPeople } = useOperations()
  const [text, setText] = useState('')
  const asked = useSettled(text.trim())
  const list = useGrowingList(['users', 'clients', asked], cursor => listClientPeople({ q: asked, cursor }))
  const storeName = (id: string) => me.stores.find(known => known.id === id)?.name ?? id

  /** The store that is on the screen, where the person is there, too. */
  function begin(person: ClientPerson) {
    const [first] = person.stores
    if (first) acting.begin(person.id, person.stores.includes(store.id) ? store.id : first)
  }

  return (
    <Dialog open fullWidth maxWidth="sm" fullScreen={isPhone} onClose={onClose} aria-labelledby={id}>
      <DialogTitle id={id} component="h2" variant="h1" sx={{ fontSize: '1.0625rem', pb: 1 }}>
        {t('acting.begin')}
      </DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        <Typography variant="body2" color="textSecondary">
          {t('acting.hint')}
        </Typography>
        <TextField autoFocus type="search" label={t('people.search')} value={text} onChange={event => setText(event.target.value)} sx={{ mt: 0.5 }} />
        <Box sx={{ minHeight: 180, mx: -1 }}>
          <Growing list={list} empty={t(asked ? 'list.nothing_found' : 'acting.nobody')}>
            {people => (
              <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
                {people.map(person => (
                  <li key={person.id}>
                    <ListItemButton component="button" onClick={() => begin(person)} sx={{ width: '100%', border: 0, bgcolor: 'transparent', font: 'inherit', color: 'inherit', textAlign: 'left' }}>
                      <ListItemText
                        primary={person.name}
                        secondary={[word('role', person.role), format.list(person.stores.map(storeName)), person.email].join(' · ')}
                        slotProps={{ primary: { sx: { fontWeight: 600 } }, secondary: { sx: { overflowWrap: 'anywhere' } } }}
                      />
                    </ListItemButton>
                  </li>
                ))}
              </Box>
            )}
          </Growing>
        </Box>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose} color="inherit">
          {t('action.back')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

/** The text once the typing pauses. */
function useSettled(text: string) {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
