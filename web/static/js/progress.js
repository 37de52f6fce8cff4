// Follows an import: numbers and bars are renewed in place, and the page is loaded anew when it has become another one.

const EVERY_MS = 1000;
const SPEAK_MS = 10000;

const page = document.querySelector("[data-follow]");
const spoken = document.querySelector("[data-spoken]");
let spokeAt = 0;

function show(state) {
  for (const [key, text] of Object.entries(state.texts)) {
    for (const place of page.querySelectorAll(`[data-text="${key}"]`)) if (place.textContent !== text) place.textContent = text;
  }
  for (const part of page.querySelectorAll("[data-with]")) part.hidden = !state.texts[part.dataset.with];
  for (const [key, value] of Object.entries(state.bars)) {
    for (const bar of page.querySelectorAll(`[data-bar="${key}"]`)) bar.value = value;
  }
  if (spoken && Date.now() - spokeAt > SPEAK_MS) {
    spoken.textContent = state.spoken;
    spokeAt = Date.now();
  }
}

async function look() {
  let next = EVERY_MS;
  try {
    const answer = await fetch(page.dataset.follow, { headers: { Accept: "application/json" } });
    const state = answer.redirected || !answer.ok ? null : await answer.json();
    if (answer.redirected || (state && state.look !== page.dataset.look)) {
      location.reload();
      return;
    }
    if (state) show(state);
    else next = 5 * EVERY_MS;
  } catch {
    next = 5 * EVERY_MS;
  }
  setTimeout(look, document.hidden ? 5 * EVERY_MS : next);
}

if (page) setTimeout(look, EVERY_MS);
