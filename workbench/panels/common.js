// What every panel needs; it stands before the panel's own module. Every text goes in as textContent.

function make(tag, attributes = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name === "click") node.addEventListener("click", value);
    else node.setAttribute(name, value);
  }
  node.append(...inside);
  return node;
}

// Characters that hide or imitate others come as ⟦U+202E⟧; here they are made to stand out.
function marked(node, text) {
  for (const part of text.split(/(⟦U\+[0-9A-F]{4,6}⟧)/)) {
    if (part.startsWith("⟦U+")) node.append(make("mark", { class: "wb-mark", text: part }));
    else if (part) node.append(part);
  }
  return node;
}

