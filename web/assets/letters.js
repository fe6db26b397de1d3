// A letter is shown while its text is written. The server fills it in and answers with the sheet as HTML, in which all that anybody
// wrote is escaped.
const trusted = window.trustedTypes?.createPolicy('letters', { createHTML: (html) => html }) ?? { createHTML: (html) => html }

for (const form of document.querySelectorAll('form[data-preview]')) {
  const sheet = form.querySelector('#hoja')
  let timer
  let asked = 0
  form.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(async () => {
      const mine = ++asked
      try {
        const answer = await fetch(form.dataset.preview, { method: 'POST', body: new URLSearchParams(new FormData(form)) })
        const html = await answer.text()
        if (answer.ok && mine === asked) sheet.innerHTML = trusted.createHTML(html)
      } catch { /* no network: the buttons still say so */ }
    }, 300)
  })
}
