// What scrolls sideways can be reached and scrolled by keyboard, and says what it is.
const wide = { ".md-typeset__scrollwrap": "Table", ".output": "Output", "pre > code": "Code" };

function mark() {
  for (const [where, what] of Object.entries(wide)) {
    for (const found of document.querySelectorAll(where)) {
      const scrolls = found.scrollWidth > found.clientWidth;
      if (scrolls === (found.tabIndex === 0)) continue;
      found.tabIndex = scrolls ? 0 : -1;
      if (scrolls) {
        found.setAttribute("role", "region");
        found.setAttribute("aria-label", what + ", scrolls sideways");
      } else {
        found.removeAttribute("role");
        found.removeAttribute("aria-label");
      }
    }
  }
}

new MutationObserver(mark).observe(document.body, { childList: true, subtree: true });
addEventListener("resize", mark);
mark();
