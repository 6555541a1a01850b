// What the board shows around the picture: scenes, handles, areas, slider positions and notes.

Object.assign(Board.prototype, {
  drawScenes() {
    const list = this.one(".scenes"), { scenes } = this.data;
    while (list.children.length > scenes.length) list.lastElementChild.remove();
    while (list.children.length < scenes.length) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "scene";
      button.setAttribute("role", "radio");
      button.append(document.createElement("img"), document.createElement("span"));
      list.append(button);
    }
    scenes.forEach((scene, place) => {
      const button = list.children[place], chosen = scene.id === this.scene, [image, name] = button.children;
      button.dataset.scene = scene.id;
      button.setAttribute("aria-checked", chosen);
      button.tabIndex = chosen ? 0 : -1;
      button.title = scene.note || `Place the product in this scene`;
      name.textContent = scene.title;
      image.alt = "";
      const fields = { small: 1, frame: Math.round(scene.frames * 0.6), v: scene.version, saved: scene.saved };
      // The picture comes first: thumbnails are requested once it is there.
      const address = this.address(scene.id, fields);
      if (this.shown && !(this.calming && image.src) && image.dataset.address !== address) image.src = image.dataset.address = address;
    });
  },

  drawAreas() {
    const choice = this.one("[name=area]"), names = [["none", "None"], ["all", "All apps"], ...this.data.areas.map((area) => [area.name, area.name])];
    if (!names.some(([value]) => value === this.area)) this.area = "none";
    choice.replaceChildren(...names.map(([value, name]) => new Option(name, value, false, value === this.area)));
    const [width, height] = this.size;
    const shown = this.area === "none" ? [] : this.area === "all" ? [this.data.safe] : this.data.areas.filter((area) => area.name === this.area).map((area) => area.box);
    this.one(".covered").setAttribute("d", shown.map(([left, top, right, bottom]) =>
      `M0 0H${width}V${height}H0Z M${left * width} ${top * height}V${bottom * height}H${right * width}V${top * height}Z`).join(""));
  },

  footNow() {
    const { shown } = this;
    return carried(shown.foot, shown, { placement: this.placement }, this.size, shown.zoom);
  },

  draw() {
    const { facts, placement, shown } = this, moment = this.one("[name=frame]"), [first, count] = this.span;
    this.one(".title").textContent = facts.title;
    this.one(".how").textContent = facts.note || (this.here.placement ? `Placed by you in ${this.data.format}` : "Placed automatically");
    const at = ((this.frame - first) / FPS).toFixed(1);
    moment.min = first;
    moment.max = first + count - 1;
    moment.value = this.frame;
    moment.setAttribute("aria-valuetext", `${at} seconds`);
    this.one(".moment").textContent = `${at} of ${(count / FPS).toFixed(1)} s`;
    const play = this.one(".play");
    play.ariaLabel = play.title = this.playing ? "Pause" : this.shot ? "Play the shot" : "Play the scene";
    this.drawShots();
    if (this.shot) this.drawView();
    for (const control of this.all(".places [name]")) {
      const headline = control.name === "super_y";
      // Each shot has a movement of its own, on the storyboard.
      control.disabled = !placement || (headline && !facts.headline) || (control.name === "motion" && facts.shots.length > 0);
      const value = headline ? this.here.super_y ?? 0 : placement?.[control.name];
      if (value === undefined) continue;
      if (control.type !== "range" || Math.abs(Number(control.value) - value) > Number(control.step) / 2) control.value = value;
      const said = SAID[control.name]?.(value) ?? "";
      if (control.type === "range") {
        control.nextElementSibling.textContent = headline && !facts.headline ? "–" : said;
        control.setAttribute("aria-valuetext", said);
      }
    }
    for (const slider of this.all("[type=range]")) {
      slider.style.setProperty("--done", `${((slider.value - slider.min) / (slider.max - slider.min)) * 100}%`);
    }
    this.board.classList.toggle("empty", !shown?.corners);
    if (!shown?.corners) return;
    this.drawGrips();
    this.drawNotes();
    if (this.all(".scene img:not([src])").length) this.drawScenes();
  },

  drawGrips() {
    const { shown, placement, size } = this, scale = size[0] / (this.picture.clientWidth || size[0]);
    const corners = shown.corners.map((corner) => carried(corner, shown, { placement }, size, shown.zoom));
    this.one(".outline").setAttribute("points", corners.map((corner) => corner.join()).join(" "));
    const side = 11 * scale;
    this.all(".corner").forEach((grip, place) => {
      const [x, y] = corners[place].map((value, axis) => clamp(value, side / 2, size[axis] - side / 2));
      for (const [name, value] of Object.entries({ x: x - side / 2, y: y - side / 2, width: side, height: side })) grip.setAttribute(name, value);
    });
    const top = [(corners[0][0] + corners[1][0]) / 2, (corners[0][1] + corners[1][1]) / 2], foot = this.footNow();
    const tall = distance(top, foot) || 1, reach = 30 * scale;
    const turn = top.map((value, axis) => clamp(value + ((value - foot[axis]) / tall) * reach, side, size[axis] - side));
    for (const [name, value] of Object.entries({ cx: turn[0], cy: turn[1], r: 7 * scale })) this.one(".turn").setAttribute(name, value);
    for (const [name, value] of Object.entries({ x1: top[0], y1: top[1], x2: turn[0], y2: turn[1] })) this.one(".stem").setAttribute(name, value);
  },

  drawNotes() {
    const notes = this.shown.notes[this.area] ?? this.shown.notes[""];
    const fine = this.shown.fills ? "Words may lie on the product in this shot. They stay readable." : "Nothing is covered at this moment.";
    const lines = notes.length ? notes.slice(0, 3) : [fine];
    const list = this.one(".notes");
    if (lines.join() === list.dataset.said) return;
    list.dataset.said = lines.join();
    list.replaceChildren(...lines.map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      item.className = notes.length ? "" : "fine";
      return item;
    }));
  },
});
