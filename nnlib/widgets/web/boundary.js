// A network as it learns, epoch by epoch. The frames come from Python: weights, and the sum z of every neuron over the
// plane. In JupyterLab each epoch is trained when the last one has been drawn; a saved page replays a recorded run.

const FINE = 50;
const COARSE = 20;
const DATA = ["clouds", "moons", "circles", "spirals", "xor"];
const OFFERED = ["tanh", "sigmoid", "relu", "linear"];
const ETAS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
const TICK = 70; // milliseconds between two frames of a recorded run
const SIDE = 400; // of the plane, in its own units
const UNIT = 40; // side of a small field, and what is around it
const ROW = 47;
const WIDE = 440;

/** What a byte of a frame stands for: the inverse of Python's `coded`; 0 is no number. */
const SUMS = Array.from({ length: 256 }, (_, byte) => {
  const u = (byte - 128) / 127;
  return byte ? (Math.sign(u) * u * u) / (1.001 - u * u) : NaN;
});

/** Bytes of Python, wherever they lie, as an array of their own. */
function read(view, Kind, from = 0, count = undefined) {
  const start = view.byteOffset + from;
  const end = count === undefined ? view.byteOffset + view.byteLength : start + count * Kind.BYTES_PER_ELEMENT;
  return new Kind(view.buffer.slice(start, end));
}

/** How many bytes each part of a frame takes, for a network of these widths. */
function sizes(widths, n_points) {
  let parameters = 0;
  for (let l = 1; l < widths.length; l++) parameters += widths[l] * (widths[l - 1] + 1);
  const hidden = widths.slice(1, -1).reduce((a, b) => a + b, 0);
  return { parameters, hidden, all: 8 * parameters + FINE * FINE + hidden * COARSE * COARSE + n_points };
}

/** A frame taken apart: weights and biases of each layer, sums z by layer and neuron, answers. */
function unpacked(view, from, widths, n_points) {
  const { parameters } = sizes(widths, n_points);
  const numbers = read(view, Float64Array, from, parameters);
  let at = from + 8 * parameters;
  const grid = (n) => {
    const bytes = read(view, Uint8Array, at, n * n);
    at += n * n;
    return { n, z: Float32Array.from(bytes, (byte) => SUMS[byte]) };
  };
  const output = grid(FINE);
  const fields = widths.slice(1, -1).map((width) => Array.from({ length: width }, () => grid(COARSE)));
  fields.push([output]);
  const layers = [];
  for (let l = 1, k = 0; l < widths.length; l++) {
    const [rows, columns] = [widths[l], widths[l - 1]];
    const W = Array.from({ length: rows }, (_, i) => numbers.slice(k + i * columns, k + (i + 1) * columns));
    k += rows * columns;
    layers.push({ W, b: numbers.slice(k, k + rows) });
    k += rows;
  }
  return { numbers, layers, fields, answers: read(view, Uint8Array, at, n_points) };
}

/** The pieces of the line z = 0, each as [x1, y1, x2, y2] in steps of the grid: marching squares. */
function zeros({ n, z }) {
  const pieces = [];
  const between = (a, b) => a / (a - b);
  for (let i = 0; i + 1 < n; i++)
    for (let j = 0; j + 1 < n; j++) {
      const [a, b, c, d] = [z[i * n + j], z[i * n + j + 1], z[(i + 1) * n + j + 1], z[(i + 1) * n + j]];
      const points = [];
      if (a > 0 !== b > 0) points.push([j + between(a, b), i]);
      if (b > 0 !== c > 0) points.push([j + 1, i + between(b, c)]);
      if (c > 0 !== d > 0) points.push([j + between(d, c), i + 1]);
      if (d > 0 !== a > 0) points.push([j, i + between(a, d)]);
      if (Number.isNaN(a + b + c + d)) continue;
      for (let k = 0; k + 1 < points.length; k += 2) pieces.push([...points[k], ...points[k + 1]]);
    }
  return pieces;
}

