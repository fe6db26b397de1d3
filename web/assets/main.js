// Every page works without this script; it only sharpens.
import { Button, ErrorSummary, Radios, Checkboxes, createAll } from 'govuk-frontend'
import './letters.js'
import './live.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const component of [Button, ErrorSummary, Radios, Checkboxes]) createAll(component)

// Receipts print from a button.
for (const button of document.querySelectorAll('[data-print]')) button.addEventListener('click', () => window.print())

// A strip is as long as what stands on it, which no style sheet can say. Without scripts it is as long as the longest that printers have.
const strip = document.querySelector('.slip--80mm')
if (strip) {
  const long = new CSSStyleSheet()
  document.adoptedStyleSheets.push(long)
  const measure = () => {
    document.documentElement.classList.add('as-strip')
    const height = Math.ceil(strip.getBoundingClientRect().height * 25.4 / 96) + 6 // 2 mm above, 2 below, and some for what rounding leaves
    document.documentElement.classList.remove('as-strip')
    long.replaceSync(`@page slip-strip { size: 80mm ${height}mm; }`)
  }
  measure()
  document.fonts.ready.then(measure)
  window.addEventListener('beforeprint', measure)
}

// What was typed is not lost by leaving a page by mistake.
for (const form of document.querySelectorAll('form[method=post]')) {
  if (!form.querySelector('textarea')) continue
  let touched = false
  form.addEventListener('input', () => { touched = true })
  form.addEventListener('submit', () => { touched = false })
  window.addEventListener('beforeunload', (event) => { if (touched) event.preventDefault() })
}

// j and k walk through the rows of a list, Enter opens.
const rows = [...document.querySelectorAll('table[data-keys] tbody tr')]
let here = -1
document.addEventListener('keydown', (event) => {
  if (rows.length === 0 || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return
  if (event.key === 'j' || event.key === 'k') {
    rows[here]?.classList.remove('is-here')
    here = Math.max(0, Math.min(rows.length - 1, here + (event.key === 'j' ? 1 : -1)))
    rows[here].classList.add('is-here')
    rows[here].querySelector('a')?.focus()
    rows[here].scrollIntoView({ block: 'nearest' })
  }
})

// A link to what is folded opens the fold.
function unfold() {
  const fold = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (fold && fold.tagName === 'DETAILS') { fold.open = true; fold.querySelector('summary').focus() }
}
window.addEventListener('hashchange', unfold)
unfold()

// A drop-down cuts a name that is wider than itself: below it the chosen one then stands whole. Who hears the page hears it anyway.
const pen = document.createElement('canvas').getContext('2d')
for (const select of document.querySelectorAll('select')) {
  const whole = document.createElement('p')
  whole.className = 'whole'
  whole.setAttribute('aria-hidden', 'true')
  const show = () => {
    const style = getComputedStyle(select)
    const chosen = select.selectedOptions[0]?.text ?? ''
    pen.font = style.font
    const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - 20 // its arrow
    const cut = room > 0 && pen.measureText(chosen).width > room
    whole.textContent = cut ? chosen : ''
    if (cut) select.after(whole)
    else whole.remove()
  }
  select.addEventListener('change', show)
  window.addEventListener('resize', show)
  document.fonts.ready.then(show)
}
