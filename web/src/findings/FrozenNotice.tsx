import { Alert, Box } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useMay, useOperations } from '../api/store-context'
import type { Finding } from '../api/types'
import { useT, useWord } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { usePaths } from '../layout/usePaths'
import { findings, isFreezing } from './findings'

const FRESH_MS = 30_000

/** What is open at this moment, for whoever may see it. */
export function useOpenFindings(): Finding[] | undefined {
  const may = useMay()
  const operations = useOperations()
  const { data } = useQuery({
    queryKey: ['findings', 'open'],
    queryFn: () => findings(operations, { state: 'open' }),
    enabled: may('findings.read'),
    staleTime: FRESH_MS,
    refetchInterval: FRESH_MS * 2,
  })
  return data?.items
}

/** Says that what a page shows is under suspicion, and what of it stands still; nothing where all is well. */
export function FrozenNotice({ isAbout }: { isAbout: (finding: Finding) => boolean }) {
  const t = useT()
  const word = useWord()
  const path = usePaths()
  const about = useOpenFindings()?.filter(isAbout) ?? []
  if (about.length === 0) return null
  return (
    <Box sx={{ display: 'grid', gap: 1, mb: 2 }}>
      {about.map(finding => (
        <Alert key={finding.id} severity="warning" variant="outlined">
          <AppLink to={path.finding(finding.id)}>{word('findings.rule', finding.rule)}</AppLink>
          {finding.sku && ` (${t('stock.sku')} ${finding.sku})`}
          {': '}
          {t(!isFreezing(finding) ? 'findings.needs_look' : finding.sku ? 'findings.freezes_sku' : 'findings.freezes_order')}
        </Alert>
      ))}
    </Box>
  )
}
