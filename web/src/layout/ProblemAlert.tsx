import { Alert, AlertTitle, Box, Typography } from '@mui/material'
import type { Problem } from '../api/problem'
import { useT } from '../i18n/I18n'

/** What went wrong in the API's own sentence, and the number that support can find it by. */
export function ProblemAlert({ problem }: { problem: Problem }) {
  const t = useT()
  const title =
    problem.status === 0 ? t('problem.unreachable') : problem.status === 403 ? t('problem.forbidden') : problem.title || t('problem.title')
  return (
    <Alert severity="error" variant="outlined" sx={{ my: 1, '& .MuiAlert-message': { minWidth: 0, overflowWrap: 'anywhere' } }}>
      <AlertTitle sx={{ fontSize: '0.875rem', mb: 0.25 }}>{title}</AlertTitle>
      {problem.status === 0 ? t('problem.unreachable_detail') : problem.detail}
      {problem.moreErrors.length > 0 && (
        <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
          {problem.moreErrors.map(error => (
            <li key={error.pointer + error.detail}>{error.detail}</li>
          ))}
        </Box>
      )}
      {problem.traceId && (
        <Typography component="p" variant="caption" color="textSecondary" sx={{ mt: 0.5 }}>
          {t('problem.trace', { id: problem.traceId })}
        </Typography>
      )}
    </Alert>
  )
}
