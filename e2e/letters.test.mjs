// Letters: they come with a case, anybody checks one by its code, an administrator changes their text and sees it at once.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { browser, desktop, look, phone, picture } from './lib/browser.mjs'
import { ask } from './lib/citizen.mjs'
import { logIn, people } from './lib/people.mjs'

const visitor = browser()

// letterIn waits until the case's page, open in a browser, lists a letter of a kind, and saves it.
async function letterIn(page, kind) {
  const link = page.locator('main').getByRole('link', { name: kind, exact: true })
  for (let i = 0; i < 60 && !(await link.count()); i++) {
    await page.waitForTimeout(500)
    await page.reload()
  }
  const [saved] = await Promise.all([page.waitForEvent('download'), link.click()])
  return { name: saved.suggestedFilename(), bytes: readFileSync(await saved.path()) }
}

let sent

test('a person has the receipt as a letter, and checks it', async (t) => {
  const page = await visitor(t, { viewport: phone })
  const request = await ask(page, { subject: 'Presupuesto del mercado Camacho y de las ferias zonales', body: 'El presupuesto de 2025, por rubro.' })
  await page.goto(`/caso/${request.reference}`)
  const letter = await letterIn(page, 'Acuse de recibo')
  assert.equal(letter.name, `${request.reference} Acuse de recibo.pdf`)
  assert.ok(letter.bytes.subarray(0, 5).toString() === '%PDF-', 'a PDF')
  await look(page, 'a case with a letter')
  await picture(page, 'citizen-letters', { fullPage: true })

  await page.goto('/pedir/acuse')
  const [receipt] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Descargar el acuse en PDF' }).click()])
  assert.ok(readFileSync(await receipt.path()).equals(letter.bytes), 'the receipt is the letter that is archived')
  sent = { ...request, sha: createHash('sha256').update(letter.bytes).digest('hex') }

  await page.goto(`/caso/${request.reference}`)
  await page.getByRole('link', { name: /^código/ }).click()
  await page.waitForURL('**/verificar/**')
  const checked = await page.locator('main').innerText()
  assert.match(checked, /Enviamos una carta con este código/)
  assert.ok(checked.includes(sent.sha) && checked.includes(request.reference), 'the fingerprint is that of the file')
  assert.ok(!/Wara|Camacho/.test(checked), 'and nothing of whom or what')
  await look(page, 'a letter that is ours')
  await picture(page, 'verify', { fullPage: true })
  await page.goto('/verificar')
  await look(page, 'check a letter')
  await page.getByLabel('Código de la carta').fill('no es un código')
  await page.getByRole('button', { name: 'Verificar', exact: true }).click()
  assert.match(await page.locator('.govuk-error-summary').innerText(), /16 signos/)
  assert.equal(await page.getByLabel('Código de la carta').inputValue(), 'no es un código')
  await look(page, 'check: error')
  await page.getByLabel('Código de la carta').fill('0000-0000-0000-0000')
  await page.getByRole('button', { name: 'Verificar', exact: true }).click()
  assert.match(await page.locator('main').innerText(), /No enviamos ninguna carta con este código/)
  await look(page, 'check: unknown')
  await picture(page, 'verify-unknown', { fullPage: true })
})

test('an officer has the letters of the case at hand', async (t) => {
  const page = await visitor(t, { viewport: desktop })
  await logIn(page, people.transparency)
  await page.goto(`/mesa/casos/${sent.reference}`)
  const letter = await letterIn(page, 'Acuse de recibo')
  assert.equal(createHash('sha256').update(letter.bytes).digest('hex'), sent.sha, 'the officer and the person have the same bytes')
  await look(page, 'a case at the desk with its letter')
  await page.goto('/dev/mail')
  const mail = page.locator('tbody tr', { hasText: sent.reference }).filter({ hasText: 'wara.prueba' }).first()
  await mail.getByRole('link').click()
  const whole = await (await page.request.get(`${page.url()}?entero=1`)).text()
  const code = whole.match(/name="=\?UTF-8[^]*?application\/pdf|application\/pdf/i)
  assert.ok(code, 'the mail carries the letter')
})

test('an administrator changes a letter, sees it while writing, and brings the original back', async (t) => {
  const page = await visitor(t, { viewport: desktop })
  await logIn(page, people.administrator)
  await page.getByRole('link', { name: 'Cartas' }).click()
  await look(page, 'letters')
  await picture(page, 'admin-letters', { fullPage: true })
  await page.getByRole('link', { name: 'Prórroga (español)' }).click()
  await look(page, 'a letter')
  await picture(page, 'admin-letter', { fullPage: true })
  const field = page.getByLabel('Texto de la carta')
  const original = await field.inputValue()
  await field.fill(`${original}\nPosdata para {{.Reference}}: <script>alert('no')</script>`)
  const sheet = page.locator('#hoja')
  await sheet.getByText("Posdata para LP-2026-000123-8: <script>alert('no')</script>").waitFor()
  await field.fill('# Prórroga\n\nMotivo: {{.Reason}}')
  await sheet.getByText('Línea 3: «Reason» puede faltar').waitFor()
  await page.getByRole('button', { name: 'Guardar como versión nueva' }).click()
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Línea 3: «Reason» puede faltar/)
  assert.equal(await field.inputValue(), '# Prórroga\n\nMotivo: {{.Reason}}', 'what was typed is kept')
  await look(page, 'a letter: error')
  await picture(page, 'admin-letter-error', { fullPage: true })
  await field.fill('# Le pedimos más tiempo\n\nSu solicitud {{.Reference}} vence ahora el {{.Due}}.\n\n{{if .Reason}}Motivo: {{.Reason}}{{end}}')
  const [pdf] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Ver en PDF' }).click()])
  assert.equal(readFileSync(await pdf.path()).subarray(0, 5).toString(), '%PDF-')
  await page.getByRole('button', { name: 'Guardar como versión nueva' }).click()
  await page.waitForURL('**/admin/cartas/extended/es?hecho=guardada')
  assert.match(await page.locator('main').innerText(), /Guardado/)
  assert.match(await page.locator('main').innerText(), /versión 1/)
  await page.setViewportSize(phone)
  await look(page, 'a letter on a phone')
  await picture(page, 'admin-letter', { fullPage: true })
  await page.goto('/admin/cartas')
  await look(page, 'letters on a phone')
  await page.goto('/admin/cartas/extended/es')
  await page.getByRole('button', { name: 'Volver al original' }).click()
  await page.waitForURL('**/admin/cartas/extended/es?hecho=restaurada')
  assert.equal(await page.getByLabel('Texto de la carta').inputValue(), original)
})

test('without scripts the preview is a page', async (t) => {
  const page = await visitor(t, { viewport: desktop, javaScriptEnabled: false })
  await logIn(page, people.administrator)
  await page.goto('/admin/cartas/silence/es')
  await page.getByLabel('Texto de la carta').fill('# Sin guiones\n\nSu solicitud {{.Reference}}')
  await page.getByRole('button', { name: 'Vista previa' }).click()
  assert.match(await page.locator('#hoja').innerText(), /Sin guiones[^]*Su solicitud LP-2026-000123-8/)
})
