import { Snackbar } from '@mui/material'
import { createContext, useContext, useState, type ReactNode } from 'react'

const SaidContext = createContext<(sentence: string) => void>(() => undefined)

/** Says in passing that something is done. Refusals are shown where they arose, never here. */
export const useSaid = () => useContext(SaidContext)

export function SaidProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<{ sentence: string; at: number } | null>(null)
  return (
    <SaidContext.Provider value={sentence => setSaid(previous => ({ sentence, at: (previous?.at ?? 0) + 1 }))}>
      {children}
      <Snackbar
        key={said?.at}
        open={said !== null}
        message={said?.sentence}
        autoHideDuration={5_000}
        onClose={(_, reason) => reason !== 'clickaway' && setSaid(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'center' }}
      />
    </SaidContext.Provider>
  )
}
