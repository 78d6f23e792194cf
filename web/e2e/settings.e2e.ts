import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import { type Size } from './browser'

/** Settings in time, as a file, and the brand that is a part of them. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('settings, on a %s', size => {
  const { here, open, main, dialog, heading } = atWork(size, { timeout: 20_000 })

  const said = (text: string) => here.page.getByText(text).waitFor()
  const part = (name: string) => main().getByRole('region', { name })
  const save = () => here.page.getByRole('button', { name: 'Save now' })

  async function begin() {
    await open('/settings', size === 'desktop' ? 'online-retail' : 'nordlys-home')
    await heading('Settings')
    await part('Brand').waitFor()
  }

  it('a colour that is hardly seen on paper is named before anybody saves it', async () => {
    await begin()
    const colour = part('Brand').getByRole('textbox', { name: 'Colour', exact: true })
    await colour.fill('#ffd400')
    await part('Brand').getByText(/Hardly seen on white paper; #[0-9a-f]{6} would be/).waitFor()
    await colour.fill('teal')
    await part('Brand').getByText('Write # and six digits').waitFor()
    expect(await save().isDisabled()).toBe(true)
    await colour.fill('#7c2d12')
  })

  it('a logo is uploaded, seen on a sheet and a mail, and stands in the shell once it is saved', async () => {
    const { page } = here
    await part('Brand').getByLabel('Choose a logo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.alloc(300 * 1024) })
    await part('Brand').getByText('It has more than 200 kB').waitFor()
    await part('Brand').getByLabel('Choose a logo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('a small one') })
    await part('Brand').getByRole('img', { name: 'Logo' }).waitFor()
    await part('Brand').getByLabel('At the foot').fill('Thank you for your order')
    await part('Brand').getByLabel('Sender’s name of mails').fill('Online Retail')
    await here.examine('settings-brand')
    const files = [page.waitForEvent('download'), page.waitForEvent('download', download => download.suggestedFilename().endsWith('.eml'))]
    await part('Brand').getByRole('button', { name: 'Download a sample sheet and mail' }).click()
    const [sheet] = await Promise.all(files)
    expect(sheet?.suggestedFilename()).toBe('sample-sheet.pdf')
    await save().click()
    await said('The settings are saved')
    if (size === 'phone') await page.getByRole('button', { name: 'Open menu' }).click()
    await page.getByRole('img', { name: size === 'desktop' ? 'Online Retail' : 'Nordlys Home', exact: true }).waitFor()
    if (size === 'phone') await page.keyboard.press('Escape')
  })

  it('a change for later is planned, shown with what it changes, and withdrawn', async () => {
    const { page } = here
    await begin()
    await part('Store').getByRole('textbox', { name: 'Name' }).fill('Another name')
    await page.getByRole('button', { name: 'Save for later' }).click()
    await dialog().getByLabel('Day').fill('2099-01-01')
    await here.examine('settings-plan', ['light'])
    await dialog().getByRole('button', { name: 'Plan the change' }).click()
    await said('The change is planned')
    await part('Planned changes').getByText(/Another name/).waitFor()
    expect(await part('Store').getByRole('textbox', { name: 'Name' }).inputValue()).not.toBe('Another name')
    await here.examine('settings-planned')
    await part('Planned changes').getByRole('button', { name: 'Withdraw' }).click()
    await dialog().getByRole('button', { name: 'Withdraw' }).click()
    await said('The plan is withdrawn')
    await part('Planned changes').waitFor({ state: 'detached' })
  })

  it('what held before is taken into the form and holds again when it is saved', async () => {
    await begin()
    await part('What held when').getByText('Holds now').waitFor()
    await part('What held when').getByText('The store was opened').waitFor()
    expect(await part('What held when').getByText('The store was opened').count()).toBe(1)
    await part('What held when').getByRole('button', { name: 'Take version 1 into the form' }).click()
    await said('The settings are in the form')
    expect(await part('Brand').getByRole('textbox', { name: 'Colour', exact: true }).inputValue()).toBe('#0f766e')
    await here.examine('settings-history')
    await save().click()
    await said('The settings are saved')
  })

  it('settings are a file, and come out of one', async () => {
    const { page } = here
    await begin()
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download settings' }).click()
    const file = await downloading
    const settings = JSON.parse(readFileSync(await file.path(), 'utf8')) as Record<string, unknown>
    expect(settings['id']).toBeUndefined()
    await page.getByLabel('Take settings from a file').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('[1]') })
    await main().getByRole('alert').getByText('That file holds no settings.').waitFor()
    await page.getByLabel('Take settings from a file').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({ ...settings, name: 'From a file' })) })
    await said('The settings are in the form')
    expect(await part('Store').getByRole('textbox', { name: 'Name' }).inputValue()).toBe('From a file')
  })
})
