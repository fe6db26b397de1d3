// Another body on the same program: a small town in which one officer receives, answers and publishes.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { ask } from './lib/citizen.mjs'
import { browser, look, phone, picture } from './lib/browser.mjs'
import { startDemo } from './lib/demo.mjs'
import { act, send } from './lib/desk.mjs'
import { logIn } from './lib/people.mjs'

const visitor = browser()
let town

before(async () => { town = await startDemo({ QHANA_STATUTE: 'bo-nacional', QHANA_DEMO_YEARS: '0' }) })
after(() => town?.stop())

test('one officer does it all, under another law, and nothing of La Paz is seen', async (t) => {
  const here = { baseURL: town.url }
  const citizen = await visitor(t, { ...here, viewport: phone })
  const mine = await ask(citizen, { subject: 'Costo del empedrado de la plaza', body: 'Cuánto costó y quién lo hizo.' })
  assert.ok(!mine.reference.startsWith('LP-'), 'the reference has the town\'s own letters')
  await look(citizen, 'a receipt of the town')
  assert.ok(!(await citizen.content()).includes('La Paz'), 'the receipt knows no La Paz')
  await citizen.goto('/seguir')
  assert.match(await citizen.locator('main').innerText(), /Por ejemplo VS-2026-000123-7/, 'the example is one of its own')
  await citizen.goto('/')
  await look(citizen, 'the town\'s home')
  await picture(citizen, 'town-home')

  const page = await visitor(t, here)
  await logIn(page, 'secretaria')
  await page.goto('/mesa')
  await look(page, 'the town\'s day')
  await picture(page, 'town-today')
  await act(page, mine.reference, 'Acusar recibo')
  await send(page, 'Acusar recibo')
  const offered = await page.locator('.casefile__do').innerText()
  for (const never of ['Derivar a unidades', 'Enviar a la firma', 'Firmar']) assert.ok(!offered.includes(never), `${never} is nobody's here`)
  await act(page, mine.reference, 'Redactar la respuesta')
  await page.getByLabel('Se entrega la información').check()
  await page.getByLabel('Texto de la respuesta').fill('Costó Bs 48.000 y lo hizo la comunidad.')
  await send(page, 'Redactar la respuesta')
  await act(page, mine.reference, 'Entregar la respuesta')
  await look(page, 'the town delivers')
  await send(page, 'Entregar la respuesta')
  await act(page, mine.reference, 'Publicar')
  await page.locator('input[name="revisado"]').check()
  await page.locator('#accion-formulario').getByRole('button').first().click()
  await page.locator('.done').waitFor()
  await citizen.goto(`/respuestas/${mine.reference}`)
  assert.match(await citizen.locator('main').innerText(), /48\.000/)
  await look(citizen, 'what the town published')
})
