// Finding elements as a person does: by the words that are shown, never by what the page calls them inside.

const ACTIVE =
  'button,a,label,input,summary,option,[role=button],[role=link],[role=menuitem],[role=tab],[role=option],[role=radio],[role=checkbox],[role=switch],[tabindex]'
const CONTROL = 'input:not([type=hidden]),textarea,select,[contenteditable=true],[role=combobox]'

const tidy = (text) => (text || '').replace(/\s+/g, ' ').trim()

function shown(element) {
  const box = element.getBoundingClientRect()
  if (box.width < 1 || box.height < 1) return false
  for (let node = element; node; node = node.parentElement) {
    const style = getComputedStyle(node)
    if (style.display === 'none' || style.visibility === 'hidden' || Number(style.opacity) === 0) return false
  }
  return true
}

/** What `element` says, without the hint of a key that may follow it. */
function said(element) {
  const text = tidy(element.innerText) || tidy(element.getAttribute('aria-label'))
  return text.replace(/ ?((Ctrl|Alt|Shift)\+\S+|F\d{1,2})$/, '')
}

/** How well `text` answers to `wanted`; 9 is not at all. */
function grade(text, wanted) {
  if (text === wanted) return 0
  if (text.startsWith(wanted)) return 1
  return text.includes(wanted) ? 2 : 9
}

/** The last part shown that `part` names: a dialog above a dialog comes last. */
function within(part) {
  if (!part) return document.body
  return [...document.querySelectorAll(part)].filter(shown).at(-1) || null
}

function bySelector(css) {
  return [...document.querySelectorAll(css)].find(shown) || null
}

/** What can be clicked and says `wanted` best and shortest; innermost and first among equals. */
function byText(wanted, part) {
  const root = within(part)
  if (!root) return null
  const found = []
  for (const element of root.querySelectorAll('*')) {
    if (/^(SCRIPT|STYLE)$/.test(element.tagName) || !shown(element)) continue
    const text = said(element)
    const fit = grade(text, wanted)
    if (fit < 9) found.push({ element, fit, idle: element.closest(ACTIVE) ? 0 : 1, length: text.length })
  }
  found.sort((one, other) => one.fit - other.fit || one.idle - other.idle || one.length - other.length)
  const [best] = found
  if (!best) return null
  const equals = found.filter((one) => one.fit === best.fit && one.idle === best.idle && one.length === best.length)
  const leaf = equals.find(({ element }) => !equals.some((one) => one.element !== element && element.contains(one.element)))
  const active = leaf.element.closest(ACTIVE)
  return active && root.contains(active) ? active : leaf.element
}

/** The control that the label `wanted` belongs to, or that is named so by placeholder or for screen readers. */
function byLabel(wanted, part) {
  const root = within(part)
  if (!root) return null
  const plain = (label) => tidy(label.innerText).replace(/^\*\s*/, '').replace(/[：:]$/, '')
  const labels = [...root.querySelectorAll('label,legend')].filter(shown)
  const best = labels.map((label) => ({ label, fit: grade(plain(label), wanted) })).filter(({ fit }) => fit < 9)
  best.sort((one, other) => one.fit - other.fit)
  for (const { label } of best) {
    const named = label.htmlFor && document.getElementById(label.htmlFor)
    const places = [named, label, label.parentElement].filter(Boolean)
    for (const place of places) {
      if (place === named && place.matches(CONTROL)) return place
      const control = place.querySelector(CONTROL)
      if (control) return control
    }
  }
  const fit = (control) => Math.min(grade(tidy(control.getAttribute('aria-label')), wanted), grade(tidy(control.placeholder), wanted))
  const controls = [...root.querySelectorAll(CONTROL)].filter((control) => shown(control) && fit(control) < 9)
  controls.sort((one, other) => fit(one) - fit(other))
  return controls[0] || null
}

/** Why `element` cannot be clicked now, or null. */
function obstacle(element) {
  element.scrollIntoView({ block: 'center', inline: 'nearest' })
  if (element.disabled || element.getAttribute('aria-disabled') === 'true') return 'it is disabled'
  const box = element.getBoundingClientRect()
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
  if (!top) return 'it is outside the window'
  const own = top === element || element.contains(top) || top.contains(element)
  return own || element.closest('label')?.contains(top) ? null : `${top.tagName}.${top.className} lies over it`
}

function rows() {
  const all = [...document.querySelectorAll('tr')].filter(shown)
  return all.map((row) => [...row.children].map((cell) => tidy(cell.innerText)))
}
