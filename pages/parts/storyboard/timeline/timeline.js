// The timeline: the ad to scale. What the hand does is shown at once; when it lets go, the change is saved.

const FPS = 30;
const RESTS_MS = 350;  // keys have let go after so long without a change
const MOST_ZOOM = 24;
const HINT = "Drag a cut to move it, a scene to reorder. Alt: without snapping";

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
const spoken = (frames) => `${(frames / FPS).toFixed(1)} s`;
const clock = (frames) => `${Math.floor(frames / FPS / 60)}:${(Math.floor((frames / FPS) * 10) / 10 % 60).toFixed(1).padStart(4, "0")}`;

class Timeline {
  constructor(root) {
    this.root = root;
    this.table = this.one(".timeline");
    this.lanes = this.one(".lanes");
    this.scroll = this.one(".scroll");
    this.items = [];     // what stands on the lanes: {element, first(), frames()}, in frames of the ad
    this.unsaved = [];   // the changes that the studio has not confirmed
    this.serial = 0;
    this.zoom = 1;       // 1 shows the whole ad
    this.at = 0;         // the playhead, in frames
    this.hand = null;    // what is dragged or nudged: {change(), held}, and for a nudge {on, byKey}
    this.listen();
    new ResizeObserver(() => this.place()).observe(this.scroll);
  }

  one(selector) { return this.root.querySelector(selector); }
  all(selector) { return [...this.root.querySelectorAll(selector)]; }
  get frames() { return this.scenes.reduce((sum, scene) => sum + scene.frames, 0); }
  get scale() { return (this.zoom * (this.scroll.clientWidth - 8)) / Math.max(this.data.frames, this.data.wanted, 1); }
  scene(id) { return this.scenes.find((scene) => scene.id === id); }
  first(id) {
    let first = 0;
    for (const scene of this.scenes) {
      if (scene.id === id) break;
      first += scene.frames;
    }
    return first;
  }

  take(data) {
    this.data = data;
    this.unsaved = this.unsaved.filter((change) => change.serial > data.heard);
    this.serial = Math.max(this.serial, data.heard);
    // What is in the hand, or on its way, stays as it is here until the studio has heard of it.
    if (this.hand || this.unsaved.length) return;
    this.scenes = structuredClone(data.scenes);
    const focused = this.root.activeElement?.dataset?.name;
    this.build();
    if (focused) this.one(`[data-name="${CSS.escape(focused)}"]`)?.focus();
    this.hint();
    this.seek(clamp(this.at, 0, this.frames - 1), false);
  }

  hint(text = HINT) { this.one(".hint").textContent = text; }

  /** Saves a change that is shown here already. */
  save(change) {
    this.hand = null;
    this.unsaved.push({ serial: ++this.serial, ...change });
    this.tell.setTriggerValue("done", { serial: this.serial, changes: this.unsaved });
    this.hint();
  }

  letGo() {
    clearTimeout(this.resting);
    const change = this.hand?.change();
    if (change) this.save(change);
    else this.drop();
  }

  /** Puts back what the hand holds. */
  drop() {
    clearTimeout(this.resting);
    if (!this.hand) return;
    this.hand = null;
    this.scenes = structuredClone(this.data.scenes);
    this.build();
    this.hint();
  }

  restSoon() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.letGo(), RESTS_MS);
  }

  open(scene, shot) { this.tell.setTriggerValue("opened", { scene, shot }); }

  /** Moves the playhead, and with `told` the picture and sound as well. */
  seek(frame, told = true) {
    this.at = clamp(frame, 0, Math.max(0, this.frames - 1));
    this.one(".playhead").style.left = `${this.at * this.scale}px`;
    this.one(".clock").textContent = `${clock(this.at)} / ${clock(this.frames)}`;
    const ruler = this.one(".ruler");
    ruler.setAttribute("aria-valuemax", this.frames - 1);
    ruler.setAttribute("aria-valuenow", Math.round(this.at));
    ruler.setAttribute("aria-valuetext", `${spoken(this.at)} of ${spoken(this.frames)}`);
    if (told) window.dispatchEvent(new CustomEvent("adforge-seek", { detail: { seconds: Math.round(this.at) / FPS } }));
  }

  follow({ seconds, playing }) {
    this.seek(seconds * FPS, false);
    if (!playing || this.hand) return;
    const x = this.at * this.scale, { scrollLeft: left, clientWidth: wide } = this.scroll;
    if (x < left || x > left + wide - 24) this.scroll.scrollLeft = x - 24;
  }

  zoomTo(zoom, x = this.at * this.scale - this.scroll.scrollLeft) {
    const frame = (this.scroll.scrollLeft + x) / this.scale;
    this.zoom = clamp(zoom, 1, MOST_ZOOM);
    this.place();
    this.scroll.scrollLeft = frame * this.scale - x;
  }
}

const timelines = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let timeline = timelines.get(parentElement);
  if (!timeline) timelines.set(parentElement, (timeline = new Timeline(parentElement)));
  timeline.tell = { setTriggerValue };
  timeline.take(data);
  const leave = () => timeline.letGo();
  const follow = (event) => timeline.follow(event.detail);
  // What is undone is what was done last.
  for (const name of ["pagehide", "adforge-step"]) addEventListener(name, leave);
  addEventListener("adforge-time", follow);
  return () => {
    for (const name of ["pagehide", "adforge-step"]) removeEventListener(name, leave);
    removeEventListener("adforge-time", follow);
    timeline.letGo();
  };
}
