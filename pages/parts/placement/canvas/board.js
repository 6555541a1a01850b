// The board: a scene's picture as the studio draws it, and placing the product on it by hand.
//
// Pictures are requested one at a time, always for the newest state, so that none queue up behind a fast hand; until one
// arrives the outline shows where the product will be. When the hand lets go the placement is saved.

const RESTS_MS = 350;  // keys and sliders have let go after so long without a change
const CALM_MS = 1500;  // the thumbnail follows after this long: sooner, it would delay the next move
const AGAIN_MS = 1500;
const FPS = 30;
const LABELS = {
  shadow: "Change the shadow", reflection: "Change the reflection", motion: "Change the movement", super_y: "Move the headline",
};
const SAID = {
  x: (value) => `${Math.round(value * 100)} %`,
  y: (value) => `${Math.round(value * 100)} %`,
  scale: (value) => `${Math.round(value * 100)} %`,
  rotation: (value) => `${Math.round(value)}°`,
  shadow: (value) => `${Math.round(value * 100)} %`,
  reflection: (value) => `${Math.round(value * 100)} %`,
  super_y: (value) => (value ? `${Math.round(value * 100)} %` : "Default"),
};

class Board {
  constructor(root) {
    this.root = root;
    this.board = this.one(".board");
    this.picture = this.one(".picture");
    this.canvas = this.one("canvas");
    this.local = new Map();    // scene -> {placement, super_y} as they are here, saved or not
    this.unsaved = new Map();  // scene -> the change that the studio has not confirmed
    this.frames = new Map();   // scene -> the frame that is shown
    this.automatic = new Map();
    this.serial = 0;
    this.name = `${Date.now()}-${Math.random()}`;
    this.last = "";            // the newest change's name
    this.scene = "";
    this.shown = null;
    this.flying = false;
    this.hand = null;          // what is being done: {label, follow?}
    this.area = sessionStorage.getItem("adforge app overlay") ?? "none";
    this.listen();
  }

  one(selector) { return this.root.querySelector(selector); }
  all(selector) { return [...this.root.querySelectorAll(selector)]; }
  get facts() { return this.data.scenes.find((scene) => scene.id === this.scene); }
  get here() { return this.local.get(this.scene); }
  get frame() { return this.frames.get(this.scene) ?? Math.round(this.facts.frames * 0.6); }
  get size() { return this.data.size; }
  get playing() { return this.board.classList.contains("playing"); }

  /**
   * The placement in force here: the user's own, or where the studio puts the product by itself. Right after a reset it
   * is not known yet where that is, and the picture still shows the product where it was.
   */
  get placement() { return this.here.placement ?? this.automatic.get(this.scene) ?? this.shown?.placement ?? null; }

  // What the studio says -------------------------------------------------------------------------------------------

  take(data) {
    // Another format has its own placements; changes in the one before are saved under its name.
    if (this.data && this.data.format !== data.format) this.forget();
    this.data = data;
    for (const [scene, change] of this.unsaved) if (change.serial <= data.heard) this.unsaved.delete(scene);
    this.serial = Math.max(this.serial, data.heard);
    for (const scene of data.scenes) {
      if (this.unsaved.has(scene.id) || (this.hand && scene.id === this.scene)) continue;
      this.local.set(scene.id, { placement: scene.placement, super_y: scene.super_y });
    }
    if (!this.facts) this.scene = data.scene;
    this.board.style.setProperty("--ratio", this.size[0] / this.size[1]);
    this.board.style.setProperty("--count", data.scenes.length);
    // A canvas that is given a size, even the same, is wiped.
    if (this.canvas.width !== this.size[0] || this.canvas.height !== this.size[1]) [this.canvas.width, this.canvas.height] = this.size;
    this.one("svg").setAttribute("viewBox", `0 0 ${this.size[0]} ${this.size[1]}`);
    this.drawScenes();
    this.drawAreas();
    this.draw();
    this.ask();
  }

  forget() {
    this.letGo();
    for (const known of [this.local, this.unsaved, this.automatic]) known.clear();
    this.shown = null;
  }

  // What the studio is asked ---------------------------------------------------------------------------------------

  address(scene, fields) { return `${this.data.address}/${encodeURIComponent(scene)}?${new URLSearchParams(fields)}`; }

  request() {
    const fields = { frame: this.frame, v: this.facts.version };
    if (this.here.placement) fields.placement = JSON.stringify(this.here.placement);
    fields.super_y = this.here.super_y ?? "";
    // Setting a moved headline anew takes too long to follow a hand.
    if (this.hand?.label === LABELS.super_y) fields.super_y = this.data.scenes.find((one) => one.id === this.scene).super_y ?? "";
    if (this.hand || this.playing) fields.passing = 1;
    return { scene: this.scene, frame: this.frame, address: this.address(this.scene, fields) };
  }

