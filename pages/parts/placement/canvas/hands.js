// Pointer, keys and sliders: what the hand does becomes a placement.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 0.005, LONG_STEP = 0.05;

Object.assign(Board.prototype, {
  listen() {
    this.picture.addEventListener("pointerdown", (event) => this.grab(event));
    this.picture.addEventListener("dblclick", () => this.grabbed && this.reset());
    this.picture.addEventListener("keydown", (event) => this.key(event));
    this.picture.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.one(".controls").addEventListener("input", (event) => this.slide(event.target));
    this.one(".controls").addEventListener("change", (event) => event.target.type === "range" && this.restSoon());
    // Focus that leaves the board has let go: the change is sent before the page can be left.
    this.board.addEventListener("focusout", () => this.letGo());
    this.one("[name=frame]").addEventListener("input", (event) => {
      this.pause();
      this.frames.set(this.spot, Number(event.target.value));
      this.draw();
      this.ask();
    });
    this.one(".play").addEventListener("click", () => (this.playing ? (this.pause(), this.ask()) : this.play()));
    this.one(".scenes").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button && button.dataset.scene !== this.scene) this.choose(button.dataset.scene);
    });
    this.one(".automatic").addEventListener("click", () => this.reset());
    this.one(".shots").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button && button.dataset.shot !== (this.shot?.id ?? "")) this.chooseShot(button.dataset.shot);
    });
    this.one(".shots").addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      const ids = ["", ...this.facts.shots.map((shot) => shot.id)];
      this.chooseShot(ids[(ids.indexOf(this.shot?.id ?? "") + by + ids.length) % ids.length]);
      this.one(".shot[aria-checked=true]").focus();
    });
    this.one(".scenes").addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      const ids = this.data.scenes.map((scene) => scene.id);
      this.choose(ids[(ids.indexOf(this.scene) + by + ids.length) % ids.length]);
      this.one(".scene[aria-checked=true]").focus();
    });
  },

  /** Where a pointer is, in the picture's own pixels. */
  point(event) {
    const box = this.picture.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * this.size[0], ((event.clientY - box.top) / box.height) * this.size[1]];
  },

  grab(event) {
    if (this.shot) return this.grabView(event);
    const part = event.target.getAttribute("class");
    this.grabbed = Boolean(this.shown && !event.button && ["outline", "corner", "turn"].includes(part));
    if (!this.grabbed) return;
    event.preventDefault();
    this.picture.focus({ preventScroll: true });
    this.picture.setPointerCapture(event.pointerId);
    this.picture.classList.add("held");
    const start = this.point(event), placement = { ...this.placement }, foot = this.footNow();
    let now = start;
    const follow = {
      // Computed from the newest picture each time, so that the product ends up under the hand whatever the camera does.
      outline: () => {
        const goal = [foot[0] + now[0] - start[0], foot[1] + now[1] - start[1]], { foot: seen, zoom, placement: at } = this.shown;
        return { x: at.x + (goal[0] - seen[0]) / zoom / this.size[0], y: at.y + (goal[1] - seen[1]) / zoom / this.size[1] };
      },
      corner: () => ({ scale: (placement.scale * distance(foot, now)) / Math.max(8, distance(foot, start)) }),
      turn: () => {
        const turned = placement.rotation + angle(foot, now) - angle(foot, start);
        return { rotation: Math.abs(((turned + 540) % 360) - 180) < 2 ? 0 : turned };
      },
    }[part];
    const go = () => this.change(follow(), "Move the product", part === "outline" ? again : null);
    const again = () => {
      const { x, y } = follow(), { placement: mine } = this;
      if (Math.abs(x - mine.x) + Math.abs(y - mine.y) > 0.0005) Object.assign(this.here.placement, { x, y });
    };
    const move = (moved) => {
      now = this.point(moved);
      if (this.hand || distance(now, start) > 2) go();
    };
    const drop = () => {
      this.picture.removeEventListener("pointermove", move);
      this.picture.classList.remove("held");
      this.letGo();
    };
    this.picture.addEventListener("pointermove", move);
    this.picture.addEventListener("lostpointercapture", drop, { once: true });
  },

  key(event) {
    if (this.shot) return this.keyView(event);
    if (event.ctrlKey || event.metaKey || event.altKey || !this.placement) return;
    const { x, y, scale, rotation } = this.placement, long = event.shiftKey;
    const way = STEPS[event.key];
    let fields = null;
    if (way) {
      const step = long ? LONG_STEP : STEP;
      fields = way[0] ? { x: x + way[0] * step } : { y: y + way[1] * step };
    }
    if ("+=*".includes(event.key)) fields = { scale: scale * (long ? 1.1 : 1.02) };
    if ("-_".includes(event.key)) fields = { scale: scale / (long ? 1.1 : 1.02) };
    if ("[{".includes(event.key)) fields = { rotation: rotation - (long ? 10 : 1) };
    if ("]}".includes(event.key)) fields = { rotation: rotation + (long ? 10 : 1) };
    if (!fields) return;
    event.preventDefault();
    this.change(fields, "Move the product");
    this.restSoon();
  },

  /** The wheel rotates the product while the picture has the focus; elsewhere the page scrolls as usual. */
  wheel(event) {
    if (this.shot) return this.wheelView(event);
    if (this.root.activeElement !== this.picture || !this.placement) return;
    event.preventDefault();
    this.change({ rotation: this.placement.rotation + Math.sign(event.deltaY) * (event.shiftKey ? 10 : 1) }, "Move the product");
    this.restSoon();
  },

  slide(control) {
    if (control.name === "area") {
      this.area = control.value;
      sessionStorage.setItem("adforge app overlay", control.value);
      this.drawAreas();
      this.draw();
      return;
    }
    if (this.shot) return this.view && this.slideView(control);
    const value = control.type === "range" ? Number(control.value) : control.value;
    this.change({ [control.name]: value }, LABELS[control.name] ?? "Move the product");
    if (control.type !== "range") this.letGo();  // a slider reports by itself when it is let go
  },
});
