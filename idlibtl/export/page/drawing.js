// What the timeline draws with: colours of the page, and the marks of a date that is less than exact.

const INK = {};

/** Reads the colours of the page anew: the theme may have changed. */
function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["paper", "ink", "soft", "line", "accent", "mark", "panel", ...KINDS]) INK[name] = style.getPropertyValue(`--${name}`).trim();
}

/** A canvas as large as it is shown, in device pixels; null while it isn't shown. */
function surface(canvas) {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (!width || !height) return null;
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { pen, width, height };
}

const isHollow = (entry) => entry.kind === "planned" || entry.kind === "hypothetical" || entry.kind === "denied";

function drawDot(pen, entry, x, y) {
  pen.beginPath();
  pen.arc(x, y, DOT - 0.5, 0, 2 * Math.PI);
  pen.fillStyle = isHollow(entry) ? INK.panel : INK[entry.kind];
  pen.fill();
  pen.setLineDash(/[?%]/.test(entry.date) ? [2, 2] : []);
  pen.lineWidth = 1.6;
  pen.strokeStyle = INK[entry.kind];
  pen.stroke();
  pen.setLineDash([]);
  if (entry.kind === "denied") { pen.beginPath(); pen.moveTo(x - 3, y + 3); pen.lineTo(x + 3, y - 3); pen.stroke(); }
  if (entry.conflicts) ring(pen, () => pen.arc(x, y, DOT + 2.5, 0, 2 * Math.PI));
}

function ring(pen, path) {
  pen.beginPath();
  path();
  pen.lineWidth = 1.4;
  pen.strokeStyle = INK.accent;
  pen.stroke();
}

/** A stretch of time: fading where it is open or about, dashed where it is doubted, dotted where it is some day of it. */
function drawBar(pen, entry, x0, x1, y, width) {
  const [from, to] = [Math.max(x0, -40), Math.min(x1, width + 40)];
  if (to <= from) return;
  const about = /[~%]/.test(entry.date);
  const [openLeft, openRight] = [entry.begin === undefined, entry.end === undefined];
  const colour = INK[entry.kind];
  const box = () => pen.roundRect(from, y - 6, to - from, 12, 6);
  pen.beginPath();
  box();
  pen.globalAlpha = isHollow(entry) ? 0.14 : 0.3;
  if (about || openLeft || openRight) {
    const fade = pen.createLinearGradient(x0, 0, x1, 0);
    fade.addColorStop(0, about || openLeft ? "transparent" : colour);
    fade.addColorStop(openLeft ? 0.9 : 0.3, colour);
    fade.addColorStop(openRight ? 0.1 : 0.7, colour);
    fade.addColorStop(1, about || openRight ? "transparent" : colour);
    pen.fillStyle = fade;
    pen.globalAlpha *= 1.5;
  } else pen.fillStyle = colour;
  pen.fill();
  pen.globalAlpha = 0.75;
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  if (/[?%]/.test(entry.date) || entry.kind === "planned") pen.setLineDash([4, 3]);
  else if (entry.date.startsWith("[")) pen.setLineDash([1.5, 2.5]);
  if (!about && !openLeft && !openRight) { pen.beginPath(); box(); pen.stroke(); }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
  if (entry.conflicts) ring(pen, () => pen.roundRect(from - 2, y - 8, to - from + 4, 16, 8));
}

/** A name as long as there is room; measured once. */
function labelOf(pen, entry) {
  if (entry.label === undefined) {
    let text = shown(entry.title).replace(/\s+/g, " ");
    if (text.length > 64) text = text.slice(0, 64);
    let width = pen.measureText(text).width;
    if (width > LABEL || text.length < entry.title.length) {
      while (text.length > 4 && pen.measureText(`${text}…`).width > LABEL) text = text.slice(0, -Math.max(1, Math.ceil((pen.measureText(`${text}…`).width - LABEL) / 9)));
      text = `${text.trimEnd().replace(/[\ud800-\udbff]$/, "")}…`;
      width = pen.measureText(text).width;
    }
    Object.assign(entry, { label: text, labelWidth: width });
  }
  return entry.labelWidth;
}