function render({ model, el }) {
  const alone = Boolean(model.alone);
  const epochs = alone ? model.get("epochs") : null;
  let at = 0; // which of the recorded frames
  let timer, waiting, later, colors, drawn;
  let shown = null; // [layer, neuron] that the large plane shows; null: the output

  // ---- the parts
  const play = button("▶ Play", () => set_playing(!playing()), { class: "play" });
  const step = button("Step", () => (alone ? move(at + 1) : model.send({ press: "step" })));
  const again = button("Start again", () => (alone ? move(0) : model.send({ press: "restart" })));
  const other = button("Other weights", () => put(model, { seed: model.get("seed") + 1 }),
    { title: "start again from other random weights" });
  const status = html("p", { class: "status" });
  const trouble = html("p", { class: "trouble" });
  const { element: voiceElement, say, end } = voice();
  const place = alone && slider("epoch", {
    min: 0, max: epochs.length - 1, step: 1, value: 0, show: (k) => String(epochs[k]),
    moved: (k) => (set_playing(false), move(k)),
  });
  const settings = alone ? null : controls();

  const lines = html("input", { type: "checkbox", checked: true, change: queue });
  const plane = html("canvas", { width: 2 * SIDE, height: 2 * SIDE, "aria-hidden": "true" });
  const over = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img" });
  const caption = html("p", { class: "note caption" });
  const edges = svg("svg", { "aria-hidden": "true" });
  const net = html("div", { class: "net", role: "group", "aria-label": "The network" }, edges);
  const curve = svg("svg", { viewBox: "0 0 440 120", role: "img", class: "losses" });
  let dots = [];
  let units = [];

  const root = html("div", { class: "plaything boundary" },
    html("div", { class: "row" }, play, step, again, alone ? null : other, alone ? place.element : null),
    settings ? settings.element : null,
    status, trouble,
    html("div", { class: "views" },
      html("div", { class: "left" }, net,
        html("p", { class: "note" }, "The lines between: weights, orange above 0, purple and dashed below."), curve),
      html("div", { class: "right" },
        html("div", { class: "plane" }, plane, over), caption,
        html("label", {}, lines, html("span", {}, "dashed: where the sum z of each neuron of the first layer is 0")))),
    alone ? html("p", { class: "note" }, recorded()) : null,
    voiceElement);
  el.append(root);

  function recorded() {
    const g = (name) => model.get(name);
    const [data, last] = [{ clouds: "two clouds", xor: "four squares" }[g("data")] ?? g("data"), epochs.at(-1)];
    const bend = g("hidden").length ? ` with ${g("activation")}` : "";
    return `A recorded run of ${counted(last)}: ${data}, network ${g("widths").join("-")}${bend}, ` +
      `η = ${g("eta")}, batches of ${g("batch_size")}. In the notebook you choose all of these yourself.`;
  }

  function controls() {
    const pick = (name, label, options) => choice(label, {
      options: options.map((v) => [String(v), String(v)]), value: String(model.get(name)),
      changed: (v) => put(model, { [name]: v }),
    });
    const data = pick("data", "data", DATA);
    const activation = pick("activation", "activation", OFFERED);
    const eta = slider("η", {
      min: 0, max: ETAS.length - 1, step: 1, value: nearest(model.get("eta")), show: () => String(model.get("eta")),
      moved: (k) => (put(model, { eta: ETAS[k] }), eta.set(k)),
    });
    const noise = slider("noise", {
      min: 0, max: 0.5, step: 0.05, value: model.get("noise"), moved: (v) => put(model, { noise: v }),
    });
    const depth = choice("hidden layers", {
      options: [0, 1, 2, 3].map((n) => [String(n), String(n)]), value: String(model.get("hidden").length),
      changed: (n) => {
        const hidden = model.get("hidden");
        put(model, { hidden: Array.from({ length: +n }, (_, l) => hidden[l] ?? hidden.at(-1) ?? 4) });
      },
    });
    const widths = [0, 1, 2].map((l) => choice(l ? "and" : "of", {
      options: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => [String(n), String(n)]), value: String(model.get("hidden")[l] ?? 4),
      changed: (n) => put(model, { hidden: model.get("hidden").map((old, k) => (k === l ? +n : old)) }),
    }));
    widths.forEach((w, l) => w.select.setAttribute("aria-label", `neurons in hidden layer ${l + 1}`));
    const show = () => {
      data.set(model.get("data"));
      activation.set(model.get("activation"));
      eta.set(nearest(model.get("eta")));
      noise.set(model.get("noise"));
      const hidden = model.get("hidden");
      depth.set(String(hidden.length));
      widths.forEach((w, l) => {
        w.element.style.display = l < hidden.length ? "" : "none";
        if (l < hidden.length) w.set(String(hidden[l]));
      });
    };
    const element = html("div", {},
      html("div", { class: "row" }, data.element, depth.element, ...widths.map((w) => w.element), activation.element),
      html("div", { class: "row" }, eta.element, noise.element));
    return { element, show };
  }

  function nearest(eta) {
    const far = (k) => Math.abs(Math.log(ETAS[k] / Math.max(eta, 1e-9)));
    return ETAS.map((_, k) => k).reduce((best, k) => (far(k) < far(best) ? k : best));
  }

  // ---- what the hand does
  function playing() {
    return alone ? timer !== undefined : model.get("playing");
  }

  function set_playing(on) {
    if (!alone) return put(model, { playing: on });
    clearInterval(timer);
    timer = undefined;
    if (on && at === epochs.length - 1) at = 0;
    if (on) timer = setInterval(() => move(at + 1), TICK);
    queue();
  }

  function move(to) {
    at = Math.min(Math.max(to, 0), epochs.length - 1);
    if (at === epochs.length - 1 && timer !== undefined) set_playing(false);
    queue();
  }

  function choose(layer, neuron) {
    const same = shown && shown[0] === layer && shown[1] === neuron;
    shown = same || layer === model.get("widths").length - 2 ? null : [layer, neuron];
    queue();
  }

  // ---- what is drawn
  function queue() {
    clearTimeout(later);
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(show);
  }

  /** Colours as the theme has them now: the browser works out what a variable stands for. */
  function theme() {
    const probe = root.appendChild(html("span"));
    colors = {};
    for (const name of ["paper", "ink", "blue", "orange", "grey"]) {
      probe.style.color = `var(--${name})`;
      colors[name] = getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number);
    }
    probe.remove();
  }

  const css = (color) => `rgb(${color.join(",")})`;
  const mixed = (a, b, share) => a.map((v, k) => v + (b[k] - v) * share);

  /** The colour of the output where its sum is z: blue for class 1, orange for class 0, the paler the less sure. */
  function output_color(z) {
    const y = sigmoid(z);
    return mixed(colors.paper, y > 0.5 ? colors.blue : colors.orange, 0.12 + 0.9 * Math.abs(y - 0.5));
  }

  /** Colours of a hidden neuron: the more blue, the larger its activation. */
  function hidden_color({ z }) {
    const f = ACTIVATIONS[model.get("activation")];
    const bounded = ["tanh", "sigmoid"].includes(model.get("activation"));
    const values = Array.from(z).filter(Number.isFinite).map(f);
    const [low, high] = bounded ? [f(-99), f(99)] : [Math.min(0, ...values), Math.max(0, ...values)];
    return (v) => mixed(colors.paper, colors.blue, 0.75 * Math.min(1, Math.max(0, (f(v) - low) / (high - low || 1))));
  }

  const small = document.createElement("canvas");

  /** A field over a whole canvas, and the line z = 0 on it. The grid's outer places are on the edges of the canvas. */
  function paint(canvas, field, color, width, dash = []) {
    const { n, z } = field;
    small.width = small.height = n;
    const pixels = new ImageData(n, n);
    z.forEach((v, k) => Number.isFinite(v) && pixels.data.set([...color(v), 255], 4 * k));
    small.getContext("2d").putImageData(pixels, 0, 0);
    const pen = canvas.getContext("2d");
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(small, 0.5, 0.5, n - 1, n - 1, 0, 0, canvas.width, canvas.height);
    pen.strokeStyle = css(colors.ink);
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.lineCap = "round";
    const side = canvas.width / (n - 1);
    pen.beginPath();
    for (const [x1, y1, x2, y2] of zeros(field)) {
      pen.moveTo(x1 * side, y1 * side);
      pen.lineTo(x2 * side, y2 * side);
    }
    pen.stroke();
  }

  const scale = ([left, right, low, high]) => (x, y) =>
    [((x - left) / (right - left)) * SIDE, ((high - y) / (high - low)) * SIDE];

  /** Dashed over the plane: where w₁x₁ + w₂x₂ + b = 0, for each neuron of the first layer. */
  function draw_lines({ W, b }) {
    const bounds = model.get("plane");
    const to = scale(bounds);
    const pen = plane.getContext("2d");
    pen.setLineDash([12, 10]);
    pen.lineWidth = 3;
    pen.strokeStyle = css(mixed(colors.ink, colors.paper, 0.25));
    const far = 2 * (bounds[1] - bounds[0]);
    const [x, y] = [(bounds[0] + bounds[1]) / 2, (bounds[2] + bounds[3]) / 2];
    W.forEach(([w1, w2], i) => {
      const length = Math.hypot(w1, w2);
      if (!(length > 0) || !Number.isFinite(length)) return;
      const off = (w1 * x + w2 * y + b[i]) / length; // from the middle of the plane
      const [u, v] = [w1 / length, w2 / length];
      const ends = [-far, far].map((t) => to(x - off * u - t * v, y - off * v + t * u));
      pen.beginPath();
      pen.moveTo(2 * ends[0][0], 2 * ends[0][1]);
      pen.lineTo(2 * ends[1][0], 2 * ends[1][1]);
      pen.stroke();
    });
  }

  /** The points and the ticks: anew when Python makes other points. */
  function draw_points() {
    const view = model.get("points");
    if (draw_points.view === view) return;
    draw_points.view = view;
    const m = view.byteLength / 17;
    const X = read(view, Float64Array, 0, 2 * m);
    draw_points.labels = read(view, Uint8Array, 16 * m, m);
    const bounds = model.get("plane");
    const to = scale(bounds);
    dots = Array.from(draw_points.labels, (label, k) => {
      const [x, y] = to(X[2 * k], X[2 * k + 1]);
      const shape = label
        ? svg("rect", { x: x - 3.6, y: y - 3.6, width: 7.2, height: 7.2 })
        : svg("circle", { cx: x, cy: y, r: 4 });
      return svg("g", { class: `dot class${label}` }, svg("circle", { cx: x, cy: y, r: 8, class: "ring" }), shape);
    });
    const ticks = [];
    const apart = bounds[1] - bounds[0] > 2.4 ? 1 : 0.5;
    const multiples = (low, high) => {
      const all = [];
      for (let k = Math.ceil(low / apart); k * apart <= high; k++) all.push(k * apart);
      return all;
    };
    const sign = (v) => String(v).replace("-", "−");
    for (const v of multiples(bounds[0], bounds[1])) {
      const [x] = to(v, 0);
      if (x > SIDE - 26) continue; // there stands the name of the axis
      ticks.push(svg("line", { x1: x, x2: x, y1: SIDE, y2: SIDE + 4, class: "axis" }),
        svg("text", { x, y: SIDE + 18, "text-anchor": "middle" }, sign(v)));
    }
    for (const v of multiples(bounds[2], bounds[3])) {
      const [, y] = to(0, v);
      if (y < 26) continue;
      ticks.push(svg("line", { x1: -4, x2: 0, y1: y, y2: y, class: "axis" }),
        svg("text", { x: -7, y: y + 4, "text-anchor": "end" }, sign(v)));
    }
    over.replaceChildren(...dots, ...ticks,
      svg("text", { x: SIDE - 4, y: SIDE + 18, "text-anchor": "end" }, "x₁"),
      svg("text", { x: -7, y: 12, "text-anchor": "end" }, "x₂"));
  }

  /** The boxes of the network, anew where its widths change; a press on one shows it large. */
  function build_net(widths) {
    if (build_net.widths === String(widths)) return;
    build_net.widths = String(widths);
    shown = null;
    const tall = 28 + ROW * Math.max(2, ...widths);
    const x = (l) => (l === 0 ? 22 : 22 + ((WIDE - 50) * l) / (widths.length - 1));
    const y = (l, i) => 24 + (tall - 24) / 2 + (i - (widths[l] - 1) / 2) * ROW;
    net.style.aspectRatio = `${WIDE} / ${tall}`;
    edges.setAttribute("viewBox", `0 0 ${WIDE} ${tall}`);
    const names = widths.map((_, l) => svg("text", { x: x(l), y: 14, "text-anchor": "middle" },
      l === 0 ? "inputs" : l === widths.length - 1 ? "output" : `layer ${l}`));
    const inputs = [0, 1].flatMap((i) => [svg("circle", { cx: x(0), cy: y(0, i), r: 14, class: "input" }),
      svg("text", { x: x(0), y: y(0, i) + 4, "text-anchor": "middle" }, "x" + "₁₂"[i])]);
    units = widths.slice(1).map((width, l) => Array.from({ length: width }, (_, i) => {
      const canvas = html("canvas", { width: 2 * UNIT, height: 2 * UNIT });
      const last = l === widths.length - 2;
      const label = last ? "output" : `layer ${l + 1}, neuron ${i + 1}`;
      const unit = html("button", { type: "button", class: "unit", "aria-label": `Show ${label} large`,
        "aria-pressed": String(last), click: () => choose(l, i) }, canvas);
      Object.assign(unit.style, { left: `${(100 * (x(l + 1) - UNIT / 2)) / WIDE}%`, width: `${(100 * UNIT) / WIDE}%`,
        top: `${(100 * (y(l + 1, i) - UNIT / 2)) / tall}%`, height: `${(100 * UNIT) / tall}%` });
      const wires = Array.from({ length: widths[l] }, (_, j) => svg("line", { x1: x(l) + (l ? UNIT / 2 : 14),
        y1: y(l, j), x2: x(l + 1) - UNIT / 2, y2: y(l + 1, i) }));
      return { unit, canvas, wires };
    }));
    edges.replaceChildren(...units.flat().flatMap((u) => u.wires), ...names, ...inputs);
    net.replaceChildren(edges, ...units.flat().map((u) => u.unit));
  }

  function draw_losses(losses, here) {
    const finite = Array.from(losses).filter(Number.isFinite);
    const most = Math.max(...finite, 1e-9);
    const last = Math.max(losses.length - 1, 1);
    const point = (k) => [44 + (380 * k) / last, 92 - (76 * losses[k]) / most];
    const every = Math.max(1, Math.floor(losses.length / 400));
    const points = [];
    for (let k = 0; k < losses.length; k += every) if (Number.isFinite(losses[k])) points.push(point(k).join());
    const known = Number.isFinite(losses[here]);
    const [x, y] = known ? point(here) : [0, 0];
    curve.replaceChildren(
      svg("line", { class: "axis", x1: 44, y1: 92, x2: 428, y2: 92 }),
      svg("line", { class: "axis", x1: 44, y1: 12, x2: 44, y2: 92 }),
      svg("polyline", { class: "curve", points: points.join(" ") }),
      known ? svg("circle", { class: "here", cx: x, cy: y, r: 5 }) : "",
      svg("text", { x: 39, y: 21, "text-anchor": "end" }, short(most)),
      svg("text", { x: 39, y: 96, "text-anchor": "end" }, "0"),
      svg("text", { x: 52, y: 14 }, "loss"),
      svg("text", { x: 44, y: 110, "text-anchor": "middle" }, "0"),
      svg("text", { x: 428, y: 110, "text-anchor": "end" }, counted(losses.length - 1)));
    curve.setAttribute("aria-label", `The loss over the epochs: ${short(losses[0])} before the first, ` +
      `${short(losses[here])} after ${here}`);
  }

  function counted(n) {
    return `${n} epoch${n === 1 ? "" : "s"}`;
  }

  const short = (v) => (Number.isFinite(v) ? String(+v.toPrecision(3)) : number(v));

  function show() {
    if (!root.isConnected) {
      later = setTimeout(queue, 100); // not in the page yet, or scrolled out of it: there are no colours
      return;
    }
    const widths = model.get("widths");
    const losses = read(model.get("losses"), Float64Array);
    const n_points = model.get("points").byteLength / 17;
    const frame = alone
      ? unpacked(model.get("frames"), at * sizes(widths, n_points).all, widths, n_points)
      : unpacked(model.get("frame"), 0, widths, n_points);
    const epoch = alone ? epochs[at] : losses.length - 1;
    const diverged = !Number.isFinite(losses[epoch]) || !frame.numbers.every(Number.isFinite);
    if (!colors) theme();
    build_net(widths);
    draw_points();

    // the plane: the output, or the neuron that was chosen
    const large = shown ? frame.fields[shown[0]][shown[1]] : frame.fields.at(-1)[0];
    paint(plane, large, shown ? hidden_color(large) : output_color, 6);
    if (lines.checked && widths.length > 2) draw_lines(frame.layers[0]);
    lines.parentElement.style.display = widths.length > 2 ? "" : "none";
    let right = 0;
    dots.forEach((dot, k) => {
      const fits = frame.answers[k] === draw_points.labels[k];
      right += fits;
      dot.classList.toggle("wrong", !fits && !shown && !diverged);
    });
    const percent = +((100 * right) / n_points).toFixed(1);
    const share = diverged ? "no answers" : `${right} of ${n_points} right (${percent}%)`;
    caption.textContent = shown
      ? `Layer ${shown[0] + 1}, neuron ${shown[1] + 1}: the more blue, the larger its activation; line: z = 0`
      : "Blue: class 1 (■), orange: class 0 (●), faint: unsure; line: y = ½; red ring: wrong";
    over.setAttribute("aria-label", shown ? caption.textContent
      : `The plane with ${n_points} points of two classes and the boundary of the network. ${share}.`);

    // the network
    units.forEach((layer, l) => layer.forEach(({ unit, canvas, wires }, i) => {
      const field = frame.fields[l][i];
      const last = l === units.length - 1;
      paint(canvas, field, last ? output_color : hidden_color(field), 3);
      unit.setAttribute("aria-pressed", String(shown ? shown[0] === l && shown[1] === i : last));
      wires.forEach((wire, j) => {
        const w = frame.layers[l].W[i][j];
        wire.setAttribute("class", w < 0 ? "negative" : "positive");
        wire.setAttribute("stroke-width", 0.6 + (Number.isFinite(w) ? 6 * Math.tanh(Math.abs(w) / 4) : 0));
      });
    }));

    draw_losses(losses, epoch);
    const told = `epoch ${epoch}: loss ${short(losses[epoch])}, ${share}`;
    const warning = diverged
      ? "It has diverged: the steps were too large, and a number has grown beyond all bounds." +
        (alone ? "" : " Choose a smaller η: it then starts again from the first weights.")
      : epoch > 0 && losses[epoch] > losses[0]
        ? "The loss is larger than before the first epoch. A smaller η makes smaller steps."
        : "";
    status.textContent = told;
    trouble.textContent = warning;
    root.dataset.epoch = epoch;
    if (settings) settings.show();
    if (place) place.set(at);
    play.textContent = playing() ? "❚❚ Pause" : "▶ Play";
    const ended = alone ? at === epochs.length - 1 : diverged;
    step.disabled = ended;
    play.disabled = !alone && diverged;
    say(warning ? `${told}. ${warning}` : told);
    if (!alone && drawn !== model.get("frame")) model.send({ drawn: epoch });
    drawn = model.get("frame");
  }

  const retheme = () => {
    colors = undefined;
    queue();
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", retheme);
  const lab = new MutationObserver(retheme);
  lab.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  const end_watch = watch(model, ["frame", "points", "widths", "losses", "playing", "data", "hidden", "activation",
    "eta", "noise"], queue);
  queue();
  return () => {
    end_watch();
    end();
    clearInterval(timer);
    clearTimeout(later);
    cancelAnimationFrame(waiting);
    dark.removeEventListener("change", retheme);
    lab.disconnect();
    if (!alone && model.get("playing")) put(model, { playing: false });
  };
}

export default { render };
