// Copies the text that stands beside a button. Without this the text can be selected and copied by hand.
for (const button of document.querySelectorAll('button[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const text = document.getElementById(button.dataset.copy);
    const told = document.getElementById(button.dataset.told);
    if (text.select) text.select();
    else getSelection().selectAllChildren(text);
    let done = false;
    try {
      await navigator.clipboard.writeText(text.value ?? text.textContent);
      done = true;
    } catch {
      // Pages that are not served over HTTPS have no clipboard; the older way still works there.
      done = document.execCommand('copy');
    }
    told.textContent = done ? button.dataset.done : button.dataset.failed;
  });
}
