import { useDataTableCallbacksContext, useRecordContext, useResourceContext } from 'ra-core'
import type { MouseEvent } from 'react'
import { DataTableBody, DataTableRow, type DataTableBodyProps, type DataTableRowProps } from 'react-admin'
import { useNavigate } from 'react-router-dom'

/** What does something of its own when it is clicked. */
const OWN = 'a, button, input'

/**
 * The rows of a list. A plain click on a row opens its page; a new tab is for its links. What is clicked within it is left alone: react-admin's
 * own row would follow a link a second time, here, whatever the browser does with it.
 */
export const LinkedBody = (props: DataTableBodyProps) => <DataTableBody {...props} row={LinkedRow} />

function LinkedRow(props: DataTableRowProps) {
  const record = useRecordContext()
  const resource = useResourceContext() ?? ''
  const navigate = useNavigate()
  const { rowClick } = useDataTableCallbacksContext()
  const path = typeof rowClick === 'function' && record ? rowClick(record.id, resource, record) : null
  const open = ({ target, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent) => {
    const isPlain = !ctrlKey && !metaKey && !shiftKey && !altKey
    if (typeof path === 'string' && isPlain && !(target as Element).closest(OWN)) navigate(path)
  }
  return <DataTableRow {...props} onClick={open} />
}
