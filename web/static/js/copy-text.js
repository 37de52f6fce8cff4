// Buttons that copy the text that stands beside them: data-copy-text is the id of the element with the text.

const SHOWN_MS = 2000;

for (const button of document.querySelectorAll("[data-copy-text]")) {
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copyText);
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
    } catch {
      // Without TLS browsers keep the clipboard closed: selected, the text can be copied by hand.
      getSelection().selectAllChildren(source);
      return;
    }
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), SHOWN_MS);
  });
}
