// @ts-check
// What pages do beyond links and forms: tell how far work has come, and bring the list of faults into view.

/** @typedef {{state: string, told: string, share: number | null, seconds: number, ahead: number}} Progress */

const EVERY = 1000; // milliseconds between questions to the server

/**
 * What a reader is told of a piece of work.
 * @param {Progress} progress
 * @returns {string}
 */
function words(progress) {
  if (progress.ahead) return `Waits; ${progress.ahead - 1} before it in the queue`;
  const share = progress.share === null ? "" : `, ${Math.round(100 * progress.share)}%`;
  return `${progress.told || "Starts"}${share}, ${progress.seconds} s`;
}

/**
 * Ask how far a piece of work has come until it is over, then show what came of it.
 * @param {HTMLElement} section
 */
async function follow(section) {
  const bar = section.querySelector("progress");
  const told = section.querySelector("[role=status]");
  try {
    const answer = await fetch(/** @type {string} */ (section.dataset.progress));
    /** @type {Progress} */
    const progress = await answer.json();
    if (!["waiting", "running"].includes(progress.state)) return location.reload();
    if (bar && progress.share !== null) bar.value = progress.share;
    else bar?.removeAttribute("value");
    if (told) told.textContent = words(progress);
  } catch {
    if (told) told.textContent = "The app does not answer: it may have been stopped.";
  }
  setTimeout(follow, EVERY, section);
}

const faults = document.querySelector("[data-focus]");
if (faults instanceof HTMLElement) faults.focus();
const section = document.querySelector("[data-progress]");
if (section instanceof HTMLElement) follow(section);
