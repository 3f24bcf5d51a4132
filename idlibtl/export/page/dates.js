// Civil time as seconds from 1970 on, in the Gregorian calendar throughout, as the data has it.

const DAY = 86400;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function civil(year, month = 1, day = 1) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / 1000;
}

function parts(seconds) {
  const date = new Date(seconds * 1000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour: date.getUTCHours(), minute: date.getUTCMinutes() };
}

const yearName = (year) => (year > 0 ? String(year) : `${1 - year} BC`);
const dayName = (seconds) => { const at = parts(seconds); return `${at.day} ${MONTHS[at.month - 1]} ${yearName(at.year)}`; };

function isoDay(seconds) {
  const { year, month, day } = parts(seconds);
  const digits = String(Math.abs(year)).padStart(4, "0");
  return `${year < 0 ? "-" : ""}${digits}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** [begin, end) of a date that is typed: 2020, 2020-03, 2020-03-05, -0479; null for anything else. */
function typedDate(words) {
  const match = /^(-?\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(words.trim());
  if (!match) return null;
  const [year, month, day] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  if (month === undefined) return [civil(year), civil(year + 1)];
  if (month < 1 || month > 12) return null;
  if (day === undefined) return [civil(year, month), civil(year, month + 1)];
  const begin = civil(year, month, day);
  return parts(begin).day === day && day > 0 ? [begin, begin + DAY] : null;
}
