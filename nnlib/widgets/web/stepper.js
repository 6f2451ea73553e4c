// The 2-2-2 example one quantity a step. The formulas come from Python as trees, `nnlib.trace` read as data; here they
// are computed and written down.

const PLACES = {
  i1: [60, 90], i2: [60, 250], h1: [250, 90], h2: [250, 250], o1: [440, 90], o2: [440, 250],
  E_o1: [575, 90], E_o2: [575, 250], E_total: [680, 170], b1: [170, 330], b2: [360, 330],
};
const EDGES = {
  w1: ["i1", "h1"], w2: ["i2", "h1"], w3: ["i1", "h2"], w4: ["i2", "h2"],
  w5: ["h1", "o1"], w6: ["h2", "o1"], w7: ["h1", "o2"], w8: ["h2", "o2"],
  b1_1: ["b1", "h1"], b1_2: ["b1", "h2"], b2_1: ["b2", "o1"], b2_2: ["b2", "o2"],
  E_1: ["o1", "E_o1"], E_2: ["o2", "E_o2"], E_3: ["E_o1", "E_total"], E_4: ["E_o2", "E_total"],
};
const RADIUS = 30;
const AFTER = { E_total: "E_after" }; // the one whose name after the update is not its own with _after
const NAMES = { eta: "η", target_o1: "target o1", target_o2: "target o2" };
const MOST_POINTS = 200;
const MOST_UPDATES = 10000;

const OPERATIONS = {
  "+": (a, b) => (v) => a(v) + b(v),
  "-": (a, b) => (b ? (v) => a(v) - b(v) : (v) => -a(v)),
  "*": (a, b) => (v) => a(v) * b(v),
  "/": (a, b) => (v) => a(v) / b(v),
  "**": (a, b) => (v) => a(v) ** b(v),
  sigmoid: (a) => (v) => sigmoid(a(v)),
  list: (...items) => (v) => items.map((item) => item(v)),
};

/** A function from values by name to the value of a formula. */
function compiled(tree) {
  if (typeof tree === "number") return () => tree;
  const [kind, ...parts] = tree;
  if (kind === "name") return (v) => v[parts[0]];
  if (kind === "at") return (v) => v[parts[0]][parts[1]];
  return OPERATIONS[kind](...parts.map(compiled));
}

const MINUS = '<mo form="prefix">−</mo>';
const RANKS = { "+": 1, "-": 1, "*": 2, "/": 2, "**": 4 };

/** A formula in MathML; `write(name, place)` says what stands for a name: its symbol or its value. */
function written(tree, write) {
  if (typeof tree === "number") return `<mn>${tree}</mn>`;
  const [kind, a, b] = tree;
  const inner = (child, least) => {
    const text = written(child, write);
    const low = RANKS[child[0]] && !(child[0] === "-" && child.length === 2) && RANKS[child[0]] < least;
    return low || text.startsWith(MINUS) ? `<mrow><mo>(</mo>${text}<mo>)</mo></mrow>` : `<mrow>${text}</mrow>`;
  };
  switch (kind) {
    case "name": return write(a);
    case "at": return write(a, b);
    case "list": return `<mo>(</mo>${tree.slice(1).map((item) => written(item, write)).join("<mo>,</mo>")}<mo>)</mo>`;
    case "sigmoid": return `<mi>σ</mi><mo>(</mo>${written(a, write)}<mo>)</mo>`;
    case "/": return `<mfrac><mrow>${written(a, write)}</mrow><mrow>${written(b, write)}</mrow></mfrac>`;
    case "**": return `<msup>${inner(a, 5)}<mrow>${written(b, write)}</mrow></msup>`;
    case "-": if (b === undefined) return `${MINUS}${inner(a, 2)}`;
  }
  const sign = { "+": "+", "-": "−", "*": "·" }[kind];
  return `${inner(a, RANKS[kind])}<mo>${sign}</mo>${inner(b, RANKS[kind] + (kind === "-"))}`;
}

const value = (v) => (Array.isArray(v) ? `(${v.map(number).join(", ")})` : number(v));
const mn = (v) => {
  const [digits, power] = number(v).split("e");
  const sign = digits.startsWith("-") ? MINUS : "";
  const plain = `<mn>${digits.replace("-", "")}</mn>`;
  return sign + (power ? `${plain}<mo>·</mo><msup><mn>10</mn><mn>${+power}</mn></msup>` : plain);
};

