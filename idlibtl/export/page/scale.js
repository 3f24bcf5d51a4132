// From time to pixels, and the ticks of an axis.

const UNITS = [
  ["hour", 1], ["hour", 6], ["day", 1], ["day", 2], ["week", 1], ["month", 1], ["month", 3], ["year", 1], ["year", 2], ["year", 5],
  ["year", 10], ["year", 25], ["year", 50], ["year", 100], ["year", 250], ["year", 500], ["year", 1000], ["year", 2500],
];
const LENGTHS = { hour: 3600, day: DAY, week: 7 * DAY, month: 30.4 * DAY, year: 365.25 * DAY };
const TICK = 62; // px, at least, from one label to the next

/** Ticks between two times on so many pixels: { at, label, first } where ``first`` begins a larger unit. */
function ticks(from, to, width) {
  const perPixel = (to - from) / width;
  const [unit, step] = UNITS.find(([name, count]) => (LENGTHS[name] * count) / perPixel >= TICK) ?? UNITS[UNITS.length - 1];
  const found = [];
  for (let at = floor(from, unit, step); at < to; at = next(at, unit, step)) found.push({ at, ...labelled(at, unit) });
  return { unit, ticks: found };
}

function floor(time, unit, step) {
  const { year, month, day } = parts(time);
  switch (unit) {
    case "hour": return Math.floor(time / (3600 * step)) * 3600 * step;
    case "day": return civil(year, month, step === 1 ? day : day - ((day - 1) % step));
    case "week": return (Math.floor((time / DAY - 4) / 7) * 7 + 4) * DAY; // 5 January 1970 was a Monday
    case "month": return civil(year, month - ((month - 1) % step));
    default: return civil(Math.floor(year / step) * step);
  }
}

function next(at, unit, step) {
  const { year, month, day } = parts(at);
  switch (unit) {
    case "hour": return at + 3600 * step;
    case "day": return step > 1 && day + step > 30 ? civil(year, month + 1) : at + step * DAY;
    case "week": return at + 7 * DAY;
    case "month": return civil(year, month + step);
    default: return civil(year + step);
  }
}

function labelled(at, unit) {
  const { year, month, day, hour } = parts(at);
  if (unit === "year") return { label: yearName(year), first: year % 100 === 0 };
  if (unit === "month") return { label: MONTHS[month - 1], first: month === 1 };
  if (unit === "hour") return { label: hour ? `${String(hour).padStart(2, "0")}:00` : `${day} ${MONTHS[month - 1]}`, first: hour === 0 };
  return { label: `${day} ${MONTHS[month - 1]}`, first: day === 1 };
}

/** What stands above the ticks, once for each larger unit: [from, to, label]. */
function bands(from, to, unit) {
  if (unit === "year") return [];
  const larger = unit === "month" || unit === "week" ? "year" : "month";
  const found = [];
  for (let at = floor(from, larger, 1); at < to; ) {
    const end = next(at, larger, 1);
    const { year, month } = parts(at);
    found.push([at, end, larger === "year" ? yearName(year) : `${MONTHS[month - 1]} ${yearName(year)}`]);
    at = end;
  }
  return found;
}
