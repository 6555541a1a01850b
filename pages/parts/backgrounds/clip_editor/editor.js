// Trimming and cropping: what the hand chooses is told when it lets go.

const PICTURES = 10;
const LEAST_S = 0.2;
const STEP_S = 1 / 30, LONG_STEP_S = 0.5;
const LEAST_CROP = 0.1;
const RESTS_MS = 300;

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

class Editor {
  constructor(root) {
    this.root = root;
    this.box = this.one(".editor");
    this.image = this.one(".view img");
    this.video = this.one("video");
    this.crop = this.one(".crop");
    this.listen();
  }

  one(selector) { return this.root.querySelector(selector); }

  take(data) {
    const anew = data.address !== this.data?.address;
    this.data = data;
    this.video.playbackRate = clamp(data.speed, 0.25, 4);
    if (!anew) return;
    const { start, end, crop } = data.chosen;
    this.start = start;
    this.end = end ?? data.seconds;
    // How the ad would show it: as much as its shape can hold, from the middle.
    this.whole = this.fitting();
    this.part = crop ? { x: crop.left, y: crop.top, wide: crop.right - crop.left } : { ...this.whole };
    this.cropped = Boolean(crop);
    this.box.classList.toggle("still", !data.seconds);
    this.box.style.setProperty("--shape", data.shape);
    this.image.src = `${data.address}?at=0`;
    this.image.onerror = () => this.complain("This file cannot be shown. Choose another one.");
    this.image.onload = () => this.draw();
    if (data.seconds) {
      this.video.src = data.file;
      this.video.onloadeddata = () => { this.box.classList.add("playable"); this.seek(this.start); this.draw(); };
      this.video.ontimeupdate = () => this.follow();
      this.one(".pictures").replaceChildren(...Array.from({ length: PICTURES }, (_, place) => {
        const picture = new Image();
        picture.alt = "";
        picture.loading = "lazy";
        picture.src = `${data.address}?at=${(((place + 0.5) / PICTURES) * data.seconds).toFixed(2)}`;
        return picture;
      }));
      this.seek(this.start);
    }
    this.draw();
  }

  /** The width and place of the largest part of the picture that has the ad's shape, as fractions. */
  fitting() {
    const wide = Math.min(1, this.data.ratio / this.data.shape);
    return { x: (1 - wide) / 2, y: (1 - this.high(wide)) / 2, wide };
  }

  high(wide) { return (wide * this.data.shape) / this.data.ratio; }
  get widest() { return Math.min(1, this.data.ratio / this.data.shape); }

  complain(text) {
    this.one(".fault").hidden = false;
    this.one(".fault").textContent = text;
  }

  draw() {
    const { x, y, wide } = this.part, high = this.high(wide);
    Object.assign(this.crop.style, { left: `${x * 100}%`, top: `${y * 100}%`, width: `${wide * 100}%`, height: `${high * 100}%` });
    const { seconds } = this.data;
    if (!seconds) return;
    const at = (time) => `${clamp((100 * time) / seconds, 0, 100)}%`;
    this.one(".start").style.left = at(this.start);
    this.one(".end").style.left = at(this.end);
    this.one(".before").style.width = at(this.start);
    this.one(".after").style.width = at(seconds - this.end);
    for (const [name, value] of [["start", this.start], ["end", this.end]]) {
      const handle = this.one(`.${name}`);
      handle.setAttribute("aria-valuemax", seconds.toFixed(2));
      handle.setAttribute("aria-valuenow", value.toFixed(2));
      handle.setAttribute("aria-valuetext", `${value.toFixed(1)} s`);
    }
    const lasts = (this.end - this.start) / this.data.speed;
    this.one(".said").textContent = `${this.start.toFixed(1)} to ${this.end.toFixed(1)} s of ${seconds.toFixed(1)} s`
      + (this.data.speed === 1 ? "" : `, lasts ${lasts.toFixed(1)} s`);
  }

  seek(seconds) {
    this.at = seconds;
    this.one(".head").style.left = `${clamp((100 * seconds) / this.data.seconds, 0, 100)}%`;
    if (this.box.classList.contains("playable")) this.video.currentTime = seconds;
    else this.asked = (clearTimeout(this.asked), setTimeout(() => { this.image.src = `${this.data.address}?at=${seconds.toFixed(2)}`; }, 80));
  }

  follow() {
    if (this.video.paused) return;
    if (this.video.currentTime >= this.end - 0.02 || this.video.currentTime < this.start - 0.1) this.video.currentTime = this.start;
    this.one(".head").style.left = `${(100 * this.video.currentTime) / this.data.seconds}%`;
    this.ticking = requestAnimationFrame(() => this.follow());
  }

  play() {
    const playing = this.box.classList.toggle("playing");
    if (!playing) return this.video.pause();
    this.video.currentTime = this.start;
    this.video.play().then(() => this.follow(), () => this.box.classList.remove("playing"));
  }

