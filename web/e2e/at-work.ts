import { afterAll, beforeAll } from 'vitest'
import { signIn, visit, type Size, type Visit } from './browser'
import { login, openPortal, type Portal } from './portal'

/** A supervisor at work in a store, signed in before the tests of a suite and gone after them; and what most tests look at. */
export function atWork(size: Size, { timeout }: { timeout?: number } = {}) {
  let portal: Portal
  let visited: Visit

  beforeAll(async () => {
    portal = await openPortal()
    visited = await visit(portal, size)
    if (timeout) visited.page.setDefaultTimeout(timeout)
    await signIn(visited.page, portal, login(portal, 'supervisor'))
  })
  afterAll(async () => {
    await visited.close()
    await portal.close()
  })

  const here: Pick<Visit, 'page' | 'size' | 'examine'> = {
    get page() {
      return visited.page
    },
    size,
    examine: (name, colours) => visited.examine(name, colours),
  }
  return {
    here,
    portal: (): Portal => portal,
    open: (path: string, store = 'online-retail') => here.page.goto(`${portal.url}/${store}${path}`),
    main: () => here.page.getByRole('main'),
    dialog: () => here.page.getByRole('dialog'),
    heading: (name: string | RegExp) => here.page.getByRole('heading', { level: 1, name }).waitFor(),
  }
}
