import BookmarkAddOutlined from '@mui/icons-material/BookmarkAddOutlined'
import CheckBoxOutlined from '@mui/icons-material/CheckBoxOutlined'
import CheckBoxOutlineBlank from '@mui/icons-material/CheckBoxOutlineBlank'
import FileDownloadOutlined from '@mui/icons-material/FileDownloadOutlined'
import ViewColumnOutlined from '@mui/icons-material/ViewColumnOutlined'
import { Box, Button, Chip, ListItemIcon, ListItemText, Menu, MenuItem, useMediaQuery, useTheme } from '@mui/material'
import { useListContext } from 'ra-core'
import { lazy, Suspense, useState } from 'react'
import type { ResourceName } from '../api/resources'
import { useStoreContext } from '../api/store-context'
import { listOf, type ListColumn } from '../exports/exportable'
import { useT } from '../i18n/I18n'
import { isSameFilter, views } from './views'

const SaveView = lazy(() => import('./SaveView'))
const ExportDialog = lazy(() => import('../exports/ExportDialog'))

/** What somebody can do with a whole list: keep its filters under a name, choose its columns, take its rows along. */
export function ListTools({
  resource,
  hasFilters,
  columns,
  hidden,
  onHide,
}: {
  resource: ResourceName
  hasFilters: boolean
  columns: ListColumn[]
  hidden: string[]
  onHide: (hidden: string[]) => void
}) {
  const t = useT()
  const theme = useTheme()
  const hasRoom = useMediaQuery(theme.breakpoints.up('md'), { noSsr: true })
  const { me } = useStoreContext()
  const { filterValues, setFilters, data } = useListContext()
  const [saved, setSaved] = useState(() => views.of(me.subject, resource))
  const [open, setOpen] = useState<'save' | 'export' | null>(null)
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const list = listOf(resource, filterValues)
  const isFiltered = Object.keys(filterValues).length > 0
  const isSaved = saved.some(({ filter }) => isSameFilter(filter, filterValues))
  const look = { color: 'inherit', size: 'small' } as const

  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 0.75, mb: 1 }}>
      {saved.map(({ name, filter }) => {
        const isOn = isSameFilter(filter, filterValues)
        return (
          <Chip
            key={name}
            label={name}
            size="small"
            variant={isOn ? 'filled' : 'outlined'}
            color={isOn ? 'primary' : 'default'}
            aria-pressed={isOn}
            onClick={() => setFilters(isOn ? {} : filter)}
            onDelete={() => {
              views.remove(me.subject, resource, name)
              setSaved(views.of(me.subject, resource))
            }}
          />
        )
      })}
      {hasFilters && isFiltered && !isSaved && (
        <Button {...look} startIcon={<BookmarkAddOutlined />} onClick={() => setOpen('save')}>
          {t('lists.save_view')}
        </Button>
      )}
      <Box sx={{ flex: 1 }} />
      {hasRoom && Boolean(data?.length) && (
        <Button {...look} startIcon={<ViewColumnOutlined />} aria-haspopup="menu" aria-expanded={Boolean(anchor)} onClick={event => setAnchor(event.currentTarget)}>
          {t('lists.columns')}
        </Button>
      )}
      {list && Boolean(data?.length) && (
        <Button {...look} startIcon={<FileDownloadOutlined />} onClick={() => setOpen('export')}>
          {t('exports.export')}
        </Button>
      )}
      <Menu anchorEl={anchor} open={Boolean(anchor)} onClose={() => setAnchor(null)}>
        {columns.map(({ source, label }, index) => {
          const isShown = !hidden.includes(source)
          return (
            <MenuItem key={source} dense role="menuitemcheckbox" aria-checked={isShown} disabled={index === 0} onClick={() => onHide(isShown ? [...hidden, source] : hidden.filter(it => it !== source))}>
              <ListItemIcon>{isShown ? <CheckBoxOutlined fontSize="small" /> : <CheckBoxOutlineBlank fontSize="small" />}</ListItemIcon>
              <ListItemText primary={label} />
            </MenuItem>
          )
        })}
      </Menu>
      {open === 'save' && (
        <Suspense>
          <SaveView
            onSave={name => {
              views.save(me.subject, resource, { name, filter: filterValues })
              setSaved(views.of(me.subject, resource))
              setOpen(null)
            }}
            onClose={() => setOpen(null)}
          />
        </Suspense>
      )}
      {open === 'export' && list && (
        <Suspense>
          <ExportDialog list={list} filter={filterValues} columns={columns.filter(({ source }) => !hidden.includes(source))} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </Box>
  )
}
