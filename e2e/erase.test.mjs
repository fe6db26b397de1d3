// A person has their data erased: from which day they may ask, what goes and what stays, two officials who confirm with their
// passwords, the mail, and the end. The site is its own, because years pass on it.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { ask, follow, mailTo, person } from './lib/citizen.mjs'
import { browser, desktop, look, phone, picture } from './lib/browser.mjs'
import { startDemo } from './lib/demo.mjs'
import { logIn, password, people } from './lib/people.mjs'

const visitor = browser()
const said = async (page) => (await page.locator('main').innerText()).replace(/\s+/g, ' ')
let site

before(async () => { site = await startDemo({ QHANA_DEMO_YEARS: '0', QHANA_DEMO_DAY: '2026-02-02' }) })
after(() => site?.stop())

// pass moves the site's time on by working days.
async function pass(page, days) {
  for (; days > 0; days -= 60) {
    const done = await page.request.post('/dev/reloj', { form: { dias: String(Math.min(days, 60)) }, headers: { Origin: site.url } })
    assert.equal(done.status(), 200)
  }
}

// confirm is what one official does: code and password.
async function confirm(page, login, path, reference) {
  await logIn(page, login)
  await page.goto(path)
  await page.getByRole('link', { name: reference }).click()
  await page.getByRole('button', { name: 'Confirmar el borrado' }).click()
  await page.locator('.govuk-error-message').first().waitFor() // nothing is confirmed without code and password
  await page.getByLabel('Escriba el código').fill(reference)
  await page.locator('input[type=password]').fill(password)
  await look(page, 'a wish to be erased')
  await picture(page, path.startsWith('/admin') ? 'admin-erasure' : 'desk-erasure', { fullPage: true })
  await page.getByRole('button', { name: 'Confirmar el borrado' }).click()
  assert.match(await said(page), /Quedó confirmado/)
}

test('a person asks that their data be erased, two officials confirm it, and nobody opens the case any more', async (t) => {
  const here = { baseURL: site.url }
  const citizen = await visitor(t, { ...here, viewport: phone })
  const unit = await visitor(t, { ...here, viewport: desktop })
  const admin = await visitor(t, { ...here, viewport: desktop })
  const mine = await ask(citizen, { subject: 'Árboles de mi calle', body: '¿Cuántos árboles se plantaron en mi calle?' })
  await follow(citizen, mine)
  await citizen.goto(`/caso/${mine.reference}/borrar`)
  assert.match(await said(citizen), /la solicitud sigue en curso/)

  await citizen.goto(`/caso/${mine.reference}`)
  await citizen.getByRole('link', { name: 'Retirar mi solicitud' }).click()
  await citizen.getByRole('button', { name: 'Sí, retirarla' }).click()
  await mailTo(citizen, person.email, mine.reference) // what is to be mailed is
  await citizen.goto(`/caso/${mine.reference}`)
  await citizen.getByRole('link', { name: 'Pedir que se borren mis datos personales' }).click()
  assert.match(await said(citizen), /Puede pedirlo desde el .* de febrero de 2028/)
  await picture(citizen, 'citizen-erase-early', { fullPage: true })

  await pass(citizen, 520)
  await follow(citizen, mine)
  await citizen.goto(`/caso/${mine.reference}/borrar`)
  await citizen.getByRole('button', { name: 'Pedir que se borren mis datos' }).click()
  assert.equal(await citizen.locator('.govuk-error-message').count(), 1, 'nothing is asked without saying that one knows')
  await citizen.getByLabel('Entiendo que no se puede deshacer').check()
  await look(citizen, 'asking to be erased')
  await picture(citizen, 'citizen-erase', { fullPage: true })
  await citizen.getByRole('button', { name: 'Pedir que se borren mis datos' }).click()
  assert.match(await said(citizen), /Dos funcionarios distintos tienen que confirmarlo/)

  await confirm(unit, people.transparency, '/mesa/borrados', mine.reference)
  await confirm(admin, 'admin', '/admin/borrados', mine.reference)
  assert.match(await mailTo(citizen, person.email, mine.reference), /./)
  await pass(citizen, 5)
  for (let i = 0; i < 60; i++) {
    await admin.goto('/entrar')
    if (/Se borró el/.test(await said(admin).catch(() => ''))) break
    await logIn(admin, 'admin').catch(() => {})
    await admin.goto('/admin/borrados')
    if (/Se borró el/.test(await said(admin))) break
    await admin.waitForTimeout(500)
  }
  assert.match(await said(admin), /Se borró el/)
  await citizen.goto('/seguir')
  await citizen.getByLabel('Código').fill(mine.reference)
  await citizen.getByLabel('Clave de acceso').fill(mine.key)
  await citizen.getByRole('button', { name: 'Ver mi solicitud' }).click()
  assert.doesNotMatch(await said(citizen), /Árboles de mi calle/)
  assert.equal(await citizen.locator('.govuk-error-message').count() > 0, true, 'the key opens nothing any more')
})
