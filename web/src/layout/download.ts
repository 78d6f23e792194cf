/** Follows a short-lived link whose answer is an attachment: the page stays where it is. */
export function download(url: string) {
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.rel = 'noopener'
  anchor.download = ''
  anchor.click()
}

/** Hands a file over that is here already. */
export function save(name: string, content: Blob) {
  const url = URL.createObjectURL(content)
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  URL.revokeObjectURL(url)
}

/** The same of base64. */
export function saveAs(name: string, type: string, base64: string) {
  save(name, new Blob([Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))], { type }))
}
