// What the playthings share. Each is one module: this text, then its own; it exports render({ model, el }) as anywidget
// has it, and hands back a function that takes down whatever it has put up outside of `el`.

/** An HTML element: attributes by name (a function listens to the event of that name), then children or texts. */
function html(tag, attributes = {}, ...children) {
  const element = dressed(document.createElement(tag), attributes, children);
  // JupyterLab would take the arrow keys for itself, to go from cell to cell.
  if (["button", "input", "select"].includes(tag)) element.dataset.lmSuppressShortcuts = "true";
  return element;
}

/** The same for a drawing. */
function svg(tag, attributes = {}, ...children) {
  return dressed(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function dressed(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** A value as the lessons write it: nine decimals without trailing zeros, small ones with nine digits. */
function number(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (value !== 0 && Math.abs(value) < 1e-4)
    return value.toExponential(8).replace(/e([+-])(\d)$/, "e$10$2");
  if (Math.abs(value) >= 1e15) return value.toExponential(8).replace("e+", "e+");
  return value.toFixed(9).replace(/\.?0+$/, "");
}

/** A slider with its label before it and its value behind it; `show` writes the value, `moved` is told of each move. */
function slider(label, { min, max, step, value, show = (v) => String(+v.toFixed(6)), moved }) {
  const said = html("span", { class: "value", "aria-hidden": "true" }, show(value)); // the slider says it itself
  const input = html("input", { type: "range", min, max, step, value, "aria-valuetext": show(value) });
  const set = (v) => {
    input.value = v;
    said.textContent = show(v);
    input.setAttribute("aria-valuetext", show(v));
  };
  input.addEventListener("input", () => {
    set(input.valueAsNumber);
    moved(input.valueAsNumber);
  });
  return { element: html("label", { class: "slider" }, html("span", {}, label), input, said), input, set };
}

/** A field for a number; `changed` is told of each finite number that is typed, and anything else is put back. */
function field(label, { value, step = "any", changed }) {
  const input = html("input", { type: "number", step, value: number(value) });
  let last = value;
  const set = (v) => {
    last = v;
    if (input.ownerDocument.activeElement !== input) input.value = number(v);
  };
  const take = () => {
    if (input.value !== "" && Number.isFinite(input.valueAsNumber)) changed((last = input.valueAsNumber));
    else input.value = number(last);
  };
  input.addEventListener("change", take);
  input.addEventListener("keydown", (event) => event.key === "Enter" && take()); // JupyterLab has a use of its own for it
  return { element: html("label", { class: "field" }, html("span", {}, label), input), input, set };
}

function button(label, click, attributes = {}) {
  return html("button", { type: "button", click, ...attributes }, label);
}

/** A choice out of several, as a list that drops down. options: [value, label] pairs. */
function choice(label, { options, value, changed }) {
  const select = html("select", { change: () => changed(select.value) });
  for (const [key, text] of options) select.append(html("option", { value: key, selected: key === value }, text));
  const set = (v) => (select.value = v);
  return { element: html("label", { class: "choice" }, html("span", {}, label), select), select, set };
}

/** Text that is read out to those who do not see the drawing, a moment after the last change. */
function voice() {
  const element = html("p", { class: "voice", role: "status", "aria-live": "polite" });
  let waiting;
  return {
    element,
    say(text) {
      clearTimeout(waiting);
      waiting = setTimeout(() => (element.textContent = text), 300);
    },
    end: () => clearTimeout(waiting),
  };
}

/** Call `seen` whenever one of these parts of the model changes, here or in Python; the function that ends it. */
function watch(model, names, seen) {
  for (const name of names) model.on(`change:${name}`, seen);
  return () => names.forEach((name) => model.off(`change:${name}`, seen));
}

/** Change parts of the model, here and in Python. */
function put(model, changes) {
  for (const [name, value] of Object.entries(changes)) model.set(name, value);
  model.save_changes();
}

const sigmoid = (z) => Math.exp(Math.min(z, 0)) / (1 + Math.exp(-Math.abs(z)));

/** The activations of `nnlib.activations`, by name. */
const ACTIVATIONS = {
  linear: (z) => z,
  heaviside: (z) => (z > 0 ? 1 : z < 0 ? 0 : 0.5),
  sign: Math.sign,
  piecewise_linear: (z) => Math.min(Math.max(z + 0.5, 0), 1),
  sigmoid,
  tanh: Math.tanh,
  relu: (z) => Math.max(z, 0),
  leaky_relu: (z) => Math.max(0.1 * z, z),
  shifted_relu: (z) => Math.max(z, -1),
  elu: (z) => (z > 0 ? z : Math.expm1(z)),
  softplus: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
  swish: (z) => z * sigmoid(z),
};

