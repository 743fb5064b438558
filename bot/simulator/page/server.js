// What the page asks of the simulator: one request per verb, and the stream of events.

export async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" },
  };
  const response = await fetch(`/control/${path}`, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

export const does = (person, verb, details) => ask(`people/${person}/${verb}`, details);

export const fileUrl = (id) => `/control/files/${encodeURIComponent(id)}`;

export function listen(handlers, opened, lost) {
  const stream = new EventSource("/control/events");
  stream.onopen = opened;
  stream.onerror = lost;
  for (const [kind, handle] of Object.entries(handlers)) {
    stream.addEventListener(kind, (event) => handle(JSON.parse(event.data)));
  }
}

export function encoded(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1] || "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
