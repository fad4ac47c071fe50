#!/usr/bin/env bash
# Installs dedup into an environment of its own, so that nothing of the job's changes.
set -euo pipefail

# The version of the action is the repository it stands in.
specification=${INPUT_VERSION:-$(cd "$(dirname "$0")/.." && pwd)}

python=$(command -v python3 || command -v python)
"$python" -m venv "$DEDUP_HOME"
"$DEDUP_HOME/bin/python" -m pip install --quiet --disable-pip-version-check -- "$specification"
