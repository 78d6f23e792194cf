import type { HowRead, Operations } from '../api/operations'
import { Problem } from '../api/problem'
import type { Import } from '../api/types'

/** What the API itself takes; larger files go straight to the drop, by a link. */
export const MAX_DIRECT_BYTES = 4_000_000

/** Answers the import that the file becomes; null where a large file has arrived, but has not become one yet. */
export async function sendFile(
  operations: Pick<Operations, 'startImport' | 'uploadLink' | 'import'>,
  file: File,
  how: HowRead,
  key: string,
  onProgress: (sent: number) => void,
): Promise<Import | null> {
  if (file.size <= MAX_DIRECT_BYTES) return (await operations.startImport(file, how, key)).import
  const link = await operations.uploadLink({ file_name: file.name, bytes: file.size, dry_run: how.isTrial, ...(how.profile && { profile: how.profile }) }, key)
  await put(link.url, file, onProgress)
  for (let n = 0; n < MAX_LOOKS; n += 1) {
    const started = await operations.import(link.import).catch(ifNotThere)
    if (started) return started
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
  }
  return null
}

const MAX_LOOKS = 20
const LOOK_EVERY_MS = 1_000

function ifNotThere(error: unknown) {
  if (Problem.from(error).status === 404) return null
  throw error
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
