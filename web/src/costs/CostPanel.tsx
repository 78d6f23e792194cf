import { Typography } from '@mui/material'
import type { Cost } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { Facts } from '../layout/Facts'
import { Panel } from '../layout/Panel'
import { largestPart } from './period'

/** What one order or one import cost. */
export function CostPanel({ cost }: { cost: Cost }) {
  const t = useT()
  const format = useFormat()
  const counted = (text: string) => format.decimal(Number(text))
  return (
    <Panel title={t('costs.cost')}>
      <Facts
        areFigures
        facts={[
          [t('costs.amount'), <strong key="amount">{format.tinyMoney(cost.nano_usd)}</strong>],
          [t('costs.largest'), cost.nano_usd > 0 && t(`costs.part.${largestPart(cost)}`)],
          [t('costs.write_units'), counted(cost.write_units)],
          [t('costs.read_units'), counted(cost.read_units)],
          [t('costs.requests'), counted(cost.requests)],
          [t('costs.function_ms'), counted(cost.function_ms)],
        ]}
      />
      <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 1 }}>
        {t('costs.explained')}
      </Typography>
    </Panel>
  )
}
