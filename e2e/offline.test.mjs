// The page that a person keeps: it checks a receipt from the disk, with the network off.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { deflateSync } from 'node:zlib'
import { ask } from './lib/citizen.mjs'
import { browser, desktop, look, phone, picture } from './lib/browser.mjs'

const visitor = browser()

test('a receipt is checked without a network, and a forged one is refused', async (t) => {
  const page = await visitor(t, { viewport: phone })
  const { reference } = await ask(page, { subject: 'Luminarias de la plaza', body: 'Cuántas hay y cuánto costaron.' })
  let answer
  for (let tries = 0; tries < 60; tries++) { // its place takes some seconds
    answer = await page.request.get(`/caso/${reference}/constancia/1`)
    if (answer.ok()) break
    await page.waitForTimeout(500)
  }
  assert.ok(answer.ok(), `the receipt came with ${answer.status()}`)
  const good = await answer.text()
  const paper = await (await page.request.get(`/caso/${reference}/constancia/1.pdf`)).body()
  await page.goto('/registro')
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[href="/registro/verificador.html"]').click()])
  assert.equal(download.suggestedFilename(), 'verificar-constancia.html')
  const file = join(tmpdir(), `qhana-${process.pid}-verificar.html`)
  await download.saveAs(file)
  await page.context().setOffline(true)
  await page.goto(pathToFileURL(file).href)
  assert.match(readFileSync(file, 'utf8'), /"origin":/)

  const out = page.locator('#salida')
  const says = async (text, want) => {
    await page.evaluate(() => document.getElementById('salida').replaceChildren())
    await page.locator('#texto').fill(text)
    await page.locator('form button').click()
    await out.locator('.fallo').first().waitFor()
    assert.match(await out.innerText(), want)
  }
  const lines = good.split('\n')
  const opening = Buffer.from(lines[1].slice('extra '.length), 'base64').toString()
  const forged = [lines[0], `extra ${Buffer.from(opening.replace('Luminarias', 'Luminariaz')).toString('base64')}`, ...lines.slice(2)].join('\n')
  const end = good.trimEnd()
  const unsigned = `${end.slice(0, -9)}${end.at(-9) === 'A' ? 'B' : 'A'}${end.slice(-8)}\n`
  const origin = await page.locator('#origen').inputValue()

  await says(forged, /fue(ron)? cambiad/)
  await look(page, 'a forged receipt, offline')
  await picture(page, 'record-offline-refused', { fullPage: true })
  await says(unsigned, /La firma es falsa/)
  await says(good.slice(0, good.length / 2), /está cortada/)
  await says(good.replaceAll(origin, 'otra.example/registro'), /Es de otro registro/)
  const bring = async (name, buffer, want) => {
    await page.evaluate(() => document.getElementById('salida').replaceChildren())
    await page.locator('#texto').fill('')
    await page.locator('#archivo').setInputFiles({ name, mimeType: 'application/pdf', buffer })
    await page.locator('form button').click()
    await out.locator('.fallo').first().waitFor()
    assert.match(await out.innerText(), want)
  }
  const packed = (data) => { // a PDF with one file inside
    const z = deflateSync(data)
    return Buffer.concat([Buffer.from(`%PDF-1.7\n3 0 obj\n<< /Type /EmbeddedFile /Length ${z.length} /Filter /FlateDecode >>\n\nstream\n`), z, Buffer.from('\nendstream\nendobj\n')])
  }
  await bring('a.pdf', Buffer.from('%PDF-1.7\nnada'), /no lleva dentro una constancia/)
  await bring('a.pdf', packed('hola'), /no lleva dentro una constancia/)
  await bring('a.pdf', packed(Buffer.alloc(40 << 20)), /demasiado grande/)
  await bring('a.pdf', packed(forged), /fue(ron)? cambiad/)
  await bring('a.pdf', packed('qhana-promise/v1\nx\n'), /todavía no la constancia/)
  await bring('a.pdf', Buffer.concat([paper, packed(forged)]), /más de una constancia/)
  await bring('a.pdf', paper, /La constancia es auténtica/)
  await page.locator('#archivo').setInputFiles([])
  await says(good, /La constancia es auténtica/)
  assert.ok((await out.innerText()).includes(reference))
  for (const size of [phone, desktop]) {
    await page.setViewportSize(size)
    await look(page, 'a good receipt, offline')
    await picture(page, 'record-offline-good', { fullPage: true })
  }
})
