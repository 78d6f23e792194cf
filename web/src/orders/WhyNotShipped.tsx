import ExpandMore from '@mui/icons-material/ExpandMore'
import HelpOutline from '@mui/icons-material/HelpOutlineOutlined'
import { Box, Button, Collapse, Paper, Typography } from '@mui/material'
import { useId, useState } from 'react'
import type { Decision } from '../api/types'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { SmallTable } from '../layout/SmallTable'
import { Unbroken } from '../layout/Unbroken'
import { usePaths } from '../layout/usePaths'
import { useWhy, type Why } from './why'

/** The question every client asks, answered in one sentence; the record of the decision behind it is one press away. */
export function WhyNotShipped({ why, decision }: { why: Why; decision: Decision | null }) {
  const t = useT()
  const id = useId()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Paper
      component="section"
      aria-labelledby={`${id}-title`}
      variant="outlined"
      sx={theme => ({
        mb: 2,
        borderColor: theme.palette.tones.warn.solid,
        borderLeftWidth: 4,
        backgroundColor: theme.palette.tones.warn.wash,
        color: theme.palette.tones.warn.ink,
      })}
    >
      <Box sx={{ display: 'flex', gap: 1.5, p: 2, alignItems: 'flex-start', flexWrap: 'wrap' }}>
        <HelpOutline sx={{ display: { xs: 'none', sm: 'block' }, mt: '1px' }} />
        <Box sx={{ flex: '1 1 260px', minWidth: 0 }}>
          <Typography id={`${id}-title`} variant="h2">
            {t('orders.why')}
          </Typography>
          <Sentence why={why} />
        </Box>
        {decision && (
          <Button
            color="inherit"
            aria-expanded={isOpen}
            aria-controls={`${id}-decision`}
            onClick={() => setIsOpen(!isOpen)}
            endIcon={<ExpandMore sx={{ transform: isOpen ? 'rotate(180deg)' : 'none' }} />}
          >
            {t('orders.decision')}
          </Button>
        )}
      </Box>
      {decision && (
        <Collapse in={isOpen} id={`${id}-decision`} unmountOnExit>
          <DecisionTable decision={decision} />
        </Collapse>
      )}
    </Paper>
  )
}

function Sentence({ why }: { why: Why }) {
  const tell = useWhy()
  return <Typography sx={{ color: 'text.primary', mt: 0.25 }}>{tell(why)}</Typography>
}

function DecisionTable({ decision }: { decision: Decision }) {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  const path = usePaths()
  const candidate = ({ warehouse, available, outcome }: Decision['lines'][number]['candidates'][number]) =>
    t('orders.candidate', { warehouse, n: available, outcome: word('orders.outcome', outcome) })
  return (
    <Box sx={{ bgcolor: 'background.paper', color: 'text.primary', borderTop: 1, borderColor: 'divider' }}>
      <SmallTable
        rows={decision.lines}
        rowKey={line => line.sku}
        columns={[
          { label: t('orders.sku'), cell: line => <Unbroken><AppLink to={path.sku(line.sku)}>{line.sku}</AppLink></Unbroken> },
          { label: t('orders.needed'), align: 'right', cell: line => format.number(line.needed) },
          { label: t('orders.granted'), align: 'right', cell: line => format.number(line.granted) },
          { label: t('orders.candidates'), cell: line => line.candidates.map(candidate).join(' · ') },
        ]}
      />
      <Typography variant="caption" component="p" color="textSecondary" sx={{ px: 1.5, py: 1, overflowWrap: 'anywhere' }}>
        {t('orders.decision_scope')} {t('orders.decision_footer', { policy: word('orders.policy', decision.policy), digest: decision.inputs_sha256 })}
      </Typography>
    </Box>
  )
}
