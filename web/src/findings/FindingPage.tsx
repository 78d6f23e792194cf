import { Alert, Box, Button, Skeleton, Typography } from '@mui/material'
import { useState } from 'react'
import { useParams } from 'react-router-dom'
import { useRecord } from '../api/queries'
import { useMay } from '../api/store-context'
import type { Finding } from '../api/types'
import { useT, useWord } from '../i18n/I18n'
import { Facts } from '../layout/Facts'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { DismissDialog } from './DismissDialog'
import { isFreezing, isOpen } from './findings'
import { FindingStateChip } from './FindingStateChip'
import { RecountTable } from './RecountTable'
import { RepairDialog } from './RepairDialog'
import { SubjectLink } from './SubjectLink'
import { useRecount } from './useRecount'

export default function FindingPage() {
  const t = useT()
  const may = useMay()
  const word = useWord()
  const path = usePaths()
  const { id = '' } = useParams()
  const [doing, setDoing] = useState<'repair' | 'dismiss' | null>(null)
  const { record: finding, problem } = useRecord('findings', id)
  const mayClose = finding && isOpen(finding) && may('findings.repair')
  return (
    <>
      <PageHeader
        title={finding ? word('findings.rule', finding.rule) : t('findings.one')}
        back={{ to: path.findings(), label: t('findings.title') }}
        beside={finding && <FindingStateChip state={finding.state} />}
        below={
          finding && (
            <>
              <SubjectLink finding={finding} /> · <When at={finding.found_at} />
            </>
          )
        }
        actions={
          mayClose && (
            <>
              <Button variant="outlined" color="inherit" onClick={() => setDoing('dismiss')} sx={{ borderColor: 'divider' }}>
                {t('findings.dismiss')}
              </Button>
              {finding.repair && (
                <Button variant="contained" onClick={() => setDoing('repair')}>
                  {t('findings.repair')}
                </Button>
              )}
            </>
          )
        }
      />
      {problem && <ProblemAlert problem={problem.status === 404 ? Object.assign(problem, { title: t('findings.gone') }) : problem} />}
      {!finding && !problem && <Skeleton variant="rounded" height={320} />}
      {finding && (
        <Box sx={{ display: 'grid', gap: 2 }}>
          {isFreezing(finding) && (
            <Alert severity="warning" variant="outlined">
              {t(finding.sku ? 'findings.freezes_sku' : 'findings.freezes_order')}
            </Alert>
          )}
          <Evidence finding={finding} />
          {finding.sku && isOpen(finding) && <Recounted sku={finding.sku} />}
        </Box>
      )}
      {doing === 'repair' && finding && <RepairDialog finding={finding} onClose={() => setDoing(null)} />}
      {doing === 'dismiss' && finding && <DismissDialog finding={finding} onClose={() => setDoing(null)} />}
    </>
  )
}

function Evidence({ finding }: { finding: Finding }) {
  const t = useT()
  const word = useWord()
  return (
    <Panel title={t('findings.evidence')}>
      <Facts
        facts={[
          [t('findings.must_hold'), word('findings.about', finding.rule)],
          [t('findings.sentence'), <strong key="sentence">{finding.sentence}</strong>],
          [t('findings.subject'), <SubjectLink key="subject" finding={finding} />],
          [t('findings.found_at'), <When key="found" at={finding.found_at} />],
          [
            t('findings.proposal'),
            isOpen(finding) && (finding.repair ? `${word('findings.repairs', finding.repair)}. ${word('findings.repairs_hint', finding.repair)}` : t('findings.no_repair')),
          ],
          [t('findings.closed_at'), finding.closed_at && <When key="closed" at={finding.closed_at} />],
          [t('findings.closed_by'), finding.closed_by],
          [t('orders.reason'), finding.reason],
        ]}
      />
    </Panel>
  )
}

/** The books of the SKU beside one another, as they are now. */
function Recounted({ sku }: { sku: string }) {
  const t = useT()
  const { recount, problem } = useRecount(sku)
  return (
    <Panel title={t('findings.recount_title')} flush>
      {problem ? (
        <Box sx={{ px: 2, pb: 1 }}>
          <ProblemAlert problem={problem} />
        </Box>
      ) : recount ? (
        <>
          <Typography variant="body2" color="textSecondary" sx={{ px: 2, pb: 1 }}>
            {t(recount.agrees ? 'findings.agrees' : 'findings.differs')}
          </Typography>
          <RecountTable recount={recount} />
        </>
      ) : (
        <Skeleton variant="rounded" height={180} sx={{ m: 2, mt: 0 }} />
      )}
    </Panel>
  )
}
