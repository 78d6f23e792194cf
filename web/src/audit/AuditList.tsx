import { Box, Typography } from '@mui/material'
import { DataTable } from 'react-admin'
import type { Row } from '../api/resources'
import { useMay, useStoreContext } from '../api/store-context'
import { useT, useWord } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import type { FilterField } from '../layout/FilterBar'
import { CardLines, ListPage } from '../layout/ListPage'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { placeOf } from './audit'
import { useAuditWords } from './useAuditWords'

type EntryRow = Row<'audit'>

const Column = DataTable.Col<EntryRow>

const KINDS = ['settings', 'user', 'api_key', 'webhook', 'profile', 'product', 'customer', 'stock', 'asn', 'return', 'count', 'finding', 'order', 'dead_letter', 'export'] as const

const HANDS = ['own', 'acting'] as const

/** So many changes of an entry are shown at once; all of them are in the file. */
const SHOWN = 6

/** Who changed what. */
export default function AuditList() {
  const t = useT()
  const word = useWord()
  const path = usePaths()
  const { me } = useStoreContext()
  const to = usePlace()
  const name = useName()
  const who = (entry: EntryRow) => (entry.on_behalf_of ? `${entry.actor} (${t('audit.on_behalf', { name: entry.on_behalf_of })})` : entry.actor)
  const where: FilterField[] = me.all_stores ? [{ kind: 'choice', name: 'log', label: t('audit.where'), options: [{ value: 'organisation', label: t('audit.organisation') }] }] : []
  return (
    <ListPage
      resource="audit"
      title={t('audit.title')}
      below={t('audit.below')}
      filters={[
        { kind: 'search', name: 'actor', label: t('audit.actor') },
        { kind: 'choice', name: 'kind', label: t('audit.thing'), options: KINDS.map(kind => ({ value: kind, label: t(`audit.kind.${kind}`) })) },
        { kind: 'choice', name: 'hand', label: t('audit.hand.title'), options: HANDS.map(hand => ({ value: hand, label: t(`audit.hand.${hand}`) })) },
        ...where,
        { kind: 'day', name: 'from', label: t('audit.from_day') },
        { kind: 'day', name: 'to', label: t('audit.to_day') },
      ]}
      empty={{ title: t('audit.empty'), hint: t('audit.empty_hint') }}
      pathTo={entry => to(entry) ?? path.audit()}
      card={entry => (
        <CardLines
          head={`${word('audit.kind', entry.kind)}: ${name(entry)}`}
          aside={<span>{word('audit.action', entry.action)}</span>}
          lines={[<Changes key="changes" entry={entry} />, entry.reason, who(entry), <When key="at" at={entry.at} />].filter(Boolean)}
        />
      )}
    >
      <DataTable<EntryRow> rowClick={false} bulkActionButtons={false}>
        <Column source="at" label={t('audit.at')} disableSort render={entry => <Box component="span" sx={{ whiteSpace: 'nowrap' }}><When at={entry.at} /></Box>} />
        <Column source="actor" label={t('audit.actor')} disableSort render={who} />
        <Column source="action" label={t('audit.what')} disableSort render={entry => word('audit.action', entry.action)} />
        <Column source="name" label={t('audit.thing')} disableSort render={entry => <Thing entry={entry} />} />
        <Column source="changes" label={t('audit.changes')} disableSort render={entry => <Changes entry={entry} />} />
        <Column source="reason" label={t('audit.reason')} disableSort />
      </DataTable>
    </ListPage>
  )
}

/** What was changed as it is called; of many, how many; of an export, which list. */
function useName() {
  const t = useT()
  const word = useWord()
  return (entry: EntryRow) => {
    if (entry.kind === 'export') return word('exports.list', entry.name)
    return !entry.subject && (entry.kind === 'product' || entry.kind === 'customer') ? t(`audit.many.${entry.kind}`, { n: Number(entry.name) }) : entry.name
  }
}

/** Where the thing is looked at, for whoever may. */
function usePlace() {
  const path = usePaths()
  const may = useMay()
  return (entry: EntryRow) => {
    const place = placeOf(entry)
    if (!place || (place.page === 'person' && !may('users.read')) || ((place.page === 'apiKeys' || place.page === 'webhook') && !may('keys.write'))) return null
    return place.page === 'apiKeys' || place.page === 'settings' ? path[place.page]() : path[place.page](place.id)
  }
}

function Thing({ entry }: { entry: EntryRow }) {
  const word = useWord()
  const to = usePlace()(entry)
  const name = useName()(entry)
  return (
    <>
      <Typography variant="caption" component="div" color="textSecondary">
        {word('audit.kind', entry.kind)}
      </Typography>
      {to ? <AppLink to={to}>{name}</AppLink> : name}
    </>
  )
}

function Changes({ entry }: { entry: EntryRow }) {
  const t = useT()
  const tell = useAuditWords()
  const nMore = entry.changes.length - SHOWN + entry.more_changes
  return (
    <Box component="span" sx={{ overflowWrap: 'anywhere' }}>
      {entry.changes.slice(0, SHOWN).map((change, index) => (
        <Box key={index} component="span" sx={{ display: 'block' }}>
          {tell(change, entry.changes)}
        </Box>
      ))}
      {nMore > 0 && entry.changes.length >= SHOWN && (
        <Typography variant="caption" component="span" color="textSecondary">
          {t('audit.more', { n: nMore })}
        </Typography>
      )}
    </Box>
  )
}
