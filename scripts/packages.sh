# shellcheck shell=bash
# Sourced by the other scripts: installs the groups of packages.txt that this machine lacks.

packages_file="$(dirname "${BASH_SOURCE[0]}")/packages.txt"

# say TEXT…: a line about what is being done; standard error, so that results stay clean.
say() { printf '== %s\n' "$*" >&2; }

# quietly COMMAND…: shows what the command printed only when it fails.
quietly() {
  local log
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then
    rm -f "$log"
  else
    local status=$?
    cat "$log" >&2
    rm -f "$log"
    say "failed: $*"
    return "$status"
  fi
}

# packages_of GROUP…: the packages of these groups, one a line.
packages_of() {
  local group name wanted=" $* "
  while read -r group name _; do
    [[ $wanted == *" $group "* ]] && printf '%s\n' "$name"
  done <"$packages_file"
  return 0
}

is_installed() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed* ]]
}

# as_root COMMAND…: directly, or through sudo.
as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    say "cannot install packages: neither root nor sudo; as root, run: $*"
    return 1
  fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@"
}

# install_packages GROUP…: installs what is missing of these groups; silent when nothing is.
install_packages() {
  local name missing=()
  if ! command -v apt-get >/dev/null; then
    say "not Debian: taking these as installed: $(packages_of "$@" | tr '\n' ' ')"
    return
  fi
  while read -r name; do
    is_installed "$name" || missing+=("$name")
  done < <(packages_of "$@")
  [[ ${#missing[@]} == 0 ]] && return 0
  say "installing with apt-get: ${missing[*]}"
  quietly apt_get update && quietly apt_get install --no-install-recommends "${missing[@]}"
}
