import { Box } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useOperations, useStoreContext } from '../api/store-context'

/** A brand changes seldom; whoever changes it sees it at once. */
const FRESH_MS = 5 * 60_000

/** The store's own logo and colour. Logos are made for paper, so they stand on white. */
export function StoreLogo() {
  const { store } = useStoreContext()
  const { storeBrand } = useOperations()
  const { data } = useQuery({ queryKey: ['brand'], queryFn: storeBrand, staleTime: FRESH_MS, retry: false })
  if (!data?.logo) return data?.colour ? <Box aria-hidden sx={{ height: 3, borderRadius: 1, bgcolor: data.colour }} /> : null
  return (
    <Box sx={{ bgcolor: '#ffffff', borderRadius: 1, px: 1.25, py: 1, lineHeight: 0, borderBottom: `3px solid ${data.colour ?? 'transparent'}`, border: data.colour ? undefined : 1, borderColor: 'divider' }}>
      <Box component="img" src={`data:image/png;base64,${data.logo.png}`} alt={store.name} sx={{ maxWidth: '100%', maxHeight: 34 }} />
    </Box>
  )
}
