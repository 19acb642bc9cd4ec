"use strict";
(function () {
  const status = document.getElementById("done");
  const buttons = Array.from(document.querySelectorAll("button[data-copy]"));
  const copied = new Set();

  function select(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  async function copy(node) {
    if (navigator.clipboard && window.isSecureContext) {
      try {
        await navigator.clipboard.writeText(node.textContent);
        return true;
      } catch (refused) { /* the older way below */ }
    }
    select(node);
    return document.execCommand("copy");
  }

  for (const button of buttons) {
    button.addEventListener("click", async function () {
      const node = document.getElementById(button.dataset.copy);
      const label = document.getElementById(button.getAttribute("aria-describedby")).textContent.trim();
      if (await copy(node)) {
        copied.add(button);
        button.textContent = "Copied";
        button.classList.add("copied");
        status.textContent = copied.size + " of " + buttons.length + " copied. Last: " + label;
      } else {
        select(node);
        status.textContent = "The browser refused to copy; the text is selected: press Ctrl+C. " + label;
      }
    });
  }
})();
