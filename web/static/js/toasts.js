// Toasts go by themselves after 8 s, not while somebody reads them; those that report trouble stay. What they said is
// kept under the bell, for this tab and whoever is signed in: [data-bell] with the account's id.

const STAYS_MS = 8000;
const MOST = 20;

const bell = document.querySelector("[data-bell]");
const key = `told:${bell?.dataset.bell}`;

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? [];
  } catch {
    return [];
  }
}

function keep(entries) {
  try {
    sessionStorage.setItem(key, JSON.stringify(entries.slice(0, MOST)));
  } catch {
    // A browser that keeps nothing shows what this page said, and nothing else.
  }
  show(entries);
}

function forgetOthers() {
  try {
    for (const other of Object.keys(sessionStorage)) if (other.startsWith("told:") && other !== key) sessionStorage.removeItem(other);
  } catch {
    // Nothing was kept.
  }
}

function show(entries) {
  bell.querySelector("[data-bell-list]").replaceChildren(...entries.slice(0, MOST).map(line));
  bell.querySelector("[data-bell-empty]").hidden = entries.length > 0;
  bell.querySelector("[data-bell-clear]").hidden = entries.length === 0;
  bell.querySelector("[data-bell-new]").hidden = !entries.some((entry) => entry.missed);
}

function line({ at, sentence, action, isBad }) {
  const item = document.createElement("li");
  item.className = isBad ? "bell-line bell-bad" : "bell-line";
  const time = document.createElement("time");
  time.dateTime = at;
  time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit", hour12: false }).format(new Date(at));
  const said = document.createElement("span");
  said.textContent = sentence;
  item.append(time, said);
  if (action) {
    const link = document.createElement("a");
    [link.textContent, link.href] = action;
    item.append(link);
  }
  return item;
}

function noteMissed(at) {
  if (bell) keep(kept().map((entry) => (entry.at === at ? { ...entry, missed: true } : entry)));
}

function goLater(toast, gone) {
  let timer;
  const hold = () => clearTimeout(timer);
  const resume = () => {
    hold();
    timer = setTimeout(() => {
      toast.remove();
      gone();
    }, STAYS_MS);
  };
  for (const event of ["mouseenter", "focusin"]) toast.addEventListener(event, hold);
  for (const event of ["mouseleave", "focusout"]) toast.addEventListener(event, resume);
  resume();
}

const toasts = [...document.querySelectorAll("[data-toast]")];
const said = toasts.map((toast, number) => {
  const link = toast.querySelector("a");
  return {
    at: new Date(Date.now() + number).toISOString(),
    sentence: toast.querySelector("[data-sentence]").textContent,
    action: link && [link.textContent, link.getAttribute("href")],
    isBad: "stays" in toast.dataset,
  };
});

toasts.forEach((toast, number) => {
  toast.querySelector("[data-close]").addEventListener("click", () => toast.remove());
  if (!said[number].isBad) goLater(toast, () => noteMissed(said[number].at));
});

if (bell) {
  forgetOthers();
  keep([...said.reverse(), ...kept()]);
  bell.addEventListener("toggle", () => keep(kept().map((entry) => ({ ...entry, missed: false }))));
  bell.querySelector("[data-bell-clear]").addEventListener("click", () => keep([]));
}
