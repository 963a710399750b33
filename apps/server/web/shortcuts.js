// Single keys that do what buttons do. They can be switched off, since speech input types letters.

const kSetting = 'emovox.single-keys';

/// The action of a key press, or nothing. `typing`: whether the focused element takes text.
export function actionOf(event, { enabled, typing }) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return null;
  if (!enabled || typing) return null;
  const keys = { r: 'record', o: 'choose', p: 'play', n: 'next', b: 'before', '+': 'closer',
    '=': 'closer', '-': 'wider', 0: 'all', '?': 'keys' };
  return Object.hasOwn(keys, event.key.toLowerCase()) ? keys[event.key.toLowerCase()] : null;
}

/// `actions` maps the names of actions to functions.
export function installShortcuts({ checkbox, dialog, actions }) {
  checkbox.checked = read() !== 'off';
  checkbox.addEventListener('change', () => write(checkbox.checked ? 'on' : 'off'));
  document.addEventListener('keydown', (event) => {
    const typing = dialog.open || event.target.closest?.('input, textarea, select') != null;
    const action = actionOf(event, { enabled: checkbox.checked, typing });
    if (!action) return;
    event.preventDefault();
    actions[action]();
  });
}

// The browser may forbid storage; the setting then lasts until the page is closed.
function read() {
  try {
    return localStorage.getItem(kSetting);
  } catch {
    return null;
  }
}

function write(value) {
  try {
    localStorage.setItem(kSetting, value);
  } catch {
    // kept in the checkbox
  }
}
