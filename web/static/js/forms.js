// Forms: a busy button that cannot be pressed twice, the focus on what is to mend, a question before a deed.

document.querySelector("[data-focus]")?.focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  const dialog = form.dataset.confirm && document.querySelector(form.dataset.confirm);
  if (dialog && !form.dataset.confirmed) {
    event.preventDefault();
    ask(dialog, form, event.submitter);
    return;
  }
  // What comes as a file leaves the page as it is, for the next deed.
  if (event.submitter?.hasAttribute("data-download")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  if (event.submitter?.dataset.busy) show(event.submitter);
});

// Coming back by the browser's history shows the page as it was left: nothing is being sent any more.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

function show(button) {
  const { width } = button.getBoundingClientRect();
  button.style.minWidth = `${width}px`;
  button.setAttribute("aria-busy", "true");
  const spinner = document.createElement("span");
  spinner.className = "spinner";
  button.replaceChildren(spinner, button.dataset.busy);
}

function ask(dialog, form, submitter) {
  dialog.showModal();
  dialog.querySelector("[data-dialog-keep]").onclick = () => dialog.close();
  dialog.querySelector("[data-dialog-deed]").onclick = () => {
    form.dataset.confirmed = "yes";
    dialog.close();
    form.requestSubmit(submitter);
  };
}

// A question that came with the page lies above it, as one that a button asks.
const question = document.querySelector("dialog[data-question]");
if (question) {
  question.close();
  question.showModal();
}

// A field that only counts for one choice elsewhere: data-only-for="NAME=VALUE" hides it for every other.
for (const part of document.querySelectorAll("[data-only-for]")) {
  const [name, value] = part.dataset.onlyFor.split("=");
  const choices = document.querySelectorAll(`[name="${name}"]`);
  const follow = () => {
    part.hidden = ![...choices].some((choice) => choice.value === value && (choice.type !== "radio" || choice.checked));
  };
  for (const choice of choices) choice.addEventListener("change", follow);
  follow();
}
