import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import { signIn, type Size } from './browser'
import { login } from './portal'

/** Work that failed for good: understood, tried again, put aside. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('stuck work, on a %s', size => {
  const { here, portal, open, main, dialog, heading } = atWork(size)

  const allocation = () => main().getByRole('region', { name: 'Giving stock to orders' })

  it('is shown by function, with what it is about and why it failed', async () => {
    await open('/dead-letters')
    await heading('Stuck work')
    await allocation().getByText('Give stock to a part of a file').waitFor()
    await main().getByRole('region', { name: 'Reading order files' }).getByText('Take up a file').waitFor()
    expect(await main().getByRole('region').count()).toBe(2)
    await allocation().getByText('Nordlys Home').waitFor()
    await here.examine('dead-letters')
    await allocation().getByRole('button', { name: 'Details of A message that cannot be read' }).click()
    await dialog().getByText('Trying again is no use').waitFor()
    await dialog().getByText('"do": "allocate_everything"').waitFor()
    await here.examine('dead-letter')
    await dialog().getByRole('button', { name: 'Close' }).click()
    await allocation().getByRole('link', { name: /Import imp_/ }).click()
    await here.page.waitForURL(/\/online-retail\/imports\/imp_/)
  })

  it('is put aside with a reason', async () => {
    await open('/dead-letters')
    await allocation().getByRole('checkbox', { name: 'Choose A message that cannot be read' }).check()
    expect(await allocation().getByRole('button', { name: 'Try again (1)' }).isDisabled()).toBe(true)
    await allocation().getByRole('button', { name: 'Put aside (1)' }).click()
    expect(await dialog().getByRole('button', { name: 'Put aside' }).isDisabled()).toBe(true)
    await dialog().getByLabel('Reason').fill('Sent by hand')
    await here.examine('dead-letter-discard')
    await dialog().getByRole('button', { name: 'Put aside' }).click()
    await here.page.getByText('1 message was put aside').waitFor()
    await expect.poll(() => allocation().getByText('A message that cannot be read').count()).toBe(0)
  })

  it('is tried again one by one, or all of a function', async () => {
    await open('/dead-letters')
    await allocation().getByRole('checkbox', { name: 'Choose Give stock to a part of a file' }).check()
    await allocation().getByRole('button', { name: 'Try again (1)' }).click()
    await here.examine('dead-letter-retry', ['light'])
    await dialog().getByRole('button', { name: 'Try again' }).click()
    await here.page.getByText('1 message is being worked on again').waitFor()
    for (const [region, n] of [[allocation(), 1], [main().getByRole('region', { name: 'Reading order files' }), 1]] as const) {
      await region.getByRole('button', { name: 'Try all again' }).click()
      await dialog().getByRole('button', { name: 'Try again' }).click()
      await here.page.getByText(`${n} message is being worked on again`).waitFor()
      await region.waitFor({ state: 'detached' })
    }
    await main().getByText('Nothing is stuck').waitFor()
    await here.examine('dead-letters-none')
  })

  it('is nothing that clients are told of', async () => {
    const { page } = here
    await page.evaluate(() => sessionStorage.clear())
    await signIn(page, portal(), login(portal(), 'client_user'))
    expect(await page.getByRole('link', { name: 'Stuck work' }).count()).toBe(0)
  })
})