  tell() {
    clearTimeout(this.resting);
    const { x, y, wide } = this.part, high = this.high(wide), { seconds } = this.data;
    this.report({
      start: this.start > 0.01 ? +this.start.toFixed(3) : 0,
      end: seconds && this.end < seconds - 0.01 ? +this.end.toFixed(3) : null,
      crop: this.cropped ? { left: x, top: y, right: Math.min(1, x + wide), bottom: Math.min(1, y + high) } : null,
    });
  }

  tellSoon() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.tell(), RESTS_MS);
  }

  reset() {
    this.start = 0;
    this.end = this.data.seconds;
    this.part = { ...this.whole };
    this.cropped = false;
    if (this.data.seconds) this.seek(0);
    this.draw();
    this.tell();
  }

  trimTo(which, seconds) {
    if (which === "start") this.start = clamp(seconds, 0, this.end - LEAST_S);
    else this.end = clamp(seconds, this.start + LEAST_S, this.data.seconds);
    this.seek(which === "start" ? this.start : Math.max(this.start, this.end - STEP_S));
    this.draw();
  }

  cropTo(x, y, wide) {
    const size = clamp(wide, LEAST_CROP, this.widest);
    this.part = { x: clamp(x, 0, 1 - size), y: clamp(y, 0, Math.max(0, 1 - this.high(size))), wide: size };
    this.cropped = true;
    this.draw();
  }

  listen() {
    for (const which of ["start", "end"]) {
      const handle = this.one(`.${which}`);
      this.drag(handle, (place) => this.trimTo(which, place.along * this.data.seconds), ".strip");
      handle.addEventListener("keydown", (event) => {
        const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
        if (!by) return;
        event.preventDefault();
        this.trimTo(which, this[which] + by * (event.shiftKey ? LONG_STEP_S : STEP_S));
        this.tellSoon();
      });
    }
    this.one(".strip").addEventListener("pointerdown", (event) => {
      if (event.target.closest(".handle")) return;
      const box = this.one(".strip").getBoundingClientRect();
      this.seek(clamp((event.clientX - box.left) / box.width, 0, 1) * this.data.seconds);
    });
    this.drag(this.crop, (place, from, start) => {
      const corner = from.corner;
      if (corner === undefined) return this.cropTo(start.x + place.along - from.along, start.y + place.down - from.down, start.wide);
      // The opposite corner stays where it is.
      const right = corner === 1 || corner === 2, lower = corner >= 2;
      const wide = clamp(right ? place.along - start.x : start.x + start.wide - place.along, LEAST_CROP, this.widest);
      const high = this.high(wide), bottom = start.y + this.high(start.wide);
      this.cropTo(right ? start.x : start.x + start.wide - wide, lower ? start.y : bottom - high, wide);
    }, ".view");
    this.crop.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      const grow = { "+": 1.05, "=": 1.05, "-": 1 / 1.05 }[event.key], { x, y, wide } = this.part;
      if (!by && !grow) return;
      event.preventDefault();
      if (by) this.cropTo(x + by[0] * 0.01, y + by[1] * 0.01, wide);
      else this.cropTo(x + (wide - wide * grow) / 2, y + (this.high(wide) - this.high(wide * grow)) / 2, wide * grow);
      this.tellSoon();
    });
    this.one(".play").addEventListener("click", () => this.play());
    this.one(".reset").addEventListener("click", () => this.reset());
  }

  /** Calls `move` with where the pointer is, as fractions of what it moves on, until it lets go. */
  drag(element, move, on) {
    element.addEventListener("pointerdown", (event) => {
      if (event.button || !event.isPrimary) return;
      event.preventDefault();
      event.stopPropagation();
      element.focus({ preventScroll: true });
      element.setPointerCapture(event.pointerId);
      const place = (now) => {
        const box = this.one(on).getBoundingClientRect();
        return { along: clamp((now.clientX - box.left) / box.width, 0, 1), down: clamp((now.clientY - box.top) / box.height, 0, 1) };
      };
      const grip = event.target.closest(".grip"), start = { ...this.part };
      const from = { ...place(event), corner: grip ? Number(grip.dataset.corner) : undefined };
      const off = new AbortController(), { signal } = off;
      element.addEventListener("pointermove", (now) => move(place(now), from, start), { signal });
      for (const name of ["pointerup", "pointercancel"]) {
        element.addEventListener(name, () => { off.abort(); this.tell(); }, { signal });
      }
    });
  }
}

const editors = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  let editor = editors.get(parentElement);
  if (!editor) editors.set(parentElement, (editor = new Editor(parentElement)));
  editor.report = (chosen) => setStateValue("chosen", chosen);
  editor.take(data);
  return () => { editor.video.pause(); cancelAnimationFrame(editor.ticking); };
}
