// Elements. Whatever comes from the data becomes a text node, and passes through shown() on its way.

const REMOVED = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
const PICTURED = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\p{Surrogate}]/gu;
const WEB = /^https?:\/\/[^\s/]/i;

/** As safe_text.visible: what reorders text is removed, controls are pictures, broken characters are U+FFFD. */
function shown(text) {
  return String(text).replace(/\r\n?/g, "\n").replace(REMOVED, "").replace(PICTURED, (c) => {
    const code = c.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? "\u2421" : "\ufffd";
  });
}

/** An element; attributes that are null or false are left away, and handlers, styles and addresses can't be given. */
function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value == null || value === false) continue;
    if (!/^(class|id|lang|dir|title|type|hidden|scope|role|tabindex|value|for|datetime|name|checked|aria-[a-z]+|data-[a-z]+)$/.test(key)) {
      throw new Error(`no such attribute here: ${key}`);
    }
    made.setAttribute(key, value === true ? "" : shown(value));
  }
  made.append(...children.flat(Infinity).filter((child) => child != null && child !== "" && child !== false)
    .map((child) => (child instanceof Node ? child : document.createTextNode(shown(child)))));
  return made;
}

/** A link out of the page; only an address of the web becomes one. */
function outward(address, ...children) {
  if (!WEB.test(address ?? "")) return null;
  const made = el("a", { class: "out" }, ...children, el("span", { class: "unseen" }, " (opens in a new tab)"));
  made.href = address;
  made.target = "_blank";
  made.rel = "noopener noreferrer external";
  return made;
}

/** A link within the page; what it leads to is a state, not an address. */
function inward(hash, ...children) {
  const made = el("a", null, ...children);
  made.href = hash;
  return made;
}

const $ = (id) => document.getElementById(id);
const counted = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Calls once a frame, however often it is asked. */
function framed(action) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; action(); });
  };
}
