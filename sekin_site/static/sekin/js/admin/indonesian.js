// English words that stand in Wagtail's templates, where no catalog reaches them: read out on pages and in dialogs.
function say() {
  for (const button of document.querySelectorAll('input[type="submit"][value="Search"]')) button.value = "Cari";
  for (const bar of document.querySelectorAll('nav[aria-label="Actions"]')) bar.ariaLabel = "Tindakan";
}

say();
new MutationObserver(say).observe(document.body, { childList: true, subtree: true }); // dialogs come later