  async ask() {
    if (this.flying || this.closed) return;
    const request = this.request();
    if (request.address === this.shown?.address) return;
    this.flying = true;
    try {
      const answer = await fetch(request.address);
      if (!answer.ok) throw new Error(await answer.text());
      const facts = JSON.parse(answer.headers.get("X-Comp"));
      const pixels = await createImageBitmap(await answer.blob());
      this.show(request, facts, pixels);
    } catch (error) {
      const lost = error instanceof TypeError;
      this.complain(lost ? "The studio does not answer. Is it still running?" : error.message);
      this.shown = { ...this.shown, address: request.address };
      if (lost) setTimeout(() => { this.shown = null; this.ask(); }, AGAIN_MS);
    }
    this.flying = false;
    this.ask();
  }

  show(request, facts, pixels) {
    if (!facts.placed) this.automatic.set(request.scene, facts.placement);
    if (request.scene !== this.scene) return pixels.close();
    this.canvas.getContext("2d").drawImage(pixels, 0, 0, ...this.size);
    pixels.close();
    const scaled = ([x, y]) => [x * this.size[0], y * this.size[1]];
    this.shown = { ...request, ...facts, corners: facts.corners.map(scaled), foot: scaled(facts.foot) };
    this.shown.zoom = zoomOf(this.shown, this.size, this.data.aspect);
    this.canvas.dataset.shown = request.address;
    this.complain(facts.problem);
    this.hand?.follow?.();
    this.draw();
  }

  complain(sentence) {
    this.one(".fault").textContent = sentence;
    this.one(".fault").hidden = !sentence;
    this.one(".waiting").hidden = true;
  }

  // What a hand does -----------------------------------------------------------------------------------------------

  /** Another placement, or part of one, as long as the hand is at it. */
  change(fields, label, follow) {
    if (!this.placement) return;
    this.pause();
    if ("super_y" in fields) this.here.super_y = fields.super_y || null;
    else {
      const placement = { ...this.placement, ...fields };
      placement.x = clamp(placement.x, -0.5, 1.5);
      placement.y = clamp(placement.y, -0.5, 1.5);
      placement.scale = clamp(placement.scale, 0.03, 3);
      placement.rotation = ((placement.rotation + 540) % 360) - 180;
      this.here.placement = placement;
    }
    this.hand = { label, follow: follow ?? null };
    clearTimeout(this.calming);
    this.calming = setTimeout(() => { this.calming = 0; this.drawScenes(); }, CALM_MS);
    this.draw();
    this.ask();
  }

  /** The hand has let go: what it did is saved, and the picture settles. */
  letGo() {
    clearTimeout(this.resting);
    if (!this.hand) return;
    const { label } = this.hand;
    this.hand = null;
    this.save(label);
  }

  restSoon() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.letGo(), RESTS_MS);
  }

  save(label) {
    const serial = ++this.serial, move = { id: `${this.name}-${serial}`, after: this.last, scene: this.scene, format: this.data.format, label, ...this.here };
    this.last = move.id;
    this.unsaved.set(this.scene, { serial, move });
    // A page that is being left no longer receives messages; the address does, and saves nothing twice.
    const address = this.address(this.scene, { seen: this.data.revision });
    fetch(address, { method: "POST", keepalive: true, body: JSON.stringify(move) }).catch(() => {});
    this.tell.setTriggerValue("done", { serial, changes: [...this.unsaved.values()].map((change) => change.move) });
    this.draw();
    this.ask();
  }

  reset() {
    this.hand = null;
    this.here.placement = null;
    this.save("Reset the placement");
  }

  choose(scene) {
    this.letGo();
    this.pause();
    this.scene = scene;
    this.shown = null;
    this.one(".waiting").hidden = false;
    this.tell.setStateValue("scene", scene);
    this.drawScenes();
    this.draw();
    this.ask();
  }

  play() {
    this.letGo();
    this.board.classList.add("playing");
    const start = performance.now(), from = this.frame >= this.facts.frames - 1 ? 0 : this.frame;
    const step = (now) => {
      if (!this.playing) return;
      this.frames.set(this.scene, (from + Math.floor(((now - start) * FPS) / 1000)) % this.facts.frames);
      this.draw();
      this.ask();
      this.ticking = requestAnimationFrame(step);
    };
    this.ticking = requestAnimationFrame(step);
  }

  pause() {
    cancelAnimationFrame(this.ticking);
    this.board.classList.remove("playing");
  }

  close() {
    this.letGo();
    this.pause();
    this.closed = true;
  }
}

const boards = new WeakMap();

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  let board = boards.get(parentElement);
  if (!board) boards.set(parentElement, (board = new Board(parentElement)));
  board.closed = false;
  board.tell = { setStateValue, setTriggerValue };
  board.take(data);
  const leave = () => board.letGo();
  // What is undone is what was done last.
  const leaving = ["pagehide", "adforge-step"];
  for (const name of leaving) addEventListener(name, leave);
  return () => {
    for (const name of leaving) removeEventListener(name, leave);
    board.close();
  };
}
