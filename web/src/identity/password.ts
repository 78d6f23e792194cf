/** The pool's own rule for passwords; see `infra/data.yaml`. Any characters will do. */
export const MIN_PASSWORD_LENGTH = 12

export const isStrong = (password: string) => password.length >= MIN_PASSWORD_LENGTH
