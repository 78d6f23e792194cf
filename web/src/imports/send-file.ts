import type { Operations } from '../api/operations'
import { Problem } from '../api/problem'
import type { Import } from '../api/types'

/** What the API itself takes; larger files go straight to the drop, by a link. */
export const MAX_DIRECT_BYTES = 5_000_000

/** Answers the import where the API knows it at once. A file put into the drop becomes one a moment later, and shows up in the list. */
export async function sendFile(
  operations: Pick<Operations, 'startImport' | 'uploadLink'>,
  file: File,
  key: string,
  onProgress: (sent: number) => void,
): Promise<Import | null> {
  if (file.size <= MAX_DIRECT_BYTES) return (await operations.startImport(file, key)).import
  const { url } = await operations.uploadLink({ file_name: file.name }, key)
  await put(url, file, onProgress)
  return null
}

/** `fetch` cannot tell how much of a body has left; the old interface can. */
function put(url: string, file: File, onProgress: (sent: number) => void) {
  return new Promise<void>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', url)
    request.upload.onprogress = event => onProgress(event.loaded)
    request.onload = () =>
      request.status < 300 ? resolve() : reject(new Problem(request.status, 'upload_refused', '', request.statusText, null, []))
    request.onerror = () => reject(Problem.unreachable())
    request.send(file)
  })
}
