# Makes .venv from a hashed requirements file. Sourced by ./run and ./test.
# usage: make_environment run|dev|bench|spark (spark comes on top of one of the others)

find_python() {
    local candidate
    for candidate in ${TOCSIN_PYTHON:-} python3.13 python3.12 python3.11 python3.14 python3 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$candidate"
            return 0
        fi
    done
    echo "Tocsin needs Python 3.11 or newer. Install it, or set TOCSIN_PYTHON to its path, and run this again." >&2
    return 1
}

fingerprint_of() { # file
    if command -v sha256sum >/dev/null 2>&1; then sha256sum "$1" | cut -d' ' -f1; else shasum -a 256 "$1" | cut -d' ' -f1; fi
}

make_environment() {
    local kind=$1 wanted python list
    list="$here/requirements/$kind.txt"
    wanted=$(fingerprint_of "$list")
    # The dev set holds everything the run set holds.
    if [ "$kind" = run ] && [ "$(cat "$here/.venv/.tocsin-dev" 2>/dev/null)" = "$(fingerprint_of "$here/requirements/dev.txt")" ]; then return 0; fi
    if [ "$(cat "$here/.venv/.tocsin-$kind" 2>/dev/null)" = "$wanted" ]; then return 0; fi

    python=$(find_python)
    echo "Setting up Tocsin in .venv (once; every package is checked against its hash) …" >&2
    if command -v uv >/dev/null 2>&1; then
        [ -x "$here/.venv/bin/python" ] || uv venv --quiet --python "$python" "$here/.venv"
        uv pip install --quiet --python "$here/.venv/bin/python" --require-hashes -r "$list"
    else
        if [ ! -x "$here/.venv/bin/python" ] && ! "$python" -m venv "$here/.venv"; then
            echo "Python could not make a virtual environment. On Debian or Ubuntu: apt install python3-venv" >&2
            return 1
        fi
        "$here/.venv/bin/python" -m pip --version >/dev/null 2>&1 || "$here/.venv/bin/python" -m ensurepip --upgrade >/dev/null
        "$here/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$list"
    fi
    echo "$wanted" >"$here/.venv/.tocsin-$kind"
}
