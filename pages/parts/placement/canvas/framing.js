// Shots: choosing one, and dragging and zooming what it shows of the picture.

const FRAME = "Frame a shot by hand", FRAME_AGAIN = "Frame a shot automatically";
const CLOSEST = 8;

Object.assign(Board.prototype, {
  chooseShot(id) {
    this.letGo();
    this.pause();
    this.framed.set(this.scene, id);
    this.shown = null;
    this.one(".waiting").hidden = false;
    this.tell.setStateValue("shot", id);
    this.draw();
    this.ask();
  },

  /** The nearest view that shows nothing beyond the picture, as long as the hand is at it. */
  reframe({ x, y, zoom }) {
    this.pause();
    zoom = clamp(zoom, 1, this.closest);
    const half = 0.5 / zoom;
    this.views.set(this.spot, { x: clamp(x, half, 1 - half), y: clamp(y, half, 1 - half), zoom });
    this.hand = { label: FRAME };
    this.draw();
    this.ask();
  },

  /** The same part of the picture, larger or smaller; what is at `point` of the frame stays there. */
  zoomBy(factor, point = [this.size[0] / 2, this.size[1] / 2]) {
    const { x, y, zoom } = this.view, now = clamp(zoom * factor, 1, this.closest);
    const [u, v] = point.map((value, axis) => value / this.size[axis] - 0.5);
    this.reframe({ x: x + u / zoom - u / now, y: y + v / zoom - v / now, zoom: now });
  },

  /** One pointer drags the picture, two zoom it: what was under them when they came stays under them. */
  grabView(event) {
    this.grabbed = Boolean(this.view && !event.button);
    if (!this.grabbed) return;
    event.preventDefault();
    this.picture.focus({ preventScroll: true });
    this.picture.setPointerCapture(event.pointerId);
    this.picture.classList.add("held");
    this.pointers.set(event.pointerId, this.point(event));
    let start = this.grip();
    const move = (moved) => {
      if (!this.pointers.has(moved.pointerId)) return;
      this.pointers.set(moved.pointerId, this.point(moved));
      const now = this.grip();
      if (now.count !== start.count) start = now;  // a finger came or went
      const { view } = start, zoom = clamp(view.zoom * (start.apart ? now.apart / start.apart : 1), 1, this.closest);
      if (!this.hand && distance(now.middle, start.middle) <= 2 && zoom === view.zoom) return;
      const [x, y] = [view.x, view.y].map((value, axis) =>
        value + (start.middle[axis] / this.size[axis] - 0.5) / view.zoom - (now.middle[axis] / this.size[axis] - 0.5) / zoom);
      this.reframe({ x, y, zoom });
    };
    const drop = (gone) => {
      if (gone.pointerId !== event.pointerId) return;
      this.pointers.delete(event.pointerId);
      this.picture.removeEventListener("pointermove", move);
      this.picture.removeEventListener("lostpointercapture", drop);
      if (this.pointers.size) return;
      this.picture.classList.remove("held");
      this.letGo();
    };
    if (this.pointers.size === 1) this.picture.addEventListener("pointermove", move);
    this.picture.addEventListener("lostpointercapture", drop);
  },

  /** Where the pointers are, and the view as it is now. */
  grip() {
    const points = [...this.pointers.values()], count = points.length;
    const middle = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / count);
    return { count, middle, apart: count > 1 ? distance(points[0], points[1]) : 0, view: this.view };
  },

  keyView(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.view) return;
    const way = STEPS[event.key], { x, y, zoom } = this.view, long = event.shiftKey;
    const step = (long ? LONG_STEP : STEP) / zoom;
    if (way) this.reframe({ x: x + way[0] * step, y: y + way[1] * step, zoom });
    else if ("+=*".includes(event.key)) this.zoomBy(long ? 1.2 : 1.04);
    else if ("-_".includes(event.key)) this.zoomBy(1 / (long ? 1.2 : 1.04));
    else return;
    event.preventDefault();
    this.restSoon();
  },

  /** A touchpad's pinch is a wheel with Ctrl; a plain wheel zooms while the picture has the focus. */
  wheelView(event) {
    if (!this.view || (!event.ctrlKey && this.root.activeElement !== this.picture)) return;
    event.preventDefault();
    this.zoomBy(Math.exp(-clamp(event.deltaY, -60, 60) * (event.ctrlKey ? 0.01 : 0.002)), this.point(event));
    this.restSoon();
  },

  slideView(control) {
    const { x, y, zoom } = this.view, half = 0.5 / zoom, to = Number(control.value);
    // The sliders go from edge to edge of what there is to see at this zoom.
    const along = (at) => half + (at / 100) * (1 - 2 * half);
    if (control.name === "zoom") this.reframe({ x, y, zoom: to });
    else this.reframe(control.name === "across" ? { x: along(to), y, zoom } : { x, y: along(to), zoom });
  },

  drawShots() {
    const { facts, data } = this, list = this.one(".shots"), chosen = this.shot?.id ?? "";
    this.board.classList.toggle("cut", data.scenes.some((scene) => scene.shots.length));
    this.board.classList.toggle("framing", Boolean(chosen));
    list.classList.toggle("none", !facts.shots.length);
    this.picture.setAttribute("aria-describedby", chosen ? "view-keys" : "keys");
    const names = [["", "Whole picture", "Place the product in the whole picture of this scene"],
      ...facts.shots.map((shot, place) => [shot.id, `Shot ${place + 1}`, `Frame shot ${place + 1}: ${shot.name}, ${(shot.frames / FPS).toFixed(1)} s`])];
    while (list.children.length > names.length) list.lastElementChild.remove();
    while (list.children.length < names.length) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "shot";
      button.setAttribute("role", "radio");
      list.append(button);
    }
    names.forEach(([id, name, title], place) => {
      const button = list.children[place];
      button.dataset.shot = id;
      button.textContent = name;
      button.title = title;
      button.setAttribute("aria-checked", id === chosen);
      button.tabIndex = id === chosen ? 0 : -1;
    });
  },

  drawView() {
    const { view, shot, closest } = this;
    this.one(".how").textContent = this.views.get(this.spot) ? `Framed by you in ${this.data.format}` : "Framed automatically";
    this.one(".title").textContent = `Shot ${this.facts.shots.indexOf(shot) + 1} · ${shot.name}`;
    this.one(".automatic").disabled = !this.views.get(this.spot);
    const half = view ? 0.5 / view.zoom : 0.5, part = (at) => (half < 0.5 ? ((at - half) / (1 - 2 * half)) * 100 : 50);
    const values = view ? { zoom: view.zoom, across: part(view.x), down: part(view.y) } : {};
    for (const control of this.all(".views [name]")) {
      const value = values[control.name], pans = control.name !== "zoom";
      if (!pans) control.max = closest;
      control.disabled = value === undefined || (pans && half >= 0.5);
      if (value === undefined) continue;
      if (Math.abs(Number(control.value) - value) > Number(control.step) / 2) control.value = value;
      const said = pans ? `${Math.round(value)} %` : `${value.toFixed(1)}×`;
      control.nextElementSibling.textContent = said;
      control.setAttribute("aria-valuetext", said);
    }
  },
});
