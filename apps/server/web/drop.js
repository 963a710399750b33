// A file dropped anywhere on the page.

/// Calls `onFile(file)`. `sign` is an element that is shown while a file is dragged over the page.
export function installDrop(sign, onFile) {
  const carriesFiles = ({ dataTransfer }) => dataTransfer?.types.includes('Files');
  document.addEventListener('dragover', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    sign.hidden = false;
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) sign.hidden = true;
  });
  document.addEventListener('drop', (event) => {
    sign.hidden = true;
    if (!carriesFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer.files.length > 0) onFile(event.dataTransfer.files[0]);
  });
}
