// The keyboard alone: menus, folds and forms work by Enter and Space, and whole pieces of work are done without a mouse. The pages that
// links lead to are gone through with Tab where every page is looked at; here are those that only a form leads to.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { person } from './lib/citizen.mjs'
import { browser, desktop, picture } from './lib/browser.mjs'
import { act, register, send } from './lib/desk.mjs'
import { walk } from './lib/keys.mjs'
import { logIn, people } from './lib/people.mjs'

const visitor = browser()

// to presses Tab until what has the focus has some name, or its field has; Enter and Space then do what a click does.
async function to(page, name) {
  for (let i = 0; i < 120; i++) {
    const here = await page.evaluate(() => {
      const el = document.activeElement
      return [el.getAttribute('aria-label'), el.innerText, el.name, el.id].filter(Boolean).map((s) => s.replace(/\s+/g, ' ').trim())
    })
    if (here.some((s) => s === name || s.startsWith(`${name} `))) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never comes to ${name} on ${page.url()}`)
}
const press = async (page, ...keys) => { for (const key of keys) await page.keyboard.press(key) }
const typed = (page, text) => page.keyboard.type(text)

test('the first stop of a page skips to its content', async (t) => {
  const page = await visitor(t, { viewport: desktop })
  await page.goto('/respuestas')
  await press(page, 'Tab', 'Enter')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'contenido')
  await press(page, 'Tab')
  assert.ok(await page.evaluate(() => document.activeElement.closest('main') !== null), 'and Tab goes on in it')
  for (const step of ['lugar', 'entrega', 'contacto']) {
    await page.goto(`/pedir/${step}`)
    assert.deepEqual(await walk(page), [], step)
  }
})

test('folds, lists and the page before a bulk act', async (t) => {
  const page = await visitor(t, { viewport: desktop })
  const clerk = await visitor(t, { viewport: desktop })
  await logIn(clerk, 'ventanilla')
  const some = []
  for (const n of ['uno', 'dos']) some.push((await register(clerk, { ...person, subject: `Paradas ${n}`, body: 'Las paradas de la zona.' })).reference)
  const [reference] = some
  await logIn(page, people.transparency)
  await page.goto(`/mesa/lote?accion=extend&caso=${reference}`)
  assert.deepEqual(await walk(page), [])
  await page.goto(`/mesa/casos/${reference}`)
  await to(page, 'Otras acciones')
  await press(page, 'Enter')
  await to(page, 'Vincular')
  await press(page, 'Enter')
  await page.waitForURL('**/link')
  await page.goto('/mesa/casos?cola=all&q=paradas')
  const second = await page.locator('tbody tr').nth(1).locator('a').first().getAttribute('href')
  await press(page, 'j', 'j', 'k', 'j', 'Enter')
  await page.waitForURL(`**${second}`)
})

test('an approval and a bulk action without a mouse', async (t) => {
  const clerk = await visitor(t, { viewport: desktop })
  await logIn(clerk, 'ventanilla')
  const some = []
  for (const n of ['uno', 'dos']) some.push((await register(clerk, { ...person, subject: `Teclado ${n}: baldosas`, body: 'El costo de las baldosas.' })).reference)
  const page = await visitor(t, { viewport: desktop })
  await logIn(page, people.transparency)
  await act(page, some[0], 'Redactar la respuesta')
  await page.getByLabel('Se deniega', { exact: false }).first().check()
  await page.getByLabel('Texto de la respuesta').fill('No se entrega.')
  await page.getByLabel('Información personal').check()
  await page.locator('#razon-personal').fill('Nombra a personas.')
  await send(page, 'Redactar la respuesta')
  await act(page, some[0], 'Enviar a la firma')
  await send(page, 'Enviar a la firma')

  const legal = await visitor(t, { viewport: desktop })
  await legal.goto('/entrar')
  await to(legal, 'usuario'); await typed(legal, 'legal')
  await press(legal, 'Tab'); await typed(legal, process.env.QHANA_DEMO_PASSWORD ?? 'qhana demo la paz'); await press(legal, 'Enter')
  await legal.waitForURL('**/mesa')
  await to(legal, 'Teclado uno: baldosas'); await press(legal, 'Enter')
  await legal.waitForURL(`**/${some[0]}`)
  await to(legal, 'Aprobar el proyecto'); await press(legal, 'Enter')
  await legal.waitForURL('**/approve_draft')
  await to(legal, 'texto'); await typed(legal, 'De acuerdo.')
  await to(legal, 'Aprobar el proyecto'); await press(legal, 'Space')
  await legal.locator('.done').waitFor()

  await page.goto('/mesa/casos?cola=all&q=baldosas')
  for (const reference of some) { await to(page, `Marcar ${reference}`); await press(page, 'Space') }
  await picture(page, 'keys-bulk')
  await to(page, 'accion'); await typed(page, 'Vigilar')
  await to(page, 'Ver qué pasaría'); await press(page, 'Enter')
  await page.waitForURL('**/mesa/lote?**')
  await to(page, 'Vigilar'); await press(page, 'Enter')
  await page.waitForURL(/\/mesa\/(casos|lote\/)/)
  await page.goto('/mesa/casos?cola=watched')
  const watched = await page.locator('tbody').innerText()
  for (const reference of some) assert.ok(watched.includes(reference), `${reference} is watched`)
})
