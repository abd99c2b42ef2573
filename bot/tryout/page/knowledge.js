// What the files of the knowledge have become: broken, with place and reason until they are mended, or live.

import { byId, element, icon } from "./dom.js";

const SHOWN = 5000;
const LISTED = 2;
const KINDS = { added: "追加", edited: "変更", removed: "削除" };

let timer = 0;

export function showKnowledge({ broken, updated }) {
  showBroken(broken);
  if (updated) showUpdated(updated);
  else hideUpdated();
}

function showBroken(broken) {
  const box = byId("broken");
  const listed = broken.slice(0, LISTED).map(({ place, what }) =>
    element("p", {}, place ? element("code", {}, place) : null, element("span", { lang: "en" }, what)));
  const rest = broken.length > LISTED ? element("p", {}, `ほか${broken.length - LISTED}件`) : null;
  const body = element("div", {}, element("b", {}, "案内のファイルに誤りがあります"),
    element("small", {}, "直るまで、前の内容でお答えします"), ...listed, rest);
  box.replaceChildren(...(broken.length ? [icon("warning"), body] : []));
  box.hidden = broken.length === 0;
}

/** Shows for a moment which entries an edit has changed; an empty object says that all is as before. */
function showUpdated(updated) {
  const node = byId("updated");
  const changes = Object.entries(KINDS).filter(([kind]) => updated[kind]?.length)
    .map(([kind, words]) => `${words}：${ids(updated[kind])}`);
  const title = Object.keys(updated).length ? "案内を更新しました" : "誤りがなくなりました";
  node.replaceChildren(icon("check"), element("span", {}, element("b", {}, title), ...changes.map((line) => element("small", {}, line))));
  node.classList.add("shown");
  clearTimeout(timer);
  timer = setTimeout(hideUpdated, SHOWN);
}

function hideUpdated() {
  clearTimeout(timer);
  byId("updated").classList.remove("shown");
}

function ids(list) {
  return list.length > LISTED ? `${list.slice(0, LISTED).join("、")}、ほか${list.length - LISTED}件` : list.join("、");
}
