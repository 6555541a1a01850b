// Streams a file to the server. The page is told once it has become a project.
const drawn = new WeakMap();

export default function (component) {
  const root = component.parentElement.querySelector(".import");
  let sender = drawn.get(root);
  if (!sender) {
    sender = begin(root);
    drawn.set(root, sender);
  }
  sender.receive(component);
  return () => sender.stop();
}

function begin(root) {
  const find = (selector) => root.querySelector(selector);
  const drop = find(".drop"), input = find("input"), underWay = find(".under-way"), failed = find(".failed");
  const doing = find(".doing"), bar = find("progress");
  let component, sending = null;

  function receive(next) {
    component = next;
    input.accept = next.data.ending;
    find(".hint").textContent = `Choose an exported project (${next.data.ending}) or drop it here. Files can be of any size.`;
  }

  function show(words) {
    underWay.hidden = !words;
    drop.hidden = Boolean(words);
    doing.textContent = words;
  }

  function fail(words) {
    sending = null;
    input.value = "";
    show("");
    failed.textContent = words;
    failed.hidden = false;
  }

  function send(file) {
    if (!file || sending) return;
    failed.hidden = true;
    bar.value = 0;
    show(`Uploading ${file.name}…`);
    const request = (sending = new XMLHttpRequest());
    request.open("POST", component.data.address);
    request.setRequestHeader("X-Name", encodeURIComponent(file.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => (bar.value = total ? loaded / total : 0);
    request.upload.onload = () => {
      bar.removeAttribute("value");
      doing.textContent = `Checking and unpacking ${file.name}…`;
    };
    request.onload = () => {
      if (request.status !== 200) return fail(request.responseText || "The studio could not import that file.");
      doing.textContent = "Opening the project…";
      component.setTriggerValue("came", JSON.parse(request.responseText));
    };
    request.onerror = () => fail("The studio did not answer. Check that it is still running, then choose the file again.");
    request.onabort = () => fail("The import was cancelled. Nothing was kept.");
    request.send(file);
  }

  input.onchange = () => send(input.files[0]);
  find(".cancel").onclick = () => sending?.abort();
  for (const name of ["dragenter", "dragover"])
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    send(event.dataTransfer.files[0]);
  });
  return { receive, stop: () => root.isConnected || sending?.abort() };
}
