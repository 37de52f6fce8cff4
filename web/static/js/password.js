// Ticks the password rules as one types, and lets one see the password. The server holds the same rules and decides.
// Bound by: [data-password] around the field, [data-password-rules] with the limits as JSON, [data-rule] on each rule.

const SPEAK_AFTER_MS = 400;
const AROUND = /^[0-9!-/:-@[-`{-~\s]+|[0-9!-/:-@[-`{-~\s]+$/g;

for (const part of document.querySelectorAll("[data-password]")) {
  const input = part.querySelector("input");
  letShow(input, part.querySelector("[data-password-show]"));
  const list = part.querySelector("[data-password-rules]");
  if (list) tick(input, list, part.querySelector("[data-password-said]"));
}

function letShow(input, button) {
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  };
  button.addEventListener("click", () => {
    show(input.type === "password");
    input.focus();
  });
  // Browsers remember what was sent from a text field, so it is a password again by then.
  input.form.addEventListener("submit", () => show(false));
}

function tick(input, list, said) {
  let common = null;
  let timer;
  const look = () => {
    const limits = JSON.parse(list.dataset.passwordRules);
    const password = input.value.normalize("NFC");
    const length = [...password].length;
    const met = rules(password, limits, common);
    for (const rule of list.querySelectorAll("[data-rule]")) rule.classList.toggle("met", met[rule.dataset.rule]);
    list.querySelector("[data-length]").textContent = length ? `: ${length}` : "";
    clearTimeout(timer);
    timer = setTimeout(() => say(list, said, length), SPEAK_AFTER_MS);
  };
  if (list.querySelector("[data-rule=uncommon]")) {
    input.addEventListener("focus", async () => {
      common ??= await commonPasswords(JSON.parse(list.dataset.passwordRules).common);
      look();
    }, { once: true });
  }
  input.addEventListener("input", look);
}

/** Which rules a password keeps, by key: as onboarding.accounts.passwords.rules has them. */
function rules(password, { least, about, special }, common) {
  const folded = password.toLowerCase();
  return {
    long_enough: [...password].length >= least,
    uncommon: folded !== "" && common !== null && !common.has(folded) && !common.has(folded.replace(AROUND, "")),
    impersonal: folded !== "" && !about.some((word) => folded.includes(word)),
    capital: /\p{Lu}/u.test(password),
    small: /\p{Ll}/u.test(password),
    digit: /\p{Nd}/u.test(password),
    special: [...password].some((sign) => special.includes(sign)),
  };
}

async function commonPasswords(address) {
  try {
    const answer = await fetch(address);
    return new Set((await answer.text()).split(/\s+/).filter(Boolean));
  } catch {
    return new Set();
  }
}

function say(list, said, length) {
  const open = [...list.querySelectorAll("[data-rule]:not(.met)")].map((rule) => rule.querySelector("[data-words]").textContent);
  said.textContent = length === 0 ? "" : open.length ? `${said.dataset.open} ${open.join(". ")}.` : said.dataset.met;
}
