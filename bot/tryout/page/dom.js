// Small helpers for building elements. Data only ever becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element: properties by name, children as nodes or texts; null children are left out. */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "dataset") Object.assign(node.dataset, value);
    else if (name.startsWith("aria-") || name === "role") node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** An icon from the symbols of the page. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** An inline element that is pressed like a button but breaks over lines like text. */
export function pressable(tag, properties, onPress, ...children) {
  const node = element(tag, { role: "button", tabIndex: 0, ...properties }, ...children);
  node.addEventListener("click", onPress);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onPress(event);
  });
  return node;
}

export const byId = (id) => document.getElementById(id);

let toastTimer = 0;

/** Shows a short text at the foot of the chat for a moment. */
export function toast(text) {
  const node = byId("toast");
  node.textContent = text;
  node.classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => node.classList.remove("shown"), 2600);
}

/** Shows a text that has to be confirmed. */
export function alertBox(text) {
  byId("alert-text").textContent = text;
  const box = byId("alert");
  if (!box.open) box.showModal();
}

/** Shows the text that a share button would put into another chat. */
export function shareBox(text) {
  byId("share-text").textContent = text;
  byId("share-copy").onclick = () => copy(text);
  const box = byId("share");
  if (!box.open) box.showModal();
}

/** Copies a text and says so. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("コピーしました");
  } catch {
    toast("コピーできませんでした。文章を選択してコピーしてください");
  }
}
