// A pad to draw a digit on. What is drawn is brought into the middle as MNIST's digits were, and goes through the
// network; all is computed here from the weights, as `nnlib.widgets.digits` does it with nnlib.

const SIDE = 28; // of an image
const FINER = 5; // a side of the pad has so many pixels for each of an image's
const PAD = SIDE * FINER;
const BRUSH = 6; // radius in pixels of the pad: about 2.5 pixels of an image across, as in MNIST
const BOX = 20;
const MIDDLE = 14;
const FURTHEST = 8;
const LINES = 24; // so many between two layers, none below this share of the strongest
const WEAKEST = 0.25;
const IN_A_COLUMN = 16;
const SHOWN = 10; // test images at a time
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 4;

function between(v, low, high) {
  return Math.min(Math.max(v, low), high);
}

/** Bytes as they come from Python, as an array of their own: at an odd place, floats could not be read. */
function array(Kind, view) {
  return new Kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/** Dense layers from their sizes and their parameters in one row: W row by row, then b. */
function read_layers(layers, numbers) {
  let [n_in, at] = [SIDE * SIDE, 0];
  const take = (n) => numbers.subarray(at, (at += n));
  return layers.filter(({ n }) => n).map(({ activation, n }) => {
    const layer = { n, n_in, W: take(n * n_in), b: take(n), f: ACTIVATIONS[activation] };
    n_in = n;
    return layer;
  });
}

function softmax(z) {
  const most = Math.max(...z);
  const powers = z.map((v) => Math.exp(v - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((p) => p / sum);
}

/** The activations of each layer for an image of 784 numbers; those of the last are the outputs. */
function forward(dense, ends_in_softmax, pixels) {
  let x = pixels;
  const activations = dense.map(({ n, n_in, W, b, f }) => {
    const a = Array.from(b);
    for (let i = 0; i < n; i++) for (let j = 0; j < n_in; j++) a[i] += W[i * n_in + j] * x[j];
    return (x = a.map(f));
  });
  if (ends_in_softmax) activations.push(softmax(activations.pop()));
  return activations;
}

/** Ink (n, n) in bytes as an image from 0 to 1: its longer side 20 pixels, its centre of mass in pixel (14, 14). */
function centred(ink, n = PAD) {
  const image = new Float64Array(SIDE * SIDE);
  const masses = [new Float64Array(n), new Float64Array(n)];
  for (let y = 0; y < n; y++)
    for (let x = 0; x < n; x++) {
      masses[0][y] += ink[y * n + x];
      masses[1][x] += ink[y * n + x];
    }
  const ends = masses.map((mass) => [mass.findIndex((m) => m > 0), mass.findLastIndex((m) => m > 0) + 1]);
  if (ends[0][0] < 0) return image;
  const side = Math.max(...ends.map(([first, last]) => last - first));
  const [down, right] = masses.map((mass, k) => shares(mass, ...ends[k], side));
  const wide = right.map((parts) => // every row of the ink, made 28 wide
    Float64Array.from({ length: n }, (_, y) => parts.reduce((sum, [x, share]) => sum + share * ink[y * n + x], 0)));
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++)
      image[y * SIDE + x] = down[y].reduce((sum, [from, share]) => sum + share * wide[x][from], 0) / 255;
  return image;
}

/** For each of 28 pixels, the places along one side of the ink that it covers, with the share of each. */
function shares(mass, first, last, side) {
  let [sum, moment] = [0, 0];
  mass.forEach((m, place) => {
    sum += m;
    moment += m * (place + 0.5);
  });
  const centre = ((moment / sum - first) * BOX) / side;
  const longest = Math.ceil(((last - first) * BOX) / side);
  const start = Math.min(Math.max(Math.ceil(MIDDLE - centre), 0), SIDE - longest);
  return Array.from({ length: SIDE }, (_, i) => {
    const low = first + ((i - start) * side) / BOX;
    const high = first + ((i + 1 - start) * side) / BOX;
    const parts = [];
    for (let place = Math.max(first, Math.floor(low)); place < Math.min(last, high); place++) {
      const overlap = Math.min(high, place + 1) - Math.max(low, place);
      if (overlap > 0) parts.push([place, (overlap * BOX) / side]);
    }
    return parts;
  });
}

/** The image pushed by so many pixels, what comes in black; and, by its share, covered by noise. */
function pushed(image, right, down, noise, grain) {
  return image.map((_, at) => {
    const [x, y] = [(at % SIDE) - right, Math.floor(at / SIDE) - down];
    const inside = x >= 0 && x < SIDE && y >= 0 && y < SIDE;
    return (1 - noise) * (inside ? image[y * SIDE + x] : 0) + noise * grain[at];
  });
}

/** A straight stroke of a round soft brush. */
function stroke(ink, [x0, y0], [x1, y1]) {
  const [w, h] = [x1 - x0, y1 - y0];
  const length = Math.max(w * w + h * h, 1e-9);
  const [reach, least, most] = [BRUSH + 1, Math.min, Math.max];
  const span = (a, b) => [most(0, Math.floor(least(a, b) - reach)), least(PAD, most(a, b) + reach)];
  const [[left, right], [top, bottom]] = [span(x0, x1), span(y0, y1)];
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) {
      const along = between(((x + 0.5 - x0) * w + (y + 0.5 - y0) * h) / length, 0, 1);
      const away = Math.hypot(x + 0.5 - x0 - along * w, y + 0.5 - y0 - along * h);
      const grey = Math.round(255 * between(BRUSH + 0.5 - away, 0, 1));
      if (grey > ink[y * PAD + x]) ink[y * PAD + x] = grey;
    }
}

/** An image in bytes at the size of the pad. */
function enlarged(image) {
  return Uint8Array.from({ length: PAD * PAD }, (_, at) => {
    const [x, y] = [Math.floor((at % PAD) / FINER), Math.floor(at / PAD / FINER)];
    return image[y * SIDE + x];
  });
}

/** A canvas of n by n pixels, and a function that fills it with greys from 0 to 255. */
function picture(n, attributes = {}) {
  const canvas = html("canvas", { width: n, height: n, ...attributes });
  const context = canvas.getContext("2d");
  const data = context.createImageData(n, n);
  const fill = (greys) => {
    for (let k = 0; k < n * n; k++) {
      data.data[4 * k] = data.data[4 * k + 1] = data.data[4 * k + 2] = greys[k];
      data.data[4 * k + 3] = 255;
    }
    context.putImageData(data, 0, 0);
  };
  return { canvas, fill };
}

/** Where the neurons of each layer stand in the drawing, and how large they are. */
function places(sizes) {
  const [left, right, top, height] = [46, 286, 30, 352];
  return sizes.map((n, k) => {
    const columns = Math.ceil(n / IN_A_COLUMN);
    const rows = Math.ceil(n / columns);
    const pitch = Math.min(k === sizes.length - 1 ? 34 : 22, height / rows, columns > 1 ? 92 / columns : 99);
    const x = sizes.length > 1 ? left + ((right - left) * k) / (sizes.length - 1) : right;
    return Array.from({ length: n }, (_, i) => ({
      x: x + pitch * (Math.floor(i / rows) - (columns - 1) / 2),
      y: top + height / 2 + pitch * ((i % rows) - (rows - 1) / 2),
      r: 0.4 * pitch,
    }));
  });
}

/** The drawing of a network, and a function that shows activations in it. */
function network_drawing(dense) {
  const sizes = dense.map(({ n }) => n);
  const at = places(sizes);
  const drawing = svg("svg", { viewBox: "0 0 450 412", role: "img", class: "network" });
  const lines = sizes.slice(1).map(() => Array.from({ length: LINES }, () => svg("line")));
  drawing.append(...lines.flat());
  const nodes = at.map((layer, k) => layer.map(({ x, y, r }) => {
    const title = svg("title");
    const fill = svg("circle", { cx: x, cy: y, r, class: "fill" });
    drawing.append(svg("g", { class: k === sizes.length - 1 ? "output" : "hidden" },
      svg("circle", { cx: x, cy: y, r, class: "paper" }), fill, title));
    return { fill, title };
  }));
  const bars = at.at(-1).map(({ x, y, r }, digit) => {
    const bar = svg("rect", { x: x + r + 24, y: y - 8, height: 16, width: 0 });
    const text = svg("text", { y: y + 5 });
    drawing.append(svg("g", { class: "bar", "data-digit": digit },
      svg("text", { x: x + r + 6, y: y + 5, class: "digit" }, String(digit)), bar, text));
    return { bar, text, from: x + r + 24 };
  });
  at.forEach((layer, k) => {
    const x = layer.reduce((sum, place) => sum + place.x, 0) / layer.length;
    const name = k === sizes.length - 1 ? `${sizes[k]} outputs` : `${sizes[k]} neurons`;
    drawing.append(svg("text", { x, y: 16, "text-anchor": "middle" }, name));
  });
  drawing.append(
    svg("path", { class: "arrow", d: `M2,206 h${at[0][0].x > 100 ? 180 : 20} m-6,-5 l6,5 l-6,5` }),
    svg("line", { class: "raises", x1: 6, y1: 402, x2: 40, y2: 402, "stroke-width": 2.5 }),
    svg("text", { x: 48, y: 406 }, "raises the sum"),
    svg("line", { class: "lowers", x1: 160, y1: 402, x2: 194, y2: 402, "stroke-width": 2.5 }),
    svg("text", { x: 202, y: 406 }, "lowers the sum"),
    svg("text", { x: 320, y: 406 }, "bluer: more active"));

  function show(activations, answer) {
    activations.forEach((a, k) => {
      const last = k === sizes.length - 1;
      const most = last ? 1 : Math.max(...a.map(Math.abs), 1e-9);
      a.forEach((v, i) => {
        nodes[k][i].fill.setAttribute("fill-opacity", Number.isFinite(v) ? between(v / most, 0, 1).toFixed(3) : 0);
        nodes[k][i].title.textContent = number(v);
      });
      if (k) show_lines(lines[k - 1], dense[k], activations[k - 1], at[k - 1], at[k]);
    });
    activations.at(-1).forEach((v, digit) => {
      const { bar, text, from } = bars[digit];
      const width = 72 * (Number.isFinite(v) ? v : 0);
      bar.setAttribute("width", width.toFixed(2));
      text.setAttribute("x", (from + width + 5).toFixed(2));
      text.textContent = three(v);
      text.parentNode.classList.toggle("answer", digit === answer);
    });
    drawing.setAttribute("aria-label", told(activations));
  }

  return { drawing, show };
}

/** The strongest of what the neurons of one layer receive from those of the layer before. */
function show_lines(lines, { n_in, W }, senders, from, to) {
  const received = Array.from(W, (w, k) => [w * senders[k % n_in], k]).filter(([v]) => Number.isFinite(v));
  received.sort(([a], [b]) => Math.abs(b) - Math.abs(a));
  const strongest = Math.abs(received[0]?.[0] ?? 0);
  lines.forEach((line, rank) => {
    const [v, k] = received[rank] ?? [0, 0];
    const share = strongest ? Math.abs(v) / strongest : 0;
    line.style.display = share >= WEAKEST ? "" : "none";
    if (share < WEAKEST) return;
    const [a, b] = [from[k % n_in], to[Math.floor(k / n_in)]];
    const look = { x1: a.x, y1: a.y, x2: b.x, y2: b.y, "stroke-width": (0.5 + 3 * share).toFixed(2) };
    for (const [name, value] of Object.entries(look)) line.setAttribute(name, value);
    line.setAttribute("class", v > 0 ? "raises" : "lowers");
  });
}

function three(v) {
  return Number.isFinite(v) ? v.toFixed(3) : number(v);
}

function told(activations) {
  const hidden = activations.slice(0, -1).map((a, k) => {
    const most = Math.max(...a.map(Math.abs), 1e-9);
    const lit = a.filter((v) => Math.abs(v) > 0.1 * most).length;
    return `Hidden layer ${k + 1}: ${lit} of ${a.length} neurons are lit.`;
  });
  const outputs = activations.at(-1).map((v, digit) => `${digit} ${three(v)}`).join(", ");
  return `The network. ${hidden.join(" ")} Outputs: ${outputs}.`;
}

function render({ model, el }) {
  const layers = model.get("layers");
  const dense = read_layers(layers, array(Float64Array, model.get("weights")));
  const grain = array(Float64Array, model.get("grain"));
  const examples = array(Uint8Array, model.get("examples"));
  const labels = model.get("labels");
  const outputs_of = (pixels) => forward(dense, layers.at(-1).activation === "softmax", pixels);

  let ink = array(Uint8Array, model.get("ink"));
  let image, activations;
  let drawing_now = false; // by pointer: only its end goes into the model
  const pen = { x: PAD / 2, y: PAD / 2, down: false };
  const held = new Set();

  // ---- the parts
  const paper = picture(PAD, { "aria-hidden": "true" });
  const mark = html("span", { class: "pen" });
  const hint = html("span", { class: "hint", "aria-hidden": "true" }, "draw here");
  const pad = html("div", {
    class: "pad", tabindex: 0, role: "application", "aria-roledescription": "drawing pad",
    "aria-label": "Drawing pad. Arrow keys move the pen, space puts it down and lifts it, Delete clears the pad.",
    "data-lm-suppress-shortcuts": "true", // JupyterLab's own keys stay away while the pad has the focus
    pointerdown: begin, pointermove: go_on, lostpointercapture: finish,
    keydown: key, keyup: (event) => held.delete(event.key), blur: lift,
  }, paper.canvas, mark, hint);
  const gets = picture(SIDE, { class: "gets", role: "img" });
  const read = html("p", { class: "read" });
  const more = html("p", { class: "more" });
  const net = network_drawing(dense);
  const { element: voiceElement, say, end } = voice();

  const sliders = {};
  for (const [name, label, min, max, step] of [
    ["right", "to the right", -FURTHEST, FURTHEST, 1], ["down", "down", -FURTHEST, FURTHEST, 1],
    ["noise", "noise", 0, 1, 0.05],
  ])
    sliders[name] = slider(label, { min, max, step, value: model.get(name), moved: (v) => put(model, { [name]: v }) });

  let first = 0;
  const strip = html("div", { class: "row strip", role: "group", "aria-label": "Test images to start from" });
  const others = button("Others", () => {
    first = first + SHOWN < labels.length ? first + SHOWN : 0;
    show_strip();
  }, { "aria-label": "Other test images" });
  const thumbs = [];

  el.append(html("div", { class: "plaything digits" },
    html("div", { class: "way" },
      html("div", { class: "column" }, pad, html("div", { class: "row" }, button("Clear the pad", clear)),
        html("p", { class: "note" },
          "Or by keys: arrows move the pen, space puts it down or lifts it, Delete clears.")),
      html("div", { class: "column middle" }, html("div", {}, gets.canvas,
        html("p", { class: "note" }, "what the network gets: 28 × 28 pixels, centred as in MNIST")),
      html("div", {}, read, more)),
      net.drawing),
    html("div", { class: "row" }, ...Object.values(sliders).map((s) => s.element)),
    html("div", { class: "row" }, "or start from a test image:", strip, others),
    html("p", { class: "note" },
      `Of MNIST's 10,000 test images, this network reads ${percent(model.get("accuracy"))} ` +
      "rightly. Those were written on paper and scanned; what you draw with a mouse is a little different."),
    voiceElement));

  // ---- what the hand does
  function where(event) {
    const box = paper.canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * PAD) / box.width, ((event.clientY - box.top) * PAD) / box.height];
  }

  function draw_to([x, y]) {
    stroke(ink, [pen.x, pen.y], [x, y]);
    [pen.x, pen.y] = [between(x, 0, PAD), between(y, 0, PAD)];
  }

  function begin(event) {
    if (event.button !== 0 || drawing_now) return;
    pad.classList.remove("keys");
    pad.setPointerCapture(event.pointerId);
    [pen.x, pen.y] = where(event);
    [drawing_now, pen.down] = [true, false];
    draw_to([pen.x, pen.y]);
    show();
  }

  function go_on(event) {
    if (!drawing_now) return;
    const between_frames = event.getCoalescedEvents?.() ?? [];
    for (const each of between_frames.length ? between_frames : [event]) draw_to(where(each));
    show();
  }

  function finish() {
    if (!drawing_now) return;
    drawing_now = false;
    keep();
  }

  function keep(label = null) {
    put(model, { ink: new DataView(ink.slice().buffer), label });
  }

  function clear() {
    ink = new Uint8Array(PAD * PAD);
    pen.down = false;
    keep();
  }

  function lift() {
    held.clear();
    pen.down = false;
    show_pen();
  }

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    pad.classList.add("keys");
    if (event.key in ARROWS) move(event);
    else if (event.key === " " && !event.repeat) put_down(!pen.down);
    else if (event.key === "Escape") put_down(false);
    else if (event.key === "Delete" || event.key === "Backspace") clear();
    else if (event.key !== " ") return;
    event.preventDefault();
  }

  function put_down(down) {
    pen.down = down;
    if (down) draw_to([pen.x, pen.y]);
    if (down) keep();
    show();
  }

  function move(event) {
    held.add(event.key); // two arrows at once go aslant
    const step = event.shiftKey ? 1 : STEP;
    const by = (k) => [...held].reduce((sum, name) => sum + step * ARROWS[name][k], 0);
    const to = [between(pen.x + by(0), 0, PAD), between(pen.y + by(1), 0, PAD)];
    if (pen.down) draw_to(to);
    else [pen.x, pen.y] = to;
    if (pen.down) keep();
    show_pen();
    say(`pen ${pen.down ? "down" : "up"} at ${place()}${pen.down ? `; ${spoken()}` : ""}`);
  }

  function place() {
    return `${Math.round(pen.x / FINER)}, ${Math.round(pen.y / FINER)} of ${SIDE}`;
  }

  function choose(k) {
    ink = enlarged(examples.subarray(k * SIDE * SIDE, (k + 1) * SIDE * SIDE));
    pen.down = false;
    keep(labels[k]);
  }

  // ---- what is shown
  function show_strip() {
    const few = labels.slice(first, first + SHOWN);
    thumbs.splice(0, Infinity, ...few.map((label, k) => {
      const { canvas, fill } = picture(SIDE, { "aria-hidden": "true" });
      fill(examples.subarray((first + k) * SIDE * SIDE, (first + k + 1) * SIDE * SIDE));
      return html("button", { type: "button", "aria-label": `test image ${first + k}, a ${label}`,
        click: () => choose(first + k) }, canvas);
    }));
    strip.replaceChildren(...thumbs);
    others.hidden = labels.length <= SHOWN;
  }

  function show_pen() {
    mark.style.left = `${(100 * pen.x) / PAD}%`;
    mark.style.top = `${(100 * pen.y) / PAD}%`;
    mark.classList.toggle("down", pen.down);
  }

  function answer_of(outputs) {
    return outputs.every(Number.isFinite) ? outputs.indexOf(Math.max(...outputs)) : -1;
  }

  function spoken() {
    const outputs = activations.at(-1);
    const answer = answer_of(outputs);
    return answer < 0 ? "no answer, the numbers overflow" : `read as ${answer}, ${three(outputs[answer])}`;
  }

  function show() {
    const [right, down, noise] = ["right", "down", "noise"].map((name) => model.get(name));
    image = pushed(centred(ink), right, down, noise, grain);
    activations = outputs_of(image);
    const outputs = activations.at(-1);
    const answer = answer_of(outputs);
    const label = drawing_now ? null : model.get("label");
    const empty = !ink.some((grey) => grey);

    paper.fill(ink);
    gets.fill(image.map((v) => Math.round(255 * v)));
    const lit = image.filter((v) => v > 0.1).length / image.length;
    gets.canvas.setAttribute("aria-label", `What the network gets: an image with ${percent(lit)} of its pixels lit`);
    hint.hidden = !empty;
    show_pen();
    net.show(activations, answer);
    show_answer(outputs, answer, label, empty);
    for (const [name, { set }] of Object.entries(sliders)) set(model.get(name));
    say(spoken());
  }

  function show_answer(outputs, answer, label, empty) {
    const second = answer_of(outputs.map((v, digit) => (digit === answer ? -1 : v)));
    read.replaceChildren(...(answer < 0 ? ["no answer: the numbers overflow"]
      : ["read as ", html("strong", {}, String(answer)), ` how sure: ${three(outputs[answer])}`]));
    const right = answer === label;
    more.replaceChildren(...(answer < 0 ? []
      : [`then ${second} at ${three(outputs[second])}`, html("br"),
        label != null ? html("span", { class: right ? "right" : "wrong" }, `${right ? "✓" : "✗"} it is a ${label}`)
        : empty ? "The pad is empty; it answers all the same." : ""]));
  }

  function changed() {
    if (!drawing_now) ink = array(Uint8Array, model.get("ink"));
    show();
  }

  el.plaything = { outputs: (pixels) => outputs_of(pixels).at(-1), image: () => Array.from(image), centred };
  const end_watch = watch(model, ["ink", "label", "right", "down", "noise"], changed);
  show_strip();
  show();
  return () => {
    end_watch();
    end();
    delete el.plaything;
  };
}

function percent(share) {
  return `${+(100 * share).toFixed(1)} %`;
}

export default { render };
