// Entries a month, all of them pale and those in the list dark; the window of the timeline lies over it and is drawn anew by dragging.

let months = []; // { from, to, all, wanted, heading }
let span = [0, 1];

function setUpHistogram() {
  const counted = entries.filter((entry) => entry.month);
  span = domainOf(counted.length ? counted : entries) ?? [0, 365 * DAY];
  const first = parts(span[0]);
  const step = span[1] - span[0] > 60 * 365 * DAY ? 12 : 1; // beyond sixty years, years
  for (let at = civil(first.year, step === 1 ? first.month : 1), n = 0; at < span[1]; n += 1) {
    const to = civil(first.year, (step === 1 ? first.month : 1) + (n + 1) * step);
    months.push({ from: at, to, all: 0, wanted: 0 });
    at = to;
  }
  if (step === 12) $("histogram").setAttribute("aria-label", "Entries a year. The list has them month by month.");
  if (months.length) span = [months[0].from, months[months.length - 1].to];
}

const placed = (entry) => (entry.begin ?? entry.end - 1);

function monthAt(time) {
  let [low, high] = [0, months.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (time < months[middle].from) high = middle - 1;
    else if (time >= months[middle].to) low = middle + 1;
    else return months[middle];
  }
  return null;
}

function countMonths() {
  for (const month of months) month.all = month.wanted = 0;
  for (const entry of entries) {
    const month = entry.month && monthAt(placed(entry));
    if (!month) continue;
    month.all += 1;
    if (entry.wanted) month.wanted += 1;
  }
}

const drawHistogram = framed(() => {
  const to = surface($("histogram"));
  if (!to) return;
  const { pen, width, height } = to;
  const x = (time) => ((time - span[0]) / (span[1] - span[0])) * width;
  const foot = height - 17;
  const most = Math.max(1, ...months.map((month) => month.all));
  const gap = width / months.length > 4 ? 1 : 0;
  for (const month of months) {
    const [x0, x1] = [x(month.from), x(month.to)];
    for (const [number, colour, alpha] of [[month.all, INK.soft, 0.28], [month.wanted, INK.occurred, 0.9]]) {
      const tall = number && Math.max(2, (number / most) * (foot - 12));
      pen.fillStyle = colour;
      pen.globalAlpha = alpha;
      pen.fillRect(x0, foot - tall, Math.max(1, x1 - x0 - gap), tall);
    }
  }
  pen.globalAlpha = 1;
  pen.fillStyle = INK.line;
  pen.fillRect(0, foot, width, 1);
  pen.font = "11px system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', sans-serif";
  pen.textBaseline = "middle";
  pen.fillStyle = INK.soft;
  for (const tick of ticks(span[0], span[1], width).ticks) if (x(tick.at) >= 0 && x(tick.at) < width - 30) pen.fillText(tick.first && tick.label === "Jan" ? yearName(parts(tick.at).year) : tick.label, x(tick.at) + 2, height - 7);
  pen.textAlign = "right";
  pen.fillText(`most: ${most}`, width - 2, 7);
  pen.textAlign = "left";
  const [from, end] = [Math.max(0, x(view.from)), Math.min(width, x(view.to))];
  pen.fillStyle = INK.accent;
  pen.globalAlpha = 0.1;
  pen.fillRect(from, 0, Math.max(2, end - from), foot);
  pen.globalAlpha = 1;
  pen.strokeStyle = INK.accent;
  pen.lineWidth = 1.2;
  pen.strokeRect(from + 0.5, 0.6, Math.max(2, end - from - 1), foot - 0.6);
});
