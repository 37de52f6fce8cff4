// Buttons that copy a field's text.

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const field = document.querySelector(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Without TLS browsers keep the clipboard closed; the text is selected and can be copied with the keys.
      return;
    }
    button.querySelector("span").textContent = button.dataset.copied;
  });
}
