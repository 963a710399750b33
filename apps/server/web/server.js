// HTTP requests to the server: its model, and the prediction of a file.

/// A failed request: `status` (0: no answer) and the server's message.
export class ServerProblem extends Error {
  constructor(status, said) {
    super(said);
    this.status = status;
  }
}

/// {name, labels} of the server's first model.
export async function fetchModel(token) {
  const answer = await ask('v1/models', { headers: headersWith(token), cache: 'no-store' });
  const model = (Array.isArray(answer) ? answer : answer.models)?.[0];
  return { name: model?.name ?? '', labels: model?.labels ?? [] };
}

/// The object that `emovox predict --segments --attention --format json` gives for the file.
export async function predictFile(file, token, signal) {
  const body = new FormData();
  body.append('file', file, file.name);
  return ask('v1/emotion?segments=true&attention=true',
    { method: 'POST', body, headers: headersWith(token), signal });
}

function headersWith(token) {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

async function ask(address, options) {
  let response;
  try {
    response = await fetch(address, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ServerProblem(0, error.message);
  }
  const text = await response.text().catch(() => '');
  if (!response.ok) throw new ServerProblem(response.status, saidIn(text));
  try {
    return JSON.parse(text);
  } catch {
    throw new ServerProblem(response.status, 'answer: is not JSON; must be an object');
  }
}

// {"error": {"message": …}} or {"message": …} → the message.
function saidIn(text) {
  try {
    const answer = JSON.parse(text);
    return String(answer.error?.message ?? answer.message ?? '');
  } catch {
    return '';
  }
}
