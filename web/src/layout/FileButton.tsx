import { Box, Button } from '@mui/material'
import { visuallyHidden } from '@mui/utils'
import { useId, type ReactNode } from 'react'

/** A button that asks for a file. The same file chosen twice is told of twice. */
export function FileButton({ label, accept, describedBy, icon, isQuiet = false, isDisabled = false, isSending = false, onFile }: { label: string; accept: string; describedBy?: string; icon?: ReactNode; isQuiet?: boolean; isDisabled?: boolean; isSending?: boolean; onFile: (file: File) => void }) {
  const id = useId()
  return (
    <Button
      component="label"
      variant="outlined"
      color={isQuiet ? 'inherit' : 'primary'}
      htmlFor={id}
      disabled={isDisabled}
      loading={isSending}
      startIcon={icon}
      role={undefined}
      tabIndex={undefined}
      sx={{ ...(isQuiet && { borderColor: 'divider' }), '&:has(:focus-visible)': { outline: '2px solid', outlineOffset: 2 } }}
    >
      {label}
      <Box
        component="input"
        id={id}
        type="file"
        accept={accept}
        aria-describedby={describedBy}
        onChange={event => {
          const input = event.currentTarget as HTMLInputElement
          const [file] = input.files ?? []
          if (file) onFile(file)
          input.value = ''
        }}
        sx={visuallyHidden}
      />
    </Button>
  )
}
