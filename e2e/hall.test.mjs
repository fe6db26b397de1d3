// A third body on the same program: a town hall whose committee confirms what is put off and what is withheld.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { ask, follow } from './lib/citizen.mjs'
import { browser, look, phone, picture } from './lib/browser.mjs'
import { startDemo } from './lib/demo.mjs'
import { act, send } from './lib/desk.mjs'
import { logIn } from './lib/people.mjs'

const visitor = browser()
let hall

before(async () => { hall = await startDemo({ QHANA_STATUTE: 'mx-lgtaip', QHANA_DEMO_YEARS: '0' }) })
after(() => hall?.stop())

test('a committee confirms an extension, and then what is withheld, before anybody signs', async (t) => {
  const here = { baseURL: hall.url }
  const citizen = await visitor(t, { ...here, viewport: phone })
  const mine = await ask(citizen, { subject: 'Partes de la policía municipal', body: 'Los partes del último mes.' })
  assert.ok(mine.reference.startsWith('VC-'), 'the reference has the town hall\'s own letters')
  assert.ok(!/La Paz|Bolivia/.test(await citizen.content()), 'the receipt knows no La Paz')
  const [officer, member, signatory] = await Promise.all(['transparencia', 'comite', 'firma'].map(async (login) => {
    const page = await visitor(t, here)
    await logIn(page, login)
    return page
  }))

  await act(officer, mine.reference, 'Prorrogar el plazo')
  const days = await officer.locator('#accion-formulario label', { hasText: /^\s*\d+ días? hábil/ }).allInnerTexts()
  assert.equal(new Set(days.map((d) => d.replace(/^.*: /, ''))).size, days.length, `each length leads to a day of its own: ${days}`)
  await officer.getByLabel('La información pedida es mucha').check()
  await officer.locator('[name=dias][value="5"]').check()
  await officer.getByLabel('Justificación').fill('Son 340 partes.')
  await send(officer, 'Prorrogar el plazo')
  assert.match(await officer.locator('main').innerText(), /Con la prórroga vencería/)
  await member.goto('/mesa')
  assert.match(await member.locator('main').innerText(), /Esperan su revisión 1\s[^]*Partes de la policía/)
  await look(member, 'the committee\'s day')
  await picture(member, 'hall-committee')
  await act(member, mine.reference, 'Aprobar la prórroga')
  await look(member, 'the committee confirms')
  await send(member, 'Aprobar la prórroga')

  await act(officer, mine.reference, 'Redactar la respuesta')
  await officer.getByLabel('Se deniega').check()
  await officer.getByLabel('Investigaciones y persecución de delitos').check()
  for (const field of await officer.locator('#accion-formulario textarea:visible').all()) await field.fill('Son operativos en curso.')
  await send(officer, 'Redactar la respuesta')
  await act(officer, mine.reference, 'Enviar a la firma')
  assert.match(await officer.locator('.will').innerText(), /Comité de Transparencia recibirá/)
  await send(officer, 'Enviar a la firma')
  await signatory.goto(`/mesa/casos/${mine.reference}`)
  assert.equal(await signatory.locator('.casefile__do').getByRole('link', { name: 'Firmar la respuesta' }).count(), 0, 'nobody signs before the committee')
  await act(member, mine.reference, 'Aprobar el proyecto')
  await look(member, 'the committee reads exactly what goes out')
  await picture(member, 'hall-approve', { fullPage: true })
  await send(member, 'Aprobar el proyecto')
  await act(signatory, mine.reference, 'Firmar la respuesta')
  await send(signatory, 'Firmar la respuesta')
  await act(officer, mine.reference, 'Entregar la respuesta')
  await send(officer, 'Entregar la respuesta')

  await follow(citizen, mine)
  assert.match(await citizen.locator('main').innerText(), /Se deniega[^]*Qué daño concreto causaría entregarla[^]*Recurso de revisión, ante la autoridad garante/)
  await look(citizen, 'what was withheld')
})
