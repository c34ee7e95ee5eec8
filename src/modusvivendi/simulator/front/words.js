/**
 * How numbers are said: rungs, counts, natural frequencies, ties.
 * @module words
 */

export const IN_RUNGS = "rungs";

/** An amount without a sign: 0.3 of a rung, 1.2 rungs, 2.1 million people. */
export function amount(scale, x) {
  const size = Math.abs(x);
  if (scale.unit === IN_RUNGS) {
    const text = size.toFixed(1);
    return text === "1.0" ? "1 rung" : size < 1 ? `${text} of a rung` : `${text} rungs`;
  }
  return `${size.toFixed(scale.digits)} ${scale.unit}`;
}

/** An amount with its sign. */
export function signed(scale, x) {
  const digits = scale.unit === IN_RUNGS ? 1 : scale.digits;
  const zero = Number(Math.abs(x).toFixed(digits)) === 0;
  return `${zero ? "" : x > 0 ? "+" : "−"}${amount(scale, x)}`;
}

/** A number with its sign and no unit. */
export function bare(scale, x) {
  const text = Math.abs(x).toFixed(scale.unit === IN_RUNGS ? 1 : scale.digits);
  return `${Number(text) === 0 ? "" : x > 0 ? "+" : "−"}${text}`;
}

/** A small amount, never none: less than 0.1 of a rung. */
export function within(scale, x) {
  const least = 10 ** -(scale.unit === IN_RUNGS ? 1 : scale.digits);
  return Math.abs(x) < least ? `less than ${amount(scale, least)}` : amount(scale, x);
}

/** Higher or lower than something, in words. */
export function against(scale, x) {
  if (scale.unit === IN_RUNGS || scale.issues.length) return `${amount(scale, x)} ${x > 0 ? "higher" : "lower"}`;
  return `${amount(scale, x)} ${x > 0 ? "more" : "fewer"}`;
}

/** A share as a natural frequency: 37 of 100. */
export function of100(share) {
  return `${Math.round(100 * share)} of 100`;
}

/** A phrase inside a sentence: no capital; abbreviations keep theirs. */
export function lowered(text) {
  const first = text.split(" ", 1)[0];
  return /[A-Z]/.test(first.slice(1)) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

/** A list in words. */
export function listed(items, last = "and") {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${last} ${items[items.length - 1]}`;
}

/**
 * The sentence: where the plan ends against today, and which pane moved it.
 * @param {object} views {today, world, plan} outlooks of one outcome
 */
export function sentence(data, views, changed, diff) {
  const { plan } = views;
  const { scale } = plan;
  const start =
    plan.today === undefined
      ? `${scale.title} in ${data.case.ends}: ${amount(scale, plan.mean)} on average`
      : plan.way === 0
        ? `${scale.title} in ${data.case.ends}: about as today`
        : `${scale.title} in ${data.case.ends}: ${against(scale, plan.change)} than today`;
  const act = !changed.acts ? "nothing (today’s mix goes on)" : diff.plan.told ? signed(scale, diff.plan.mean) : "too close to call";
  const world = !changed.world ? "nothing (as the page opened)" : diff.world.told ? signed(scale, diff.world.mean) : "too close to call";
  return `${start}. Because of what we do: ${act}; because of how you say the world works: ${world}.`;
}

/** Futures that end lower, alike and higher, as natural frequencies. */
export function frequencies(view) {
  if (view.lower === undefined) return `nine of ten futures: ${view.low.toFixed(view.scale.digits)} to ${view.high.toFixed(view.scale.digits)} ${view.scale.unit}`;
  const counted = view.scale.unit !== IN_RUNGS && !view.scale.issues.length;
  const [less, more] = counted ? ["fewer", "more"] : ["lower", "higher"];
  const low = Math.round(100 * view.lower);
  const high = Math.round(100 * view.higher);
  return `of 100 futures ${low} end noticeably ${less}, ${100 - low - high} about as today, ${high} ${more}`;
}

/** A month in words, so many months after the first. */
export function monthAfter(first, months) {
  const [year, month] = first.split("-").map(Number);
  const at = year * 12 + month - 1 + months;
  const names = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
  return `${names[at % 12]} ${Math.floor(at / 12)}`;
}

/** A day in words: 30 November 2027. */
export function day(text) {
  const [year, month, date] = text.split("-").map(Number);
  return `${date} ${monthAfter(`${year}-${month}`, 0)}`;
}
