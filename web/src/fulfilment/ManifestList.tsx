import { Button } from '@mui/material'
import { useState } from 'react'
import { DataTable } from 'react-admin'
import type { Row } from '../api/resources'
import { useMay } from '../api/store-context'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { CardLines, ListPage } from '../layout/ListPage'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { CreateManifestDialog } from './CreateManifestDialog'
import { isManifestWorking, ManifestStateChip } from './states'

type ManifestRow = Row<'manifests'>

const Column = DataTable.Col<ManifestRow>

export default function ManifestList() {
  const t = useT()
  const may = useMay()
  const format = useFormat()
  const path = usePaths()
  const [isCreating, setIsCreating] = useState(false)
  return (
    <>
      <ListPage
        resource="manifests"
        title={t('manifests.title')}
        below={t('manifests.below')}
        actions={
          may('fulfilment.ship') && (
            <Button variant="contained" onClick={() => setIsCreating(true)}>
              {t('manifests.create')}
            </Button>
          )
        }
        empty={{ title: t('manifests.empty'), hint: t('manifests.empty_hint') }}
        isWorking={isManifestWorking}
        pathTo={manifest => path.manifest(manifest.id)}
        card={manifest => (
          <CardLines
            head={manifest.carrier}
            aside={<ManifestStateChip state={manifest.state} />}
            lines={[
              <When key="when" at={manifest.created_at} />,
              t('imports.n_orders', { n: manifest.n_orders }),
            ]}
          />
        )}
      >
        <DataTable<ManifestRow> rowClick={id => path.manifest(String(id))} bulkActionButtons={false}>
          <Column
            source="carrier"
            label={t('manifests.carrier')}
            disableSort
            render={manifest => <AppLink to={path.manifest(manifest.id)}>{manifest.carrier}</AppLink>}
          />
          <Column source="state" label={t('manifests.state_label')} disableSort render={manifest => <ManifestStateChip state={manifest.state} />} />
          <Column source="created_at" label={t('manifests.created_at')} disableSort render={manifest => <When at={manifest.created_at} />} />
          <Column
            source="shipped_at"
            label={t('manifests.shipped_at')}
            disableSort
            render={manifest => (manifest.shipped_at ? <When at={manifest.shipped_at} /> : '–')}
          />
          <Column source="n_orders" label={t('imports.orders')} disableSort align="right" render={manifest => format.number(manifest.n_orders)} />
          <Column source="n_parcels" label={t('orders.parcels')} disableSort align="right" render={manifest => (manifest.n_parcels > 0 ? format.number(manifest.n_parcels) : '–')} />
          <Column source="id" label={t('manifests.one')} disableSort render={manifest => <code>{manifest.id}</code>} />
        </DataTable>
      </ListPage>
      {isCreating && <CreateManifestDialog onClose={() => setIsCreating(false)} />}
    </>
  )
}
