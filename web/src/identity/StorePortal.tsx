import { QueryClient } from '@tanstack/react-query'
import { CoreAdminContext, CoreAdminUI, CustomRoutes, memoryStore, Resource, type I18nProvider } from 'ra-core'
import { lazy, Suspense, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { Route, useLocation } from 'react-router-dom'
import { createDataProvider } from '../api/data-provider'
import { storeOperations } from '../api/operations'
import { retryUndecided } from '../api/queries'
import type { SendRequest } from '../api/request'
import { StoreProvider, useMay, type Acting, type OwnPool } from '../api/store-context'
import type { Me, StoreSummary } from '../api/types'
import { TimeZoneProvider, useI18n, useT } from '../i18n/I18n'
import type { MessageKey } from '../i18n/translate'
import { PLACES } from '../layout/Navigation'
import { NotFound } from '../layout/NotFound'
import { NotYours } from '../layout/NotYours'
import { OfflineBar } from '../layout/OfflineBar'
import { PageError } from '../layout/PageError'
import { placeOf } from '../layout/place'
import { preferences } from '../layout/preferences'
import { Shell } from '../layout/Shell'
import { Splash } from '../layout/Splash'
import { usePaths } from '../layout/usePaths'
import { OutboxBar } from '../outbox/OutboxBar'
import { OutboxEffects } from '../outbox/OutboxProvider'

const Today = lazy(() => import('../dashboard/Today'))
const BoardPage = lazy(() => import('../board/BoardPage'))
const HeadOfficePage = lazy(() => import('../head-office/HeadOfficePage'))
const OrderList = lazy(() => import('../orders/OrderList'))
const OrderPage = lazy(() => import('../orders/OrderPage'))
const ImportList = lazy(() => import('../imports/ImportList'))
const ImportPage = lazy(() => import('../imports/ImportPage'))
const StockList = lazy(() => import('../stock/StockList'))
const StockPage = lazy(() => import('../stock/StockPage'))
const AsnList = lazy(() => import('../inbound/AsnList'))
const AsnPage = lazy(() => import('../inbound/AsnPage'))
const AnnouncePage = lazy(() => import('../inbound/AnnouncePage'))
const ReceiveAsnPage = lazy(() => import('../inbound/ReceiveAsnPage'))
const ReturnList = lazy(() => import('../returns/ReturnList'))
const ReturnPage = lazy(() => import('../returns/ReturnPage'))
const AnnounceReturnPage = lazy(() => import('../returns/AnnounceReturnPage'))
const TakeBackPage = lazy(() => import('../returns/TakeBackPage'))
const ReturnsReport = lazy(() => import('../returns/ReturnsReport'))
const CountList = lazy(() => import('../counts/CountList'))
const CountPage = lazy(() => import('../counts/CountPage'))
const CountStart = lazy(() => import('../counts/floor/CountStart'))
const CountGoodsPage = lazy(() => import('../counts/floor/CountGoodsPage'))
const BatchList = lazy(() => import('../fulfilment/BatchList'))
const BatchPage = lazy(() => import('../fulfilment/BatchPage'))
const ManifestList = lazy(() => import('../fulfilment/ManifestList'))
const ManifestPage = lazy(() => import('../fulfilment/ManifestPage'))
const CostsPage = lazy(() => import('../costs/CostsPage'))
const ReconciliationList = lazy(() => import('../reconciliation/ReconciliationList'))
const ReconciliationPage = lazy(() => import('../reconciliation/ReconciliationPage'))
const FindingList = lazy(() => import('../findings/FindingList'))
const FindingPage = lazy(() => import('../findings/FindingPage'))
const ExportList = lazy(() => import('../exports/ExportList'))
const ExportPage = lazy(() => import('../exports/ExportPage'))
const ReceivePage = lazy(() => import('../stock/ReceivePage'))
const ProductList = lazy(() => import('../catalogue/ProductList'))
const ProductPage = lazy(() => import('../catalogue/ProductPage'))
const CustomerList = lazy(() => import('../customers/CustomerList'))
const CustomerPage = lazy(() => import('../customers/CustomerPage'))
const ProfileList = lazy(() => import('../profiles/ProfileList'))
const ProfilePage = lazy(() => import('../profiles/ProfilePage'))
const ApiKeys = lazy(() => import('../keys/ApiKeys'))
const InboxPage = lazy(() => import('../inbox/InboxPage'))
const WebhookList = lazy(() => import('../webhooks/WebhookList'))
const WebhookPage = lazy(() => import('../webhooks/WebhookPage'))
const SettingsPage = lazy(() => import('../settings/SettingsPage'))
const PeopleList = lazy(() => import('../people/PeopleList'))
const PersonPage = lazy(() => import('../people/PersonPage'))
const AuditList = lazy(() => import('../audit/AuditList'))
const DeadLettersPage = lazy(() => import('../dead-letters/DeadLettersPage'))
const AccountPage = lazy(() => import('../account/AccountPage'))
const PickStart = lazy(() => import('../fulfilment/picking/PickStart'))
const PickPage = lazy(() => import('../fulfilment/picking/PickPage'))
const PackPage = lazy(() => import('../fulfilment/packing/PackPage'))
const HandOverStart = lazy(() => import('../fulfilment/hand-over/HandOverStart'))
const HandOverPage = lazy(() => import('../fulfilment/hand-over/HandOverPage'))

export function StorePortal({
  store,
  me,
  request,
  signOut,
  own,
  acting,
}: {
  store: StoreSummary
  me: Me
  request: SendRequest
  signOut: () => void
  own: OwnPool
  acting: Acting
}) {
  const [operations] = useState(() => storeOperations(request, store.id))
  const [dataProvider] = useState(() => createDataProvider(operations))
  const [raStore] = useState(() => memoryStore())
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: retryUndecided } } }))
  const operationsOf = useCallback((of: string) => storeOperations(request, of), [request])
  const context = useMemo(() => ({ store, me, operations, operationsOf, signOut, own, acting }), [store, me, operations, operationsOf, signOut, own, acting])
  const i18nProvider = useRaI18n()

  useEffect(() => preferences.write('store', store.id), [store.id])

  return (
    <StoreProvider value={context}>
      <CoreAdminContext
        basename={`/${encodeURIComponent(store.id)}`}
        dataProvider={dataProvider}
        i18nProvider={i18nProvider}
        queryClient={client}
        store={raStore}
      >
        <TimeZoneProvider value={store.time_zone}>
          <OutboxEffects />
          <CoreAdminUI layout={PortalLayout} dashboard={Today} catchAll={NotFound} loading={Splash} error={PageError} title="Packhouse" disableTelemetry>
            <Resource name="orders" list={OrderList} edit={OrderPage} />
            <Resource name="imports" list={ImportList} edit={ImportPage} />
            <Resource name="stock" list={StockList} edit={StockPage} />
            <Resource name="asns" list={AsnList} edit={AsnPage} />
            <Resource name="returns" list={ReturnList} edit={ReturnPage} />
            <Resource name="counts" list={CountList} edit={CountPage} />
            <Resource name="batches" list={BatchList} edit={BatchPage} />
            <Resource name="manifests" list={ManifestList} edit={ManifestPage} />
            <Resource name="costs" list={CostsPage} />
            <Resource name="reconciliations" list={ReconciliationList} edit={ReconciliationPage} />
            <Resource name="findings" list={FindingList} edit={FindingPage} />
            <Resource name="products" list={ProductList} edit={ProductPage} />
            <Resource name="customers" list={CustomerList} edit={CustomerPage} />
            <Resource name="users" list={PeopleList} edit={PersonPage} />
            <Resource name="audit" list={AuditList} />
            <Resource name="exports" list={ExportList} edit={ExportPage} />
            <CustomRoutes>
              {/* What is theirs alone is not there for whoever acts for them. */}
              {!me.acting && <Route path="/account" element={<AccountPage />} />}
              {!me.acting && <Route path="/inbox" element={<InboxPage />} />}
              <Route path="/all-stores" element={<HeadOfficePage />} />
              <Route path="/board" element={<BoardPage />} />
              <Route path="/receive" element={<ReceivePage />} />
              <Route path="/receive/:id" element={<ReceiveAsnPage />} />
              <Route path="/announce" element={<AnnouncePage />} />
              <Route path="/announce/:id" element={<AnnouncePage />} />
              <Route path="/announce-return/:id" element={<AnnounceReturnPage />} />
              <Route path="/take-back" element={<TakeBackPage />} />
              <Route path="/take-back/:code" element={<TakeBackPage />} />
              <Route path="/returns-report" element={<ReturnsReport />} />
              <Route path="/count" element={<CountStart />} />
              <Route path="/count/:id" element={<CountGoodsPage />} />
              <Route path="/profiles" element={<ProfileList />} />
              <Route path="/profiles/:id" element={<ProfilePage />} />
              <Route path="/api-keys" element={<ApiKeys />} />
              <Route path="/webhooks" element={<WebhookList />} />
              <Route path="/webhooks/:id" element={<WebhookPage />} />
              <Route path="/settings" element={<SettingsPage />} />
              <Route path="/dead-letters" element={<DeadLettersPage />} />
              <Route path="/pick" element={<PickStart />} />
              <Route path="/pick/:batch" element={<PickPage />} />
              <Route path="/pack" element={<PackPage />} />
              <Route path="/hand-over" element={<HandOverStart />} />
              <Route path="/hand-over/:manifest" element={<HandOverPage />} />
            </CustomRoutes>
          </CoreAdminUI>
        </TimeZoneProvider>
      </CoreAdminContext>
    </StoreProvider>
  )
}

function PortalLayout({ children }: { children?: ReactNode }) {
  const t = useT()
  const may = useMay()
  const { pathname } = useLocation()
  const place = placeOf(PLACES, usePaths(), pathname)
  return (
    <Shell>
      <OfflineBar />
      <OutboxBar />
      {place?.needs && !may(place.needs) ? <NotYours title={t(place.label)} /> : <Suspense fallback={<Splash />}>{children}</Suspense>}
    </Shell>
  )
}

/** react-admin's own parts ask for their texts by keys of the same dictionaries, below `ra`. */
function useRaI18n(): I18nProvider {
  const { t, locale, setLocale } = useI18n()
  return useMemo(
    () => ({
      translate: (key: string, options?: { _?: string; smart_count?: number }) => {
        const text = t(key as MessageKey, { n: options?.smart_count ?? 0 })
        return text === key ? (options?._ ?? key) : text
      },
      changeLocale: async chosen => setLocale(chosen as typeof locale),
      getLocale: () => locale,
    }),
    [t, locale, setLocale],
  )
}
