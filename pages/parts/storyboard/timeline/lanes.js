// What stands on the lanes, and where.

const TICKS_S = [0.1, 0.5, 1, 2, 5, 10, 30];
const TICK_PX = 46;

Object.assign(Timeline.prototype, {
  build() {
    this.items = [];
    for (const lane of this.all(".lane")) lane.replaceChildren();
    for (const scene of this.scenes) this.buildScene(scene);
    for (const [index, beat] of this.data.beats.entries()) {
      this.put("music", make("i", index % 4 ? "beat" : "beat down"), () => beat);
    }
    if (!this.data.beats.length) this.say("music", this.data.music ? "No clear beat" : "No music yet");
    for (const [frame, , name] of this.data.accents) this.put("accents", make("i", "accent", { title: name }), () => frame);
    if (!this.scenes.some((scene) => scene.voice)) this.say("voice", "Nobody speaks yet");
    this.place();
  },

  buildScene(scene) {
    const first = () => this.first(scene.id);
    const now = scene.id === this.data.now;
    const clip = make("button", `clip${now ? " now" : ""}${scene.locked ? " locked" : ""}${scene.tight ? " tight" : ""}`, {
      type: "button", "data-name": `clip ${scene.id}`, "data-scene": scene.id, "aria-pressed": now,
      "aria-label": `${scene.title}, ${spoken(scene.frames)}`,
      title: "Opens this scene. Drag it to another place, or move it with Shift and the arrow keys",
    });
    const title = make("b");
    title.textContent = scene.title;
    const shots = scene.shots.map((shot) => {
      const picture = make("span", "shot", { "data-shot": shot.id, title: `${shot.name}, ${spoken(shot.frames)}` });
      if (shot.picture) picture.style.backgroundImage = `url("${shot.picture}")`;
      return picture;
    });
    clip.append(...shots, title);
    this.put("scenes", clip, first, () => scene.frames);
    this.items.at(-1).inside = () => {
      for (const [place, picture] of shots.entries()) picture.style.flex = `${scene.shots[place].frames} 1 0`;
    };
    for (const [place, shot] of scene.shots.slice(0, -1).entries()) {
      const edge = this.edge(`cut ${scene.id} ${shot.id}`, "edge", `Cut after shot ${place + 1} of ${scene.title}`);
      edge.dataset.scene = scene.id;
      edge.dataset.shot = shot.id;
      this.put("scenes", edge, () => first() + shot.first + shot.frames);
      this.items.at(-1).inside = () => tellValue(edge, shot.frames);
    }
    const end = this.edge(`end ${scene.id}`, "edge outer", `End of ${scene.title}`);
    end.dataset.scene = scene.id;
    this.put("scenes", end, () => first() + scene.frames);
    this.items.at(-1).inside = () => tellValue(end, scene.frames);
    for (const [at, frames, text] of scene.captions) {
      const caption = make("span", "caption", { title: text });
      caption.textContent = text;
      this.put("captions", caption, () => first() + at, () => frames);
    }
    if (scene.voice) this.buildVoice(scene, first);
  },

  buildVoice(scene, first) {
    const [at, frames, line] = scene.voice;
    const take = make("div", "take", {
      role: "slider", tabindex: "0", title: line, "data-name": `voice ${scene.id}`, "data-scene": scene.id,
      "aria-label": `Start of the voice in ${scene.title}`, "aria-valuemin": "0",
    });
    for (const [from, count, text] of scene.words) {
      const word = make("i", "", { title: text });
      word.style.left = `${(100 * (from - at)) / frames}%`;
      word.style.width = `calc(${(100 * count) / frames}% - 1px)`;
      take.append(word);
    }
    this.put("voice", take, () => first() + scene.voice[0], () => frames);
    this.items.at(-1).inside = () => tellValue(take, scene.voice[0]);
  },

  edge(name, kind, label) {
    return make("span", kind, { role: "slider", tabindex: "0", "data-name": name, "aria-label": label, title: label });
  },

  put(lane, element, first, frames = null) {
    this.one(`.lane.${lane}`).append(element);
    this.items.push({ element, first, frames });
  },

  say(lane, text) {
    const said = make("span", "none");
    said.textContent = text;
    this.one(`.lane.${lane}`).append(said);
  },

  /** Brings everything to where it belongs at the present lengths and zoom. */
  place() {
    if (!this.data) return;
    const { scale } = this;
    this.lanes.style.width = `${Math.max(this.scroll.clientWidth - 2, Math.max(this.frames, this.data.wanted) * scale + 8)}px`;
    for (const { element, first, frames, inside } of this.items) {
      element.style.left = `${first() * scale}px`;
      if (frames) element.style.width = `${Math.max(2, frames() * scale)}px`;
      inside?.();
    }
    const wanted = this.one(".wanted");
    wanted.style.left = `${this.data.wanted * scale}px`;
    wanted.hidden = Math.abs(this.data.wanted - this.frames) < 2;
    this.rule();
    this.seek(this.at, false);
  },

  rule() {
    const ruler = this.one(".ruler"), end = Math.max(this.frames, this.data.wanted);
    const step = TICKS_S.find((seconds) => seconds * FPS * this.scale >= TICK_PX) ?? 60;
    const ticks = [];
    for (let number = 0; number * step * FPS <= end; number++) {
      const tick = make("span", "tick");
      if ((end - number * step * FPS) * this.scale > TICK_PX / 2) tick.textContent = `${+(number * step).toFixed(1)} s`;
      tick.style.left = `${number * step * FPS * this.scale}px`;
      ticks.push(tick);
    }
    ruler.replaceChildren(...ticks);
  },
});

function make(tag, kind = "", attributes = {}) {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function tellValue(slider, frames) {
  slider.setAttribute("aria-valuenow", (frames / FPS).toFixed(2));
  slider.setAttribute("aria-valuetext", spoken(frames));
}
