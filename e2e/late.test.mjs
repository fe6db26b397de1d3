// What is recorded after the fact: the clerk enters a letter of days ago, and the auditor sees both moments, the lag and the reason.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { browser, desktop, look, phone, picture } from './lib/browser.mjs'
import { logIn, password, people } from './lib/people.mjs'

const visitor = browser()

test('a letter that is entered days later is on the auditor\'s list, and counted for everybody', async (t) => {
  const clerk = await visitor(t)
  await logIn(clerk, 'ventanilla')
  await clerk.getByRole('link', { name: 'Ventanilla' }).click()
  await clerk.getByLabel('Qué pide').fill('Las actas de entrega de la cancha de la zona Periférica.')
  await clerk.getByLabel('Nombre', { exact: true }).fill('Asunta Quispe')
  await clerk.getByLabel('Carta', { exact: true }).check()
  const day = await clerk.getByLabel('Día en que se recibió').inputValue()
  const before = new Date(Date.parse(day) - 4 * 86_400_000).toISOString().slice(0, 10)
  await clerk.getByLabel('Día en que se recibió').fill(before)
  await clerk.getByLabel('Por qué se registra después').fill('La carta entró por la mesa de partes de la subalcaldía y llegó con el correo interno.')
  await clerk.getByRole('button', { name: 'Registrar e imprimir el acuse' }).click()
  const reference = (await clerk.locator('.slip').innerText()).match(/LP-\d{4}-\d{6}-\d/)[0]

  const page = await visitor(t, { viewport: desktop })
  await logIn(page, people.auditor)
  await page.getByRole('link', { name: 'Registrado después' }).click()
  const row = page.locator('tr', { hasText: reference }).filter({ hasText: 'Llegó una solicitud' })
  assert.match(await row.innerText(), /Llegó una solicitud[\s\S]*mesa de partes/)
  assert.match(await row.innerText(), /[34] d \d+ h/)
  assert.ok(!(await page.locator('main').innerText()).includes('Asunta Quispe'), 'the list does not say who asked')
  await look(page, 'what was recorded after the fact')
  await picture(page, 'audit-late', { fullPage: true })
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()])
  assert.ok(readFileSync(await download.path(), 'utf8').includes(reference))
  await page.getByLabel('Demora').selectOption('10')
  await page.getByRole('button', { name: 'Aplicar' }).click()
  assert.equal(await page.locator('tr', { hasText: reference }).filter({ hasText: 'Llegó una solicitud' }).count(), 0)
  await page.goBack()
  await page.locator('tr', { hasText: reference }).filter({ hasText: 'Llegó una solicitud' }).getByRole('link').click()
  assert.match(new URL(page.url()).pathname, new RegExp(`/auditoria/casos/${reference}`))

  // Whose letter it was is told to the auditor for a reason, and that stands on the list of who saw personal data.
  assert.ok(!(await page.locator('main').innerText()).includes('Asunta Quispe'))
  await page.getByLabel('Motivo para ver quién pidió').fill('corto')
  await page.getByRole('button', { name: 'Anotar el motivo' }).click()
  assert.match(await page.title(), /^Error/)
  await page.getByLabel('Motivo para ver quién pidió').fill('Se revisa por qué la carta tardó cuatro días en registrarse.')
  await look(page, 'the reason to see who asked')
  await page.getByRole('button', { name: 'Anotar el motivo' }).click()
  assert.match(await page.locator('#clave-error').innerText(), /no es la suya/)
  await page.getByLabel('Su contraseña, otra vez').fill(password)
  await look(page, 'the password again, to see who asked')
  await page.getByRole('button', { name: 'Anotar el motivo' }).click()
  await page.locator('#quien').getByText('Asunta Quispe').waitFor()
  await look(page, 'who asked')
  await page.locator('#quien').scrollIntoViewIfNeeded()
  await picture(page, 'audit-reveal')
  await page.getByRole('link', { name: 'Datos personales' }).click()
  assert.match(await page.locator('tr', { hasText: reference }).first().innerText(), /Carla Iturri[\s\S]*tardó cuatro días/)
  await look(page, 'who saw personal data')
  await picture(page, 'audit-sights', { fullPage: true })

  const anybody = await visitor(t, { viewport: phone })
  await anybody.goto('/registro')
  assert.match(await anybody.locator('main').innerText(), /en los últimos 90 días; la mayor demora/)
  await look(anybody, 'the record')
  await page.setViewportSize(phone)
  await page.goto('/auditoria/despues')
  await look(page, 'what was recorded after the fact, on a phone')
  await picture(page, 'audit-late', { fullPage: true })
  await picture(anybody, 'record', { fullPage: true })
})
