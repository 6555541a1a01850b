// Paints strokes on the product photo. What is painted is sent whole; what the project holds comes back as `strokes`.
const MOST_POINTS = 1500;
const drawn = new WeakMap();

export default function (component) {
  const root = component.parentElement.querySelector(".paint");
  let painter = drawn.get(root);
  if (!painter) {
    painter = begin(root);
    drawn.set(root, painter);
  }
  painter.receive(component);
}

function begin(root) {
  const find = (selector) => root.querySelector(selector);
  const stage = find(".stage"), canvas = find("canvas"), said = find(".said");
  const size = find(".size"), undo = find(".undo"), clear = find(".clear");
  let component, strokes = [], applied = [], current = null, way = "keep", sent = "", shown = {}, pen = null;
  let brush = { x: 0.5, y: 0.5 }, visible = false;

  const radius = () => Number(size.value) / 100;
  const longer = () => Math.max(stage.clientWidth, stage.clientHeight);
  const round = (value) => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4;
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  function receive(next) {
    component = next;
    const { data } = next;
    root.style.setProperty("--aspect", data.aspect);
    if (shown.photo !== data.photo) {
      shown.photo = data.photo;
      stage.querySelectorAll("img").forEach((image) => (image.src = data.photo));
    }
    if (shown.matte !== data.matte) {
      shown.matte = data.matte;
      // The old matte stays until the new one is there.
      const waiting = new Image();
      waiting.onload = () => {
        if (shown.matte !== data.matte) return;
        for (const name of ["maskImage", "webkitMaskImage"]) find(".clear-cut").style[name] = `url("${data.matte}")`;
        root.dataset.matte = data.matte;
        settle(data);
      };
      waiting.src = data.matte;
    } else settle(data);
  }

  function settle(data) {
    // What this window has painted and the project has not taken in yet stands.
    if (!data.busy && (!sent || data.heard === sent)) {
      strokes = data.strokes.slice();
      applied = data.strokes;
    }
    root.dataset.busy = String(Boolean(data.busy));
    draw();
  }

  function send() {
    sent = `${Date.now()}-${Math.random()}`;
    component.setTriggerValue("painted", { serial: sent, strokes });
    draw();
  }

  function start(x, y) {
    current = { keep: way === "keep", radius: radius(), points: [{ x: round(x), y: round(y) }] };
    draw();
  }

  function go(x, y) {
    if (!current) return;
    const last = current.points[current.points.length - 1];
    const step = Math.hypot((x - last.x) * stage.clientWidth, (y - last.y) * stage.clientHeight) / longer();
    if (step < current.radius / 5) return;
    if (current.points.length >= MOST_POINTS) {
      strokes = [...strokes, current];
      start(last.x, last.y);
    }
    current.points.push({ x: round(x), y: round(y) });
  }

  function end() {
    if (!current) return;
    strokes = [...strokes, current];
    current = null;
    send();
  }

  function place(event) {
    const box = stage.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || pen !== null) return;
    event.preventDefault();
    stage.focus({ preventScroll: true });
    stage.setPointerCapture(event.pointerId);
    pen = event.pointerId;
    const [x, y] = place(event);
    brush = { x, y };
    start(x, y);
  });
  stage.addEventListener("pointermove", (event) => {
    const [x, y] = place(event);
    brush = { x, y };
    visible = true;
    if (event.pointerId === pen) {
      const way_there = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
      for (const one of way_there.length ? way_there : [event]) go(...place(one));
    }
    draw();
  });
  for (const kind of ["pointerup", "pointercancel"])
    stage.addEventListener(kind, (event) => {
      if (event.pointerId !== pen) return;
      pen = null;
      end();
    });
  stage.addEventListener("pointerleave", () => { visible = document.activeElement === stage; draw(); });
  stage.addEventListener("focus", () => { visible = true; draw(); });
  stage.addEventListener("blur", () => { visible = false; if (pen === null) end(); draw(); });

  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = (event.shiftKey ? 0.2 : 1) * Math.max(0.005, radius());
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const key = event.key;
    if (ways[key]) {
      const [across, down] = ways[key];
      brush = { x: round(brush.x + (across * step * longer()) / stage.clientWidth), y: round(brush.y + (down * step * longer()) / stage.clientHeight) };
      go(brush.x, brush.y);
    } else if (key === " ") {
      if (current) end(); else start(brush.x, brush.y);
    } else if (key === "Escape") {
      if (!current) return;
      current = null;
    } else if (key === "k" || key === "K") choose("keep");
    else if (key === "e" || key === "E") choose("erase");
    else if (key === "[") size.stepDown();
    else if (key === "]") size.stepUp();
    else if (key === "Backspace") back();
    else return;
    event.preventDefault();
    visible = true;
    tell();
    draw();
  });

  function tell() {
    const doing = current ? "painting" : "lifted";
    said.textContent = `${way}, brush at ${Math.round(brush.x * 100)} % across, ${Math.round(brush.y * 100)} % down, ${doing}`;
  }

  function choose(next) {
    if (current) end();
    way = next;
    for (const button of root.querySelectorAll("[data-way]")) button.setAttribute("aria-pressed", String(button.dataset.way === way));
  }

  function back() {
    if (!strokes.length || current) return;
    strokes = strokes.slice(0, -1);
    send();
  }

  for (const button of root.querySelectorAll("[data-way]")) button.addEventListener("click", () => choose(button.dataset.way));
  undo.addEventListener("click", back);
  clear.addEventListener("click", () => { if (strokes.length) { strokes = []; send(); } });
  find(".alone").addEventListener("change", (event) => root.classList.toggle("alone-on", event.target.checked));
  size.addEventListener("input", draw);
  new ResizeObserver(draw).observe(stage);

  function draw() {
    undo.disabled = clear.disabled = !strokes.length;
    const ratio = window.devicePixelRatio || 1, width = stage.clientWidth, height = stage.clientHeight;
    if (!width) return;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const ink = canvas.getContext("2d");
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
    ink.clearRect(0, 0, width, height);
    const colour = (kind) => getComputedStyle(find(`i.${kind}`)).color;
    const text = getComputedStyle(root).color, ground = getComputedStyle(root).getPropertyValue("--st-background-color");
    let known = 0;
    while (known < strokes.length && known < applied.length && same(strokes[known], applied[known])) known += 1;
    ink.globalAlpha = 0.5;
    for (const one of [...strokes.slice(known), ...(current ? [current] : [])]) {
      ink.strokeStyle = colour(one.keep ? "keep" : "erase");
      ink.lineWidth = 2 * one.radius * longer();
      ink.lineCap = ink.lineJoin = "round";
      ink.beginPath();
      ink.moveTo(one.points[0].x * width, one.points[0].y * height);
      for (const point of one.points) ink.lineTo(point.x * width, point.y * height);
      ink.stroke();
    }
    ink.globalAlpha = 1;
    if (!visible) return;
    // The inner ring is certain; between the rings the photo's own edges decide.
    for (const [part, dashes] of [[1, []], [component.data.sure, [4, 4]]])
      for (const [line, paint] of [[3.5, ground], [1.5, part === 1 ? colour(way) : text]]) {
        ink.beginPath();
        ink.setLineDash(dashes);
        ink.lineWidth = line;
        ink.strokeStyle = paint;
        ink.arc(brush.x * width, brush.y * height, Math.max(2, part * radius() * longer()), 0, 2 * Math.PI);
        ink.stroke();
      }
    ink.setLineDash([]);
  }

  return { receive };
}
