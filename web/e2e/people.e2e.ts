import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn, visit, type Size, type Visit } from './browser'
import { RECOVERY_CODE, SET_UP_SECRET } from './fake/cognito'
import { login, openPortal, type Portal } from './portal'
import { totp } from './totp'

/** Who works here, who changed what, and one's own account. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('people, on a %s', size => {
  let portal: Portal
  let here: Visit

  beforeAll(async () => {
    portal = await openPortal()
    here = await visit(portal, size)
    here.page.setDefaultTimeout(20_000)
    await signIn(here.page, portal, login(portal, 'supervisor'))
  })
  afterAll(async () => {
    await here.close()
    await portal.close()
  })

  const open = (path: string) => here.page.goto(`${portal.url}/online-retail${path}`)
  const main = () => here.page.getByRole('main')
  const dialog = () => here.page.getByRole('dialog')
  const heading = (name: string) => here.page.getByRole('heading', { level: 1, name }).waitFor()
  const said = (text: string) => here.page.getByText(text).waitFor()
  const rows = () => main().locator(size === 'phone' ? 'ul > li > a' : 'tbody tr')
  /** Choosing from a select that is named by its label. */
  async function choose(label: string, option: string, within = here.page.locator('body')) {
    await within.getByRole('combobox', { name: label }).click()
    await here.page.getByRole('option', { name: option, exact: true }).click()
  }

  it('everybody is listed with role, stores and state, and found by name', async () => {
    const { page } = here
    await open('/users')
    await heading('People')
    await main().getByText('Uma Wierzbicka').first().waitFor()
    expect(await rows().count()).toBe(6)
    await main().getByText('No second factor').waitFor()
    await here.examine('people')
    await page.getByLabel('Name or e-mail').fill('yến')
    await main().getByText('Uma Wierzbicka').first().waitFor({ state: 'detached' })
    expect(await rows().count()).toBe(1)
    await page.getByLabel('Name or e-mail').fill('nobody at all')
    await main().getByText('Nothing matches').waitFor()
    await here.examine('people-none', ['light'])
  })

  it('whoever invites sees what the role may do, and gives rights one by one', async () => {
    const { page } = here
    await open('/users')
    await page.getByRole('button', { name: 'Invite somebody' }).click()
    const send = dialog().getByRole('button', { name: 'Send the invitation' })
    expect(await send.isDisabled()).toBe(true)
    await dialog().getByLabel('E-mail').fill(`new-${size}@online-retail.example`)
    await dialog().getByLabel('Name').fill(`Nia ${size}`)
    await choose('Role', 'Warehouse', dialog())
    await dialog().getByText('Receives, picks, packs and hands over.').waitFor()
    expect(await dialog().getByRole('checkbox', { name: /^Pick/ }).isDisabled()).toBe(true)
    await choose('Role', 'Client', dialog())
    await dialog().getByText('Sees a client’s orders, stock and files').waitFor()
    expect(await dialog().getByLabel(/^All stores/).count()).toBe(0)
    await dialog().getByLabel('Cancel orders').check()
    await here.examine('invite')
    await send.click()
    await said('The invitation is sent')
    await main().getByText(`Nia ${size}`).first().waitFor()
    await page.getByRole('button', { name: 'Invite somebody' }).click()
    await dialog().getByLabel('E-mail').fill(`new-${size}@online-retail.example`)
    await dialog().getByLabel('Name').fill('Again')
    await send.click()
    await dialog().getByText('Somebody signs in with this address already.').waitFor()
  })

  it('rights are changed in words, and nobody changes their own', async () => {
    const { page } = here
    await open('/users/usr-0003')
    await heading('Uma Wierzbicka')
    const save = main().getByRole('button', { name: 'Save' })
    expect(await save.isDisabled()).toBe(true)
    expect(await main().getByLabel('Create and reduce orders').isChecked()).toBe(true)
    expect(await main().getByRole('checkbox', { name: /^See orders/ }).isDisabled()).toBe(true)
    await main().getByLabel('Hold orders').check()
    await here.examine('person')
    await save.click()
    await said('The change is saved')
    await expect.poll(() => save.isDisabled()).toBe(true)
    await main().getByLabel('Hold orders').uncheck()
    await save.click()
    await expect.poll(() => main().getByLabel('Hold orders').isChecked()).toBe(false)
    await open('/users/usr-0002')
    await main().getByText('Nobody changes what they may do themselves').waitFor()
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0)
    expect(await main().getByLabel('Name').isDisabled()).toBe(true)
  })

  it('somebody is suspended and comes back, and a lost authenticator is forgotten', async () => {
    const { page } = here
    await open('/users/usr-0004')
    await main().getByText('Not set up; without it this role lets nobody in').waitFor()
    await page.getByRole('button', { name: 'Suspend' }).click()
    await here.examine('person-suspend', ['light'])
    await dialog().getByRole('button', { name: 'Suspend' }).click()
    await said('Sam Supervisor is suspended')
    await page.getByRole('button', { name: 'Reinstate' }).click()
    await dialog().getByRole('button', { name: 'Reinstate' }).click()
    await said('Sam Supervisor may sign in again')
    await page.getByRole('button', { name: 'Reset the second factor' }).click()
    await dialog().getByRole('button', { name: 'Reset the second factor' }).click()
    await said('The second factor is reset')
    await open('/users/usr-0006')
    await page.getByRole('button', { name: 'Send the invitation again' }).click()
    await dialog().getByText('yen@meridian.example gets a new mail').waitFor()
    await dialog().getByRole('button', { name: 'Send the invitation again' }).click()
    await said('The invitation is sent')
  })

  it('the log says who changed what, from what to what', async () => {
    const { page } = here
    await open('/audit')
    await heading('Log of changes')
    await main().getByText('Town: Leeds → Bristol').waitFor()
    await main().getByText('99 products').first().waitFor()
    await main().getByText('93 more changes').waitFor()
    await here.examine('audit')
    await page.getByLabel('Who').fill('wim')
    await main().getByText('Town: Leeds → Bristol').waitFor({ state: 'detached' })
    await main().getByText('Fell off the shelf').waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export CSV' }).click()
    expect((await download).suggestedFilename()).toMatch(/^audit-.*\.csv$/)
    await dialog().getByRole('button', { name: 'Close' }).click()
    await page.getByLabel('Who').fill('nobody')
    await main().getByText('Nothing matches').waitFor()
  })

  it('one’s own account: name and language, password, sessions', async () => {
    const { page } = here
    await open('/account')
    await heading('My account')
    await main().getByText('Firefox on Linux').waitFor()
    await main().getByText('Safari on iOS').waitFor()
    await here.examine('account')
    await choose('Language on every device', 'Polski', main())
    await main().getByRole('button', { name: 'Save' }).click()
    await heading('Moje konto')
    await choose('Język na każdym urządzeniu', 'English', main())
    await main().getByRole('button', { name: 'Zapisz' }).click()
    await heading('My account')
    const change = main().getByRole('button', { name: 'Change the password' })
    await main().getByLabel('Current password').fill('not-the-one')
    await main().getByLabel(/^New password(?! again)/).fill('Correct-Horse-8')
    await main().getByLabel('New password again').fill('Correct-Horse-9')
    await main().getByText('The two are not the same').waitFor()
    expect(await change.isDisabled()).toBe(true)
    await main().getByLabel('New password again').fill('Correct-Horse-8')
    await change.click()
    await main().getByText('The current password is not right.').waitFor()
    await here.examine('account-password', ['light'])
    await main().getByLabel('Current password').fill('Correct-Horse-7')
    await change.click()
    await said('The password is changed')
    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    await here.examine('account-sign-out', ['light'])
    await dialog().getByRole('button', { name: 'Sign out everywhere' }).click()
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  })

  it('a forgotten password is replaced by a code from a mail', async () => {
    const { page } = here
    await page.goto(portal.url)
    await page.getByRole('button', { name: 'Forgot your password?' }).click()
    await page.getByLabel('E-mail').fill(login(portal, 'supervisor').email)
    await here.examine('forgot', ['light'])
    await page.getByRole('button', { name: 'Send the code' }).click()
    await page.getByLabel('Code').fill('111111')
    await page.getByLabel('New password').fill('Correct-Horse-9')
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.getByText('That code is not right, or it is too old.').waitFor()
    await page.getByLabel('Code').fill(RECOVERY_CODE)
    await here.examine('forgot-code')
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.getByText('Your password is changed. Sign in with it.').waitFor()
  })

  it.runIf(size === 'desktop')('whoever needs a second factor and has none sets it up, and is in', async () => {
    const { page } = here
    const person = login(portal, 'without_factor')
    await page.goto(portal.url)
    await page.getByLabel('E-mail').fill(person.email)
    await page.getByLabel('Password').fill(person.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { level: 1, name: 'Set up your authenticator' }).waitFor()
    await page.getByText('KRSX G5CT').waitFor()
    await here.examine('second-factor')
    await page.getByLabel('Code').fill('000000')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('That code is not right.').waitFor()
    await page.getByLabel('Code').fill(totp(SET_UP_SECRET))
    await page.getByRole('button', { name: 'Continue' }).click()
    await heading('Today')
  })
})
