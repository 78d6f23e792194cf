/* eslint-disable no-restricted-globals -- the one place that touches it */

/** What a person chose on this device. Private browsing may forbid storage; then the choice lasts until the page is closed. */
export const preferences = {
  read(name: string): string | null {
    try {
      return localStorage.getItem(`packhouse.${name}`)
    } catch {
      return null
    }
  },
  write(name: string, value: string) {
    try {
      localStorage.setItem(`packhouse.${name}`, value)
    } catch {
      return
    }
  },
  forget(name: string) {
    try {
      localStorage.removeItem(`packhouse.${name}`)
    } catch {
      return
    }
  },
}
