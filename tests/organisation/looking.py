"""What a browser finds wrong with a page by looking at it: each script answers a list, empty where all is well."""

from playwright.sync_api import Browser, BrowserContext

from tests.organisation.seeding import Organisation
from tests.web.browser import Browser as Client

TOO_WIDE = """() => {
  const root = document.documentElement;
  const named = (each) => each.tagName.toLowerCase() + '.' + each.className;
  const found = root.scrollWidth > root.clientWidth ? [`page: ${root.scrollWidth} px of ${root.clientWidth}`] : [];
  for (const each of document.querySelectorAll('.scroll, main')) {
    const scrolls = ['auto', 'scroll'].includes(getComputedStyle(each).overflowX);
    if (scrolls && each.scrollWidth > each.clientWidth + 1 && !each.querySelector('table'))
      found.push(`${named(each)}: ${each.scrollWidth} px of ${each.clientWidth}`);
  }
  return found;
}"""
"""Whether one must scroll sideways to read it; wide tables scroll by themselves."""

CUT = """() => {
  const found = [];
  for (const each of document.querySelectorAll('body *')) {
    const style = getComputedStyle(each);
    const says = [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!says || !each.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    if (each.closest('.visually-hidden, svg, select, .skip-link, caption, [hidden]')) continue;
    const box = each.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const hides = ['hidden', 'clip'].includes(style.overflowX);
    const shortens = style.textOverflow === 'ellipsis';
    if (hides && !shortens && style.display !== 'inline' && each.scrollWidth > each.clientWidth + 1)
      found.push(`cut: ${each.textContent.trim().slice(0, 60)}`);
    if (style.display !== 'inline' && style.overflowX === 'visible' && each.scrollWidth > each.clientWidth + 1) {
      const range = document.createRange();
      range.selectNodeContents(each);
      const text = range.getBoundingClientRect();
      if (text.right > innerWidth + 1 && !each.closest('.scroll, .tabs, table, [class*=scroll]'))
        found.push(`leaves the window: ${each.textContent.trim().slice(0, 60)}`);
    }
  }
  return found;
}"""
"""Words that nobody can read to their end, and that do not say so by an ellipsis."""

OVERLAP = """() => {
  const found = [];
  const told = (each) => '“' + (each.textContent.trim().slice(0, 30) || each.name) + '”';
  const shown = (each) => {
    const {left, top, right, bottom} = each.getBoundingClientRect();
    const box = {left, top, right, bottom};
    for (let around = each.parentElement; around; around = around.parentElement) {
      if (getComputedStyle(around).overflowX === 'visible') continue;
      const limit = around.getBoundingClientRect();
      box.left = Math.max(box.left, limit.left);
      box.right = Math.min(box.right, limit.right);
      box.top = Math.max(box.top, limit.top);
      box.bottom = Math.min(box.bottom, limit.bottom);
    }
    return {...box, width: box.right - box.left, height: box.bottom - box.top};
  };
  const pointed = [...document.querySelectorAll('main a, main button, main summary, main input:not([type=hidden])')];
  const boxes = pointed
    .filter((each) => each.checkVisibility({visibilityProperty: true}) && !each.closest('dialog, .menu-panel, .toasts'))
    .filter((each) => !each.closest('.bulk, .visually-hidden, svg'))
    .map((each) => [each, shown(each)])
    .filter(([each, box]) => box.width > 2 && box.height > 2);
  for (let one = 0; one < boxes.length; one++)
    for (let two = one + 1; two < Math.min(boxes.length, one + 40); two++) {
      const [a, first] = boxes[one], [b, second] = boxes[two];
      if (a.contains(b) || b.contains(a)) continue;
      const wide = Math.min(first.right, second.right) - Math.max(first.left, second.left);
      const high = Math.min(first.bottom, second.bottom) - Math.max(first.top, second.top);
      const sticks = (each) => each.closest('thead, .page-foot, .bulk');
      if (wide > 8 && high > 8 && !sticks(a) && !sticks(b) && !a.closest('.password-box'))
        found.push(`${told(a)} lies over ${told(b)}`);
    }
  return found;
}"""
"""Things to press that lie over one another."""

FOCUS = """() => {
  const found = [];
  const told = (each) => each.tagName.toLowerCase() + ' “' + (each.textContent.trim().slice(0, 40) || each.name) + '”';
  const takesFocus = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  for (const each of document.querySelectorAll(takesFocus)) {
    if (each.tabIndex < 0 || each.disabled || !each.checkVisibility({visibilityProperty: true})) continue;
    each.focus();
    each.scrollIntoView({block: 'nearest', inline: 'nearest'});
    if (document.activeElement !== each) continue;
    const style = getComputedStyle(each);
    const box = each.getBoundingClientRect();
    if (box.width < 2 || each.classList.contains('visually-hidden')) continue;
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) found.push(`no ring: ${told(each)}`);
    const line = each.getClientRects()[0];
    const at = [line.left + Math.min(line.width / 2, 12), line.top + line.height / 2];
    const top = document.elementFromPoint(...at);
    if (!top || !(each.contains(top) || top.contains(each) || top.closest('label')?.contains(each)))
      found.push(`hidden: ${told(each)} at ${at.map(Math.round)} under ${top && told(top)}`);
  }
  document.activeElement?.blur();
  return found;
}"""
"""Whatever can have the focus shows a ring then, and nothing lies over it. A key must have been pressed before."""


def as_role(browser: Browser, made: Organisation, home: str, role: str | None, **options: object) -> BrowserContext:
    """A window in which somebody of this role is signed in (None: nobody)."""
    context = browser.new_context(base_url=home, **options)  # type: ignore[arg-type]
    client = Client(made.app, made.people[role] if role else None).client
    name = made.app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    if role and cookie:
        context.add_cookies([{"name": name, "value": cookie.value, "url": home}])
    return context
