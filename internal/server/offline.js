const given = JSON.parse(document.getElementById('dado').textContent),
  $ = (id) => document.getElementById(id)
let L = 'es'
function speak() {
  document.documentElement.lang = L
  document.title = W[L].h
  for (const e of document.querySelectorAll('[data-t]')) e.textContent = W[L][e.dataset.t]
  $('lengua').textContent = W[L].other
  $('lengua').lang = L === 'es' ? 'en' : 'es'
}
$('lengua').onclick = () => {
  L = L === 'es' ? 'en' : 'es'
  speak()
  if ($('salida').firstChild) check()
}
$('origen').value = given.origin
$('claves').value = given.keys.join('\n')
speak()
class Wrong extends Error {
  constructor(key, more = '') {
    super(key)
    this.key = key
    this.more = more
  }
}
const enc = new TextEncoder(),
  utf8 = (b) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(b)
function b64(s, why = 'form') {
  if (typeof s !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(s) || s.length % 4) throw new Wrong(why)
  const t = atob(s)
  if (btoa(t) !== s) throw new Wrong(why)
  return Uint8Array.from(t, (c) => c.charCodeAt(0))
}
function cat(...p) {
  const o = new Uint8Array(p.reduce((n, b) => n + b.length, 0))
  let i = 0
  for (const b of p) {
    o.set(b, i)
    i += b.length
  }
  return o
}
const sha = async (...p) => new Uint8Array(await crypto.subtle.digest('SHA-256', cat(...p)))
const hex = (b) => [...b].map((x) => x.toString(16).padStart(2, '0')).join('')
const same = (a, b) => hex(a) === hex(b)
// A reader of its own: JSON.parse would round long numbers, and the record keeps numbers as they stand.
class Num {
  constructor(s) {
    this.s = s
  }
}
function read(s) {
  let i = 0
  const bad = () => {
      throw new Wrong('json')
    },
    ws = () => {
      while (i < s.length && ' \t\n\r'.includes(s[i])) i++
    }
  const str = () => {
    const m = /"(?:[^"\\\u0000-\u001f]|\\.)*"/y
    m.lastIndex = i
    const r = m.exec(s)
    if (!r) bad()
    i = m.lastIndex
    try {
      return JSON.parse(r[0])
    } catch {
      bad()
    }
  }
  const val = () => {
    ws()
    let v
    if (s[i] === '{') {
      v = new Map()
      i++
      ws()
      if (s[i] === '}') i++
      else
        for (;;) {
          ws()
          const k = str()
          ws()
          if (s[i++] !== ':') bad()
          v.set(k, val())
          ws()
          const c = s[i++]
          if (c === '}') break
          if (c !== ',') bad()
        }
    } else if (s[i] === '[') {
      v = []
      i++
      ws()
      if (s[i] === ']') i++
      else
        for (;;) {
          v.push(val())
          ws()
          const c = s[i++]
          if (c === ']') break
          if (c !== ',') bad()
        }
    } else if (s[i] === '"') v = str()
    else {
      const m = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
      m.lastIndex = i
      const r = m.exec(s)
      if (!r) bad()
      i = m.lastIndex
      v = r[0] === 'true' ? true : r[0] === 'false' ? false : r[0] === 'null' ? null : new Num(r[0])
    }
    return v
  }
  const v = val()
  ws()
  if (i < s.length) bad()
  return v
}
// Keys sort by their bytes, and only U+2028 and U+2029 are escaped beyond what JSON must.
const order = (a, b) => {
  const x = [...a],
    y = [...b]
  for (let i = 0; i < x.length && i < y.length; i++) {
    const d = x[i].codePointAt(0) - y[i].codePointAt(0)
    if (d) return d
  }
  return x.length - y.length
}
const quote = (s) =>
  JSON.stringify(s.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')).replace(
    /[\u2028\u2029]/g,
    (c) => '\\u' + c.charCodeAt(0).toString(16),
  )
