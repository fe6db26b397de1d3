#!/bin/sh
# Finds the programs that a step needs, and installs what is missing where it may; else it stops and says how.
#   scripts/need.sh go|node|postgres|chromium|compiler|poppler …
set -eu

have() { command -v "$1" >/dev/null 2>&1; }

stop() {
	echo "qhana: $1" >&2
	exit 1
}

# install NAME APT DNF BREW: by the system's own package manager, if we may use it.
install() {
	echo "qhana: $1 is missing; installing it" >&2
	if have apt-get; then
		run_as_root "apt-get update && apt-get install -y --no-install-recommends $2" "$1"
	elif have dnf; then
		run_as_root "dnf install -y $3" "$1"
	elif have brew; then
		brew install $4 >&2 || stop "install $1 with: brew install $4"
	else
		stop "install $1 with your system's package manager, then try again"
	fi
}

# run_as_root COMMAND NAME: as root, or where sudo asks no password.
run_as_root() {
	if [ "$(id -u)" = 0 ]; then
		DEBIAN_FRONTEND=noninteractive sh -c "$1" >&2 || stop "could not install $2: $1"
	elif have sudo && sudo -n true 2>/dev/null; then
		sudo DEBIAN_FRONTEND=noninteractive sh -c "$1" >&2 || stop "could not install $2: $1"
	else
		stop "$2 is missing. Install it with:  sudo sh -c '$1'"
	fi
}

postgres_found() {
	[ -n "${QHANA_DATABASE_URL:-}" ] && return 0
	have initdb && return 0
	for dir in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin \
		/Applications/Postgres.app/Contents/Versions/*/bin; do
		[ -x "$dir/initdb" ] && return 0
	done
	return 1
}

chromium_found() {
	[ -n "${QHANA_CHROMIUM:-}" ] && return 0
	for name in chromium-headless-shell chromium chromium-browser google-chrome; do
		have "$name" && return 0
	done
	[ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]
}

for need in "$@"; do
	case "$need" in
	go) have go || stop "Go 1.26 or newer is missing: https://go.dev/dl/" ;;
	node)
		{ have node && have npm; } || stop "Node.js 20 or newer with npm is missing: https://nodejs.org/"
		[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || stop "Node.js is too old: 20 or newer is needed"
		;;
	postgres) postgres_found || install PostgreSQL "postgresql postgresql-contrib" "postgresql-server postgresql-contrib" "postgresql@16" ;;
	chromium) # without windows of its own where there is such a package: the tests need two thirds of the time
		chromium_found || install Chromium "chromium-headless-shell || apt-get install -y --no-install-recommends chromium" "chromium" "--cask chromium"
		;;
	poppler) { have pdftotext && have pdfinfo; } || install "Poppler's PDF tools" "poppler-utils" "poppler-utils" "poppler" ;;
	compiler) { have gcc || have cc || have clang; } || install "a C compiler" "gcc libc6-dev" "gcc" "gcc" ;;
	*) stop "nobody knows what $need is" ;;
	esac
done
