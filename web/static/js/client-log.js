// What an agent's own page tells of what it does, as much as meta[name=client-log] asks for. Nothing that somebody
// types, no secret and no whole address is in a line: paths only, and of those no part that may be a key.

const LEVELS = ["error", "warning", "info", "debug"];
const SENDS_AFTER_MS = 2000;
const MOST_AT_ONCE = 100;
const MOST_WAITING = 300;
const LONGEST = 2000;
const MOST_BYTES = 48_000; // Browsers let a page that is left send 64 KB.

const asked = document.querySelector("meta[name=client-log]");
const wanted = LEVELS.slice(0, LEVELS.indexOf(asked?.content) + 1);
const originalFetch = window.fetch.bind(window);
const waiting = [];
let timer = 0;
let sending = false;

function tell(level, text) {
  if (!wanted.includes(level)) return;
  waiting.push({ level, text: String(text).slice(0, LONGEST), page: location.pathname, at: performance.now() });
  if (waiting.length > MOST_WAITING) waiting.shift();
  if (!timer) timer = setTimeout(send, SENDS_AFTER_MS);
}

async function send() {
  clearTimeout(timer);
  timer = 0;
  if (sending || !waiting.length || !navigator.onLine) return;
  sending = true;
  const batch = take();
  try {
    const body = new URLSearchParams({ csrf_token: asked.dataset.proof, lines: written(batch) });
    const answer = await originalFetch("/me/log", { method: "POST", body, keepalive: true });
    if (answer.status === 429) waiting.unshift(...batch);
  } catch {
    waiting.unshift(...batch);
  }
  sending = false;
  if (waiting.length && !timer) timer = setTimeout(send, 5 * SENDS_AFTER_MS);
}

function take() {
  let bytes = 0;
  const fits = ({ text }) => (bytes += 3 * text.length + 100) < MOST_BYTES;
  let count = 1;
  while (count < MOST_AT_ONCE && count < waiting.length && fits(waiting[count])) count++;
  return waiting.splice(0, count);
}

/** The lines with how long ago each was: the clock of a phone may be wrong. */
function written(batch) {
  const now = performance.now();
  return JSON.stringify(batch.map(({ at, ...line }) => ({ ...line, ago: Math.round(now - at) })));
}

/** The path of an address, without its query, and with … for each part that is long enough to be a key. */
function path(address) {
  try {
    const url = new URL(address, location.href);
    const shown = url.pathname.split("/").map((part) => (part.length > 24 && /\d/.test(part) ? "…" : part)).join("/");
    return url.origin === location.origin ? shown : url.origin + shown;
  } catch {
    return "…";
  }
}

function words(parts) {
  return parts.map((part) => (part instanceof Error ? what(part) : typeof part === "string" ? part : kindOf(part))).join(" ");
}

function what(error) {
  return error instanceof Error ? `${error.name}: ${error.message}${where(error.stack)}` : words([error]);
}

/** Where in our own files it happened, without addresses. */
function where(stack) {
  const places = String(stack ?? "").match(/[\w-]+\.js[^\s:)]*:\d+:\d+/g) ?? [];
  return places.length ? ` (${places.slice(0, 5).map((place) => place.replace(/\?[^:]*/, "")).join(" < ")})` : "";
}

function kindOf(value) {
  return value === null || typeof value !== "object" ? String(value) : value.constructor?.name ?? "object";
}

function watchMistakes() {
  addEventListener("error", (event) => {
    if (event.target instanceof Element) tell("error", `Not loaded: ${path(event.target.src ?? event.target.href)}`);
    else tell("error", event.error ? what(event.error) : event.message);
  }, true);
  addEventListener("unhandledrejection", (event) => tell("error", `Nobody caught: ${what(event.reason)}`));
  addEventListener("securitypolicyviolation", (event) => tell("error", `Refused by the page’s policy: ${event.effectiveDirective} ${path(event.blockedURI)}`));
  for (const [name, level] of [["error", "error"], ["warn", "warning"]]) {
    const original = console[name].bind(console);
    console[name] = (...parts) => {
      tell(level, words(parts));
      original(...parts);
    };
  }
}

function watchRequests() {
  window.fetch = async (resource, options) => {
    const what = `${options?.method ?? resource.method ?? "GET"} ${path(resource.url ?? resource)}`;
    const began = performance.now();
    try {
      const answer = await originalFetch(resource, options);
      const level = answer.status >= 500 ? "error" : answer.status >= 400 ? "warning" : "debug";
      tell(level, `${what}: ${answer.status} in ${Math.round(performance.now() - began)} ms`);
      return answer;
    } catch (error) {
      tell("error", `${what}: no answer, ${error.name}`);
      throw error;
    }
  };
}

function watchSteps() {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => document.documentElement.dataset.theme ?? (scheme.matches ? "dark, as the system" : "light, as the system");
  tell("info", `Page shown: ${innerWidth} × ${innerHeight} at ${devicePixelRatio}, ${document.documentElement.lang}, ${theme()}, ${navigator.onLine ? "online" : "offline"}`);
  tell("info", `Browser: ${navigator.userAgent}`);
  for (const part of document.querySelectorAll("[data-log]")) tell("info", part.dataset.log);
  addEventListener("online", () => { tell("info", "Online again"); send(); });
  addEventListener("offline", () => tell("info", "Offline"));
  scheme.addEventListener("change", () => tell("info", `Theme: ${theme()}`));
  new MutationObserver(() => tell("info", `Theme: ${theme()}`)).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy-text]");
    if (copy) tell("info", `Copied: ${copy.dataset.copyText}`);
  });
  document.addEventListener("submit", (event) => tell("info", `Sent: ${path(event.target.action)}`));
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details[id], details.secret")) tell("debug", `${event.target.open ? "Opened" : "Closed"}: ${event.target.className}`);
  }, true);
  document.addEventListener("visibilitychange", () => tell("debug", document.hidden ? "Page hidden" : "Page seen"));
}

function tellTimings() {
  const [timing] = performance.getEntriesByType("navigation");
  if (timing) tell("debug", `Loaded in ${Math.round(timing.loadEventStart)} ms, the answer began after ${Math.round(timing.responseStart)} ms`);
}

if (wanted.length) {
  watchMistakes();
  watchRequests();
  watchSteps();
  if (document.readyState === "complete") tellTimings();
  else addEventListener("load", tellTimings);
  addEventListener("pagehide", send);
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });
}