function canon(v) {
  if (v instanceof Map)
    return (
      '{' +
      [...v.keys()]
        .sort(order)
        .map((k) => quote(k) + ':' + canon(v.get(k)))
        .join(',') +
      '}'
    )
  if (Array.isArray(v)) return '[' + v.map(canon).join(',') + ']'
  if (v instanceof Num) return v.s
  return typeof v === 'string' ? quote(v) : String(v)
}
function parse(text) {
  if (text.startsWith('qhana-promise/')) throw new Wrong('promise')
  const cut = text.indexOf('\n\n')
  if (cut < 0) throw new Wrong('form')
  const lines = text.slice(0, cut).split('\n')
  if (lines.shift() !== 'c2sp.org/tlog-proof@v1' || !lines[0]?.startsWith('extra ')) throw new Wrong('form')
  const extra = b64(lines.shift().slice(6)),
    ix = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? '')
  if (!ix) throw new Wrong('form')
  const path = lines.map((l) => b64(l))
  if (path.some((h) => h.length !== 32)) throw new Wrong('form')
  const note = text.slice(cut + 2),
    at = note.lastIndexOf('\n\n')
  if (at < 0 || !note.endsWith('\n')) throw new Wrong('form')
  const body = note.slice(0, at + 1),
    sigs = note
      .slice(at + 2, -1)
      .split('\n')
      .map((l) => {
        const m = /^— (\S+) (\S+)$/.exec(l)
        if (!m) throw new Wrong('form')
        const raw = b64(m[2])
        if (raw.length < 5) throw new Wrong('form')
        return { name: m[1], id: raw.slice(0, 4), sig: raw.slice(4) }
      })
  const c = body.slice(0, -1).split('\n')
  if (c.length < 3 || c.includes('') || !/^(0|[1-9]\d{0,15})$/.test(c[1]) || +c[1] > 2 ** 50) throw new Wrong('form')
  const root = b64(c[2])
  if (root.length !== 32) throw new Wrong('form')
  return {
    extra,
    index: +ix[1],
    path,
    body,
    sigs,
    origin: c[0],
    size: +c[1],
    root,
    time: c
      .slice(3)
      .find((l) => l.startsWith('time '))
      ?.slice(5),
  }
}
async function signers(p, origin, keys) {
  if (p.origin !== origin) throw new Wrong('foreign', p.origin)
  const by = []
  for (const line of keys) {
    const m = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(line)
    if (!m) throw new Wrong('key')
    const raw = b64(m[3], 'key')
    if (raw[0] !== 1) continue
    if (raw.length !== 33) throw new Wrong('key')
    if (hex((await sha(enc.encode(m[1] + '\n'), raw)).slice(0, 4)) !== m[2]) throw new Wrong('key')
    let k
    try {
      k = await crypto.subtle.importKey('raw', raw.slice(1), { name: 'Ed25519' }, false, ['verify'])
    } catch {
      throw new Wrong('webcrypto')
    }
    for (const s of p.sigs)
      if (s.name === m[1] && hex(s.id) === m[2]) {
        if (!(await crypto.subtle.verify({ name: 'Ed25519' }, k, s.sig, enc.encode(p.body)))) throw new Wrong('sig')
        by.push(s.name)
      }
  }
  if (!by.includes(origin)) throw new Wrong('stranger')
  return by
}
async function included(p, leaf) {
  let fn = p.index,
    sn = p.size - 1,
    r = await sha([0], leaf)
  if (fn > sn) throw new Wrong('path')
  const half = (n) => Math.floor(n / 2)
  for (const h of p.path) {
    if (sn === 0) throw new Wrong('path')
    if (fn % 2 || fn === sn) {
      r = await sha([1], h, r)
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    } else r = await sha([1], r, h)
    fn = half(fn)
    sn = half(sn)
  }
  if (sn !== 0 || !same(r, p.root)) throw new Wrong('path')
}
async function opened(o, leaf) {
  for (const n of ['words', 'question', 'requester'])
    if (o.has(n)) {
      const salt = b64(o.get('salts')?.get(n) ?? '', 'json')
      if (hex(await sha(salt, enc.encode(canon(o.get(n))))) !== leaf.get(n)) throw new Wrong(n)
    }
  for (const d of o.get('documents') ?? []) {
    const want = hex(await sha(b64(d.get('salt'), 'json'), b64(d.get('sha256'), 'json'), enc.encode(d.get('name'))))
    if (!(leaf.get('documents') ?? []).some((x) => x.get('id') === d.get('id') && x.get('hash') === want)) throw new Wrong('documents')
  }
}
// A paper's receipt travels inside it, packed: it comes out here, and no more of it than a receipt has.
const longest = 1 << 20
async function unpacked(b) {
  const out = [],
    from = new Blob([b]).stream().pipeThrough(new DecompressionStream('deflate')).getReader()
  for (let n = 0; ; ) {
    const { done, value } = await from.read()
    if (done) return utf8(cat(...out))
    if ((n += value.length) > longest) {
      await from.cancel()
      throw new Wrong('pdf_long')
    }
    out.push(value)
  }
}
async function inside(b) {
  if (!globalThis.DecompressionStream) throw new Wrong('pdf_old')
  const pdf = new TextDecoder('latin1').decode(b),
    found = new Set()
  let files = 0
  for (const m of pdf.matchAll(/<<(?:(?!endobj)[^]){0,600}?\/EmbeddedFile\b(?:(?!endobj)[^]){0,600}?stream\r?\n/g)) {
    const length = /\/Length (\d{1,8})\b(?! \d+ R)/.exec(m[0]),
      at = m.index + m[0].length
    if (!length || !m[0].includes('/FlateDecode') || ++files > 32) continue
    let text = ''
    try {
      text = await unpacked(b.subarray(at, at + +length[1]))
    } catch (e) {
      if (e instanceof Wrong) throw e
    }
    if (text.startsWith('c2sp.org/tlog-proof@v1\n') || text.startsWith('qhana-promise/')) found.add(text)
  }
  if (found.size !== 1) throw new Wrong(found.size ? 'pdf_many' : 'pdf')
  return [...found][0]
}
async function textOf(file) {
  const b = new Uint8Array(await file.slice(0, 2 * longest).arrayBuffer())
  return utf8(b.subarray(0, 5)) === '%PDF-' ? inside(b) : utf8(b)
}
const moment = (s) =>
  s
    ? new Intl.DateTimeFormat(L === 'es' ? 'es-BO' : 'en-GB', {
        timeZone: 'America/La_Paz',
        dateStyle: 'full',
        timeStyle: 'short',
        hourCycle: 'h23',
      }).format(new Date(s))
    : ''
