import type { Finding } from '../api/types'
import { useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { usePaths } from '../layout/usePaths'

export function useSubject() {
  const t = useT()
  return ({ sku, order, import: file, reconciliation }: Finding) =>
    sku ? `${t('stock.sku')} ${sku}` : order ? t('findings.an_order') : file ? t('findings.an_import') : t('reconciliations.number', { number: String(reconciliation) })
}

/** What a finding is about, as a link to its page. */
export function SubjectLink({ finding }: { finding: Finding }) {
  const path = usePaths()
  const subject = useSubject()
  const { sku, order, import: file, reconciliation } = finding
  return <AppLink to={sku ? path.sku(sku) : order ? path.order(order) : file ? path.import(file) : path.reconciliation(reconciliation ?? 0)}>{subject(finding)}</AppLink>
}
