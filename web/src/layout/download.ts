/** Follows a short-lived link whose answer is an attachment: the page stays where it is. */
export function download(url: string) {
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.rel = 'noopener'
  anchor.download = ''
  anchor.click()
}