const el = (tag, text = '', cls = '') => {
  const e = document.createElement(tag)
  e.textContent = text
  e.className = cls
  return e
}
async function check() {
  const t = W[L],
    out = [],
    steps = el('ol'),
    done = (k, ok = true) => {
      const li = el('li', '', ok ? '' : 'no')
      li.append(el('b', ok ? '✓' : '✗'), t[k])
      steps.append(li)
    }
  let step = 's_form'
  try {
    if (!globalThis.crypto?.subtle) throw new Wrong('webcrypto')
    const file = $('archivo').files[0],
      pasted = $('texto').value.trim()
    const p = parse(pasted ? pasted.replace(/\r\n/g, '\n') + '\n' : file ? await textOf(file) : '')
    const o = read(utf8(p.extra))
    if (!(o instanceof Map)) throw new Wrong('json')
    const bytes = b64(o.get('leaf'), 'json'),
      leaf = read(utf8(bytes))
    if (!(leaf instanceof Map) || leaf.get('v')?.s !== '1' || !same(enc.encode(canon(leaf)), bytes)) throw new Wrong('canon')
    done(step)
    step = 's_sig'
    const by = await signers(
      p,
      $('origen').value.trim(),
      $('claves')
        .value.split('\n')
        .map((k) => k.trim())
        .filter(Boolean),
    )
    done(step)
    step = 's_path'
    await included(p, bytes)
    done(step)
    step = 's_open'
    await opened(o, leaf)
    done(step)
    const box = el('div', '', 'fallo bien')
    box.append(el('strong', t.good))
    out.push(box)
    const dl = el('dl')
    for (const [k, v] of [
      ['kase', leaf.get('case')],
      ['act', given.events[L][leaf.get('event')] ?? leaf.get('event') ?? leaf.get('kind')],
      ['at', moment(leaf.get('at'))],
      ['place', p.index + 1 + t.of + p.size],
      ['signed', moment(p.time)],
      ['by', [...new Set(by)].join(', ')],
    ])
      if (v) dl.append(el('dt', t[k]), el('dd', v))
    out.push(dl)
    const doc = $('doc').files[0]
    if (doc) {
      const h = await sha(new Uint8Array(await doc.arrayBuffer())),
        d = (o.get('documents') ?? []).find((x) => same(b64(x.get('sha256')), h))
      out.push(el('p', d ? t.doc_yes + d.get('name') : t.doc_no, 'fallo ' + (d ? 'bien' : 'mal')))
    }
  } catch (e) {
    const w = e instanceof Wrong ? e : new Wrong('json'),
      no = ['webcrypto', 'key', 'promise', 'pdf_old'].includes(w.key)
    done(step, false)
    const box = el('div', '', 'fallo mal')
    box.append(el('strong', no ? t.cannot : t.bad), t[w.key] + w.more)
    out.push(box)
  }
  $('salida').replaceChildren(...out, steps)
}
$('f').onsubmit = (e) => {
  e.preventDefault()
  check()
}
document.ondragover = (e) => e.preventDefault()
document.ondrop = (e) => {
  e.preventDefault()
  if (e.dataTransfer.files.length) {
    $('archivo').files = e.dataTransfer.files
    $('texto').value = ''
    check()
  }
}