function render({ model, el }) {
  const lines = model.get("lines").map((line) => ({ ...line, compute: compiled(line.tree) }));
  const symbols = model.get("symbols");
  const names = ["given", ...lines.map((line) => line.name)];
  const start = { ...model.get("given") };
  let curve = [];

  const evaluated = (given) => {
    const values = { ...given };
    for (const line of lines) values[line.name] = line.compute(values);
    return values;
  };

  // ---- the parts
  const back = button("◀ Back", () => go(-1));
  const forward = button("Forward ▶", () => go(1));
  const place = slider("found up to", {
    min: 0, max: names.length - 1, step: 1, value: names.indexOf(model.get("step")),
    show: (k) => names[k], moved: (k) => put(model, { step: names[k] }),
  });
  const drawing = svg("svg", { viewBox: "20 34 720 321", role: "img", "aria-label": "The network" });
  const edges = {};
  const nodes = {};
  for (const [name, [from, to]] of Object.entries(EDGES)) edges[name] = edge(name, from, to);
  for (const name of Object.keys(PLACES)) nodes[name] = node(name);
  const formula = html("div", { class: "formula", "aria-hidden": "true" });
  const table = html("tbody");
  const { element: voiceElement, say, end } = voice();

  const fields = {};
  for (const name of Object.keys(start))
    fields[name] = field(NAMES[name] ?? name, { value: start[name], changed: (v) => change(name, v) });
  const times = field(`updates (1 to ${MOST_UPDATES.toLocaleString("en")})`, {
    value: 1, step: 1,
    changed: (v) => {
      const n = Math.min(MOST_UPDATES, Math.max(1, Math.round(v)));
      times.set(n);
      times.input.value = n; // also while one is in the field, to be seen
    },
  });
  times.input.min = 1;
  times.input.max = MOST_UPDATES;
  const run = button("Run them", () => update(times.input.valueAsNumber));
  const reset = button("Start again", () => {
    curve = [];
    put(model, { given: { ...start }, updates: 0 });
  });
  const errors = svg("svg", { viewBox: "-20 0 320 110", role: "img" });
  const result = html("p", { class: "note" });

  const root = html("div", { class: "plaything stepper" },
    html("div", { class: "row" }, back, forward, place.element),
    drawing, formula,
    html("div", { class: "row" }, times.element, run, reset, result), errors,
    html("details", {}, html("summary", {}, "Change the numbers"),
      html("div", { class: "row fields" }, ...Object.values(fields).map((f) => f.element))),
    html("details", { open: true }, html("summary", {}, "What is found so far"),
      html("div", { class: "table", tabindex: 0, role: "region", "aria-label": "What is found so far" },
        html("table", {}, html("thead", {}, html("tr", {},
          html("th", { scope: "col" }, "name"), html("th", { scope: "col" }, "value"))), table))),
    voiceElement);
  el.append(root);

  // ---- what the hand does
  function go(by) {
    const k = names.indexOf(model.get("step")) + by;
    put(model, { step: names[Math.min(Math.max(k, 0), names.length - 1)] });
  }

  function change(name, v) {
    curve = [];
    put(model, { given: { ...model.get("given"), [name]: v }, updates: 0 });
  }

  function update(n) {
    const given = { ...model.get("given") };
    const before = model.get("updates");
    const every = Math.max(1, Math.ceil(n / MOST_POINTS));
    let values = evaluated(given);
    if (!curve.length) curve.push([before, values.E_total]);
    for (let k = 1; k <= n; k++) {
      for (let w = 1; w <= 8; w++) given[`w${w}`] = values[`w${w}_new`];
      values = evaluated(given);
      if (k % every === 0 || k === n) curve.push([before + k, values.E_total]);
    }
    put(model, { given, updates: before + n });
  }

  // ---- what is shown
  function edge(name, from, to) {
    const [x1, y1] = PLACES[from];
    const [x2, y2] = PLACES[to];
    const length = Math.hypot(x2 - x1, y2 - y1);
    const off = (r) => [((x2 - x1) * r) / length, ((y2 - y1) * r) / length];
    const [ax, ay] = off(radius(from));
    const [bx, by] = off(radius(to));
    const line = svg("line", { x1: x1 + ax, y1: y1 + ay, x2: x2 - bx, y2: y2 - by });
    const at = Math.abs(y2 - y1) > 100 ? 0.3 : 0.45; // not where lines cross
    const text = svg("text", { x: x1 + (x2 - x1) * at, y: y1 + (y2 - y1) * at - 6, "text-anchor": "middle" });
    const group = svg("g", { class: "edge", "data-name": name }, line, name.startsWith("w") ? text : null);
    drawing.append(group);
    return { group, text };
  }

  function radius(name) {
    if (name === "E_total") return 35; // a long name
    return name.startsWith("b") ? 20 : RADIUS;
  }

  function node(name) {
    const [x, y] = PLACES[name];
    const label = svg("text", { x, y: y - 4, "text-anchor": "middle", class: "label" }, name.replace("_", " "));
    const found = svg("text", { x, y: y + 13, "text-anchor": "middle" });
    const outside = y < 170 ? y - RADIUS - 8 : y + RADIUS + 17; // inside are the weights
    const delta = svg("text", { x, y: outside, "text-anchor": "middle", class: "delta" });
    const group = svg("g", { class: "node", "data-name": name }, svg("circle", { cx: x, cy: y, r: radius(name) }),
      label, found, delta);
    drawing.append(group);
    return { group, label, found, delta };
  }

  function short(v) {
    return v === undefined ? "" : Number.isFinite(v) && Math.abs(v) < 1e4 ? String(+v.toFixed(4)) : number(v);
  }

  function show() {
    const given = model.get("given");
    const values = evaluated(given);
    const k = Math.max(0, names.indexOf(model.get("step")));
    const known = { ...given };
    for (const line of lines.slice(0, k)) known[line.name] = values[line.name];
    const line = lines[k - 1];
    back.disabled = k === 0;
    forward.disabled = k === names.length - 1;
    place.set(k);

    for (const [name, { label, found, delta }] of Object.entries(nodes)) {
      const after = [`out_${name}_after`, `net_${name}_after`, AFTER[name] ?? `${name}_after`];
      const first = [...after, `out_${name}`, `net_${name}`, name].find((n) => known[n] !== undefined);
      label.textContent = name.replace("_", " ") + (after.includes(first) ? "⁺" : "");
      found.textContent = short(known[first]);
      delta.textContent = known[`delta_${name}`] === undefined ? "" : `δ ${short(known[`delta_${name}`])}`;
    }
    for (const [name, { text }] of Object.entries(edges))
      text.textContent = `${name}${known[`${name}_new`] !== undefined ? "⁺" : ""} ${short(known[`${name}_new`] ?? known[name])}`;

    const used = line ? [line.name, ...line.needs].join(" ").replace(AFTER.E_total, "E_total") : "";
    const parts = new Set(used.match(/w\d|b\d|E_o\d|E_total|[iho]\d/g) ?? []);
    if (/weights_new/.test(used)) for (let w = 1; w <= 8; w++) if (line.needs.includes(`w${w}_new`)) parts.add(`w${w}`);
    const way = !line ? "" : /new/.test(line.phase) ? "update" : /backward/.test(line.phase) ? "backward" : "forward";
    drawing.setAttribute("class", way);
    for (const [name, { group }] of Object.entries(nodes)) group.classList.toggle("lit", parts.has(name));
    for (const [name, { group }] of Object.entries(edges)) {
      const ends = EDGES[name];
      const joins = ends.every((end) => parts.has(end)) && !name.startsWith("w");
      group.classList.toggle("lit", parts.has(name) || joins);
    }

    formula.innerHTML = line ? math(line, values) : "<p>The numbers one starts from. Press Forward.</p>";
    drawing.setAttribute("aria-label", line ? `The network. ${line.name} is ${value(values[line.name])}.`
      : "The network: two inputs, two hidden neurons, two outputs, and the numbers one starts from.");
    table.replaceChildren(...lines.slice(0, k).map((l) => html("tr", { "data-name": l.name, class: l === line && "lit" },
      html("th", { scope: "row" }, html("code", {}, l.name)), html("td", {}, value(values[l.name])))));
    const region = table.closest(".table");
    region.scrollTop = region.scrollHeight;

    for (const [name, f] of Object.entries(fields)) f.set(given[name]);
    const n = model.get("updates");
    result.textContent = `after ${n.toLocaleString("en")} updates of the weights: E_total = ${number(values.E_total)}`;
    draw_errors();
    say(line ? `${line.phase}: ${line.name} = ${line.spoken} = ${value(values[line.name])}` : "the numbers one starts from");
  }

  function math(line, values) {
    const symbolic = written(line.tree, (name, at) => symbols[at === undefined ? name : line.items[name][at]]);
    const numeric = written(line.tree, (name, at) => mn(at === undefined ? values[name] : values[name][at]));
    const v = values[line.name];
    const found = Array.isArray(v) ? `<mo>(</mo>${v.map(mn).join("<mo>,</mo>")}<mo>)</mo>` : mn(v);
    const row = (text) => `<math display="inline"><mrow>${text}</mrow></math>`;
    const same = numeric === found;
    return `<p class="phase">${line.phase}</p><p>${row(`${symbols[line.name]}<mo>=</mo>${symbolic}`)}</p>` +
      (same ? "" : `<p>${row(`<mo>=</mo>${numeric}`)}</p>`) + `<p class="found">${row(`<mo>=</mo>${found}`)}</p>`;
  }

  function draw_errors() {
    errors.style.display = curve.length > 1 ? "" : "none";
    if (curve.length < 2) return;
    const last = curve.at(-1)[0] || 1;
    const most = Math.max(...curve.map(([, E]) => E).filter(Number.isFinite), 1e-300);
    const at = ([n, E]) => `${(40 + (250 * n) / last).toFixed(1)},${(85 - (70 * E) / most).toFixed(1)}`;
    const finite = curve.filter(([, E]) => Number.isFinite(E));
    errors.replaceChildren(
      svg("line", { class: "axis", x1: 40, y1: 85, x2: 290, y2: 85 }), svg("line", { class: "axis", x1: 40, y1: 15, x2: 40, y2: 85 }),
      svg("polyline", { class: "curve", points: finite.map(at).join(" ") }),
      svg("text", { x: 36, y: 19, "text-anchor": "end" }, short(most)), svg("text", { x: 36, y: 89, "text-anchor": "end" }, "0"),
      svg("text", { x: 290, y: 103, "text-anchor": "end" }, `${last.toLocaleString("en")} updates`));
    errors.setAttribute("aria-label", `E_total over the updates: from ${number(curve[0][1])} to ${number(curve.at(-1)[1])}`);
  }

  const end_watch = watch(model, ["given", "step", "updates"], show);
  show();
  return () => {
    end_watch();
    end();
  };
}

export default { render };
