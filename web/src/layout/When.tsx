import { useFormat } from '../i18n/I18n'

/** An instant as the store's clock showed it; the tooltip leaves nothing out. */
export function When({ at, form = 'dateTime' }: { at: string; form?: 'date' | 'time' | 'dateTime' | 'ago' }) {
  const format = useFormat()
  return (
    <time dateTime={at} title={format.exact(at)}>
      {format[form](at)}
    </time>
  )
}
