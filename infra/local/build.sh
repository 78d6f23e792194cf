#!/bin/bash
# Builds the functions for this machine into build/lambda/<function>/bootstrap, where infra/template.yaml looks for them, and
# build/history, which tells the demonstration's past.
# What was built before from the very same sources is taken from the cache, also in another clone.
#   build.sh <what else cargo shall build, e.g. --all-targets>
set -euo pipefail
cd "$(dirname "$0")/../.."
cache=$PACKHOUSE_CACHE/functions
mkdir -p "$cache"

key() {
    { rustc --version; find Cargo.toml Cargo.lock functions shared tests/Cargo.toml tests/system tests/demo -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum; } | sha256sum | cut -c1-16
}

key=$(key)
# Whoever watches sees cargo's progress; a log gets a line.
quiet=()
[ -t 2 ] || quiet=(--quiet)
while [ ! -d "$cache/$key" ]; do
    echo "Building (the first time takes about ten minutes on two cores)"
    cargo build "${quiet[@]}" --workspace "$@"
    draft=$(mktemp -d -p "$cache")
    for folder in functions/*/; do
        name=$(basename "$folder")
        mkdir "$draft/$name"
        strip -o "$draft/$name/bootstrap" "$CARGO_TARGET_DIR/debug/$name"
    done
    strip -o "$draft/history" "$CARGO_TARGET_DIR/debug/examples/history"
    # Whoever edits while cargo works gets another round, not a wrong entry in the cache.
    if [ "$(key)" = "$key" ]; then chmod 755 "$draft" && mv -T "$draft" "$cache/$key"; else rm -r "$draft" && key=$(key); fi
done

touch "$cache/$key"
# A few versions are enough; each takes 200 MB.
ls -dt "$cache"/* | tail -n +5 | xargs -r rm -r
mkdir -p build
rm -rf build/lambda build/history
cp -rl "$cache/$key" build/lambda 2>/dev/null || cp -r "$cache/$key" build/lambda
mv build/lambda/history build/history
