// The keyboard alone.

// walk goes through the page that is open with Tab alone and returns what is wrong with it: a control that is not reached, or out of the
// page's order, or not seen to have the focus.
export async function walk(page) {
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
