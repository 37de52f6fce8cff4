// Checks a form while one types, by asking the server: form[data-check]. A field is told its mistakes after 400 ms of
// rest or when it is left, never before; what would be chosen for an empty one stands in it as a placeholder. A password
// is not sent: its rules are ticked here, and what it must not contain follows what is typed elsewhere.
// What is told moves all that is below it, so it is not told between the press and the release of a mouse's button: the
// release would meet something else, and the press would count for nothing.

const RESTS_MS = 400;
const TICKED = ["full_name", "email", "username", "extension"];

for (const form of document.querySelectorAll("form[data-check]")) live(form);

function live(form) {
  const touched = new Set();
  let timer = 0;
  let asked = 0;
  let released = Promise.resolve();

  const check = async (speaking) => {
    clearTimeout(timer);
    const mine = ++asked;
    const answer = await ask(form);
    await released;
    if (!answer || mine !== asked) return;
    propose(form, answer);
    for (const name of touched) tell(form, name, answer.problems[name] ?? []);
    const said = answer.problems[speaking]?.[0]?.sentence;
    form.querySelector("[data-check-said]").textContent = touched.has(speaking) && said ? said : "";
  };

  form.addEventListener("pointerdown", () => {
    released = new Promise((resolve) => {
      for (const over of ["pointerup", "pointercancel"]) window.addEventListener(over, () => setTimeout(resolve), { once: true });
    });
  });
  form.addEventListener("input", ({ target }) => {
    if (!target.name || target.name === "password") return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      touched.add(target.name);
      check(target.name);
    }, RESTS_MS);
  });
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    // Pressing a button sends the form, which is checked then.
    if (!target.name || target.name === "password" || relatedTarget?.type === "submit") return;
    if (target.value || touched.has(target.name) || target.matches("#field-full_name, #field-email")) {
      touched.add(target.name);
      check(target.name);
    }
  });
  form.addEventListener("change", ({ target }) => {
    if (target.name === "typology" && form.elements.push_gateway.value) touched.add("push_gateway");
  });
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-use]");
    if (!button) return;
    const field = form.elements[button.dataset.field];
    field.value = button.dataset.use;
    field.focus();
    check(button.dataset.field);
  });
  check();
}

async function ask(form) {
  const sent = new URLSearchParams(new FormData(form));
  sent.delete("password");
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body: sent, headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // Without the network nothing is told; the form itself is checked when it is sent.
  }
}

function propose(form, { proposed, about }) {
  for (const [name, value] of Object.entries(proposed)) form.elements[name].placeholder = value ?? "";
  const rules = form.querySelector("[data-password-rules]");
  rules.dataset.passwordRules = JSON.stringify({ ...JSON.parse(rules.dataset.passwordRules), about });
  form.elements.password.dispatchEvent(new Event("input"));
}

function tell(form, name, problems) {
  const control = form.querySelector(`#field-${name}`);
  const field = control?.closest(".field");
  if (!field) return;
  for (const old of field.querySelectorAll(".error")) old.remove();
  field.classList.toggle("field-wrong", problems.length > 0);
  field.classList.toggle("field-fine", !problems.length && TICKED.includes(name) && control.value !== "");
  const hint = field.querySelector(".hint");
  if (hint) hint.hidden = problems.length > 0;
  problems.forEach((problem, place) => field.append(error(form, name, problem, place)));
  const described = problems.length ? `error-${name}` : hint?.id;
  for (const [attribute, value] of [["aria-invalid", problems.length ? "true" : null], ["aria-describedby", described]]) {
    if (value) control.setAttribute(attribute, value);
    else control.removeAttribute(attribute);
  }
}

function error(form, name, { sentence, use, word }, place) {
  const line = document.createElement("p");
  line.className = "error";
  if (place === 0) line.id = `error-${name}`;
  const text = document.createElement("span");
  text.append(sentence);
  if (use) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "link", textContent: word });
    Object.assign(button.dataset, { use, field: name });
    text.append(" ", button);
  }
  line.append(form.querySelector("[data-error-mark]").content.cloneNode(true), text);
  return line;
}
