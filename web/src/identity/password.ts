/** The pool's own rules for passwords; see `infra/data.yaml`. */
export const MIN_PASSWORD_LENGTH = 12

export const isStrong = (password: string) => password.length >= MIN_PASSWORD_LENGTH && /[a-z]/.test(password) && /[A-Z]/.test(password) && /\d/.test(password)
