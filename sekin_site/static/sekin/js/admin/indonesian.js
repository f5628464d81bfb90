// English words that stand in Wagtail's templates, where no catalog reaches them: read out, or in a dialog that opens.
for (const button of document.querySelectorAll('input[type="submit"][value="Search"]')) button.value = "Cari";
for (const bar of document.querySelectorAll('nav[aria-label="Actions"]')) bar.ariaLabel = "Tindakan";
