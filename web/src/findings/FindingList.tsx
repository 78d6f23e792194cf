import { Box } from '@mui/material'
import { DataTable } from 'react-admin'
import type { Row } from '../api/resources'
import { useT, useWord } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { CardLines, ListPage } from '../layout/ListPage'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { FindingStateChip } from './FindingStateChip'
import { SubjectLink, useSubject } from './SubjectLink'

type FindingRow = Row<'findings'>

const Column = DataTable.Col<FindingRow>

const STATES = ['open', 'repaired', 'dismissed'] as const

/** Rules of the books that were found broken: tasks for somebody. */
export default function FindingList() {
  const t = useT()
  const word = useWord()
  const path = usePaths()
  const subject = useSubject()
  const repair = (finding: FindingRow) => (finding.repair ? word('findings.repairs', finding.repair) : '–')
  return (
    <ListPage
      resource="findings"
      title={t('findings.title')}
      below={t('findings.below')}
      filters={[{ kind: 'choice', name: 'state', label: t('findings.status'), options: STATES.map(state => ({ value: state, label: t(`findings.state.${state}`) })) }]}
      empty={{ title: t('findings.empty'), hint: t('findings.empty_hint') }}
      pathTo={finding => path.finding(finding.id)}
      card={finding => (
        <CardLines
          head={word('findings.rule', finding.rule)}
          aside={<FindingStateChip state={finding.state} />}
          lines={[subject(finding), finding.sentence, <When key="found" at={finding.found_at} />]}
        />
      )}
    >
      <DataTable<FindingRow> rowClick={id => path.finding(String(id))} bulkActionButtons={false}>
        <Column source="rule" label={t('findings.one')} disableSort render={finding => <AppLink to={path.finding(finding.id)}>{word('findings.rule', finding.rule)}</AppLink>} />
        <Column source="subject" label={t('findings.subject')} disableSort render={finding => <Box component="span" sx={{ whiteSpace: 'nowrap' }}><SubjectLink finding={finding} /></Box>} />
        <Column source="sentence" label={t('findings.sentence')} disableSort />
        <Column source="found_at" label={t('findings.found_at')} disableSort render={finding => <Box component="span" sx={{ whiteSpace: 'nowrap' }}><When at={finding.found_at} /></Box>} />
        <Column source="repair" label={t('findings.proposal')} disableSort render={repair} />
        <Column source="state" label={t('findings.status')} disableSort render={finding => <FindingStateChip state={finding.state} />} />
      </DataTable>
    </ListPage>
  )
}
