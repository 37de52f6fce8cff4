// A part of a page whose content comes by itself, such as lines of a log: [data-renew] with an id is fetched anew now
// and then, but not while somebody reads further down, has marked text in it, or looks at another tab.

const EVERY_MS = 5000;
const parts = document.querySelectorAll("[data-renew]");

function isRead(part) {
  const marked = getSelection();
  return (
    document.hidden ||
    (part.closest(".scroll")?.scrollTop ?? scrollY) > 0 ||
    part.contains(document.activeElement) ||
    (!marked.isCollapsed && part.contains(marked.anchorNode))
  );
}

async function renew() {
  const free = [...parts].filter((part) => !isRead(part));
  const asked = location.href;
  try {
    const answer = free.length ? await fetch(asked, { headers: { Accept: "text/html" } }) : null;
    if (answer?.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      // A filter that was changed meanwhile has its own answer.
      if (asked === location.href) for (const part of free) replace(part, page.getElementById(part.id));
    }
  } catch {
    // The next time may do.
  }
  setTimeout(renew, EVERY_MS);
}

function replace(part, fresh) {
  if (fresh && fresh.innerHTML !== part.innerHTML && !isRead(part)) part.replaceChildren(...fresh.childNodes);
}

if (parts.length) setTimeout(renew, EVERY_MS);
