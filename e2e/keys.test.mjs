// The keyboard alone: on every kind of page each control is reached by Tab, in the order of the page, is seen to have the focus, and lets
// go of it; menus, folds and forms work by Enter and Space; and whole pieces of work are done without a mouse.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { person } from './lib/citizen.mjs'
import { browser, desktop, picture } from './lib/browser.mjs'
import { act, register, send } from './lib/desk.mjs'
import { logIn, people } from './lib/people.mjs'

const visitor = browser()

// walk goes through a page with Tab alone and returns what is wrong with it.
async function walk(page, address) {
  await page.goto(address)
  const expected = await page.evaluate(() => {
    const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]:not([tabindex="-1"])'
    const all = [...document.querySelectorAll(controls)].filter((el) => el.checkVisibility({ visibilityProperty: true }) && !el.disabled && el.tabIndex >= 0)
    window.reached = []
    if (document.activeElement !== document.body) { // a page on which typing begins at once is walked from its top too
      document.body.tabIndex = -1
      document.body.focus()
      document.body.removeAttribute('tabindex')
    }
    const seen = (el) => { // an outline, a shadow or another look than without the focus
      const now = getComputedStyle(el)
      const own = now.outlineStyle !== 'none' && parseFloat(now.outlineWidth) > 0 || now.boxShadow !== 'none'
      const label = el.labels?.[0] && getComputedStyle(el.labels[0], '::before')
      return own || Boolean(label) && (label.boxShadow !== 'none' || label.outlineStyle !== 'none')
    }
    const within = (el) => { const r = el.getBoundingClientRect(); return r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth }
    document.addEventListener('focusin', (event) => window.reached.push({ el: event.target, seen: seen(event.target), within: within(event.target) }))
    window.expected = all
    return all.length
  })
  const presses = expected + 30 // dates and times have several stops in one field
  for (let i = 0; i < presses; i++) await page.keyboard.press('Tab')
  return page.evaluate(() => {
    const name = (el) => `${el.tagName.toLowerCase()}${el.id ? `#${el.id}` : ''} ${(el.getAttribute('aria-label') || el.innerText || el.name || '').trim().slice(0, 40)}`
    const wrong = []
    const first = window.reached.findIndex((r, i) => i > 0 && r.el === window.reached[0].el)
    const round = first < 0 ? window.reached : window.reached.slice(0, first)
    const got = new Set(round.map((r) => r.el))
    const groups = new Set(round.filter((r) => r.el.type === 'radio').map((r) => r.el.name))
    for (const el of window.expected) if (!got.has(el) && !(el.type === 'radio' && groups.has(el.name))) wrong.push(`not reached: ${name(el)}`)
    round.forEach((r, i) => {
      if (!r.seen) wrong.push(`not seen to have the focus: ${name(r.el)}`)
      if (!r.within) wrong.push(`out of the window: ${name(r.el)}`)
      const before = round[i - 1]?.el
      if (before && !(before.compareDocumentPosition(r.el) & Node.DOCUMENT_POSITION_FOLLOWING)) wrong.push(`out of order: ${name(r.el)} after ${name(before)}`)
    })
    if (!/skip/.test(round[0]?.el.className ?? '')) wrong.push(`the first stop is ${round[0] && name(round[0].el)}`)
    return wrong
  })
}

async function walkAll(page, addresses) {
  const found = {}
  for (const address of addresses) {
    const wrong = await walk(page, address)
    if (wrong.length > 0) found[address] = wrong
  }
  assert.deepEqual(found, {})
}

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

test('every kind of public page', async (t) => {
  const page = await visitor(t, { viewport: desktop })
  await page.goto('/respuestas')
  const answer = await page.locator('main a[href^="/respuestas/LP-"]').first().getAttribute('href')
  await walkAll(page, ['/', '/pedir', '/pedir/que', '/pedir/lugar', '/pedir/entrega', '/pedir/contacto', '/seguir', '/respuestas', answer, '/como-funciona', '/leyes', '/leyes/bo-la-paz',
    '/verificar', '/registro', '/accesibilidad', '/entrar'])
  await page.goto('/respuestas')
  await press(page, 'Tab', 'Enter')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'contenido', 'the first stop skips to the content')
  await press(page, 'Tab')
  assert.ok(await page.evaluate(() => document.activeElement.closest('main') !== null), 'and Tab goes on in it')
})

test('every kind of page of the desk, and its folds and lists', async (t) => {
  const page = await visitor(t, { viewport: desktop })
  const clerk = await visitor(t, { viewport: desktop })
  await logIn(clerk, 'ventanilla')
  const some = []
  for (const n of ['uno', 'dos']) some.push((await register(clerk, { ...person, subject: `Paradas ${n}`, body: 'Las paradas de la zona.' })).reference)
  await walkAll(clerk, ['/mesa/ventanilla'])
  const [reference] = some
  const address = `/mesa/casos/${reference}`
  await logIn(page, people.transparency)
  await walkAll(page, ['/mesa', '/mesa/casos?cola=all', address, `${address}/draft`, `${address}/open_branch`, `${address}/transfer_part`, `${address}/consult_third`, `${address}/plazo/response`,
    `/mesa/lote?accion=extend&caso=${reference}`, '/mesa/avisos', '/mesa/ausencia'])
  await page.goto(address)
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

test('every kind of page of auditor and administrator', async (t) => {
  const auditor = await visitor(t, { viewport: desktop })
  await logIn(auditor, people.auditor)
  await auditor.goto('/auditoria/plazos')
  const kept = await auditor.locator('main a[href^="/auditoria/casos/"]').first().getAttribute('href')
  await walkAll(auditor, ['/auditoria', '/auditoria/plazos', kept, '/auditoria/despues', '/auditoria/miradas'])
  const admin = await visitor(t, { viewport: desktop })
  await logIn(admin, people.administrator)
  await admin.goto('/admin/personas')
  const somebody = await admin.locator('main a[href^="/admin/personas/"]').nth(3).getAttribute('href')
  await walkAll(admin, ['/admin', '/admin/calendario', '/admin/calendario/declarar', '/admin/personas', somebody, '/admin/personas/importar', '/admin/unidades', '/admin/unidades/finanzas',
    '/admin/cartas', '/admin/cartas/extended/es', '/admin/norma', '/admin/procedimiento', '/admin/registro'])
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
