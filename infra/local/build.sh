#!/bin/bash
# Builds the functions for this machine into build/lambda/<function>/bootstrap, where infra/template.yaml looks for them.
# What was built before from the very same sources is taken from the cache, also in another clone.
#   build.sh <what else cargo shall build, e.g. --all-targets>
set -euo pipefail
cd "$(dirname "$0")/../.."

sources() { find Cargo.toml Cargo.lock functions shared -type f | LC_ALL=C sort; }
key=$({ rustc --version; sources | xargs -d '\n' sha256sum; } | sha256sum | cut -c1-16)
built=$PACKHOUSE_CACHE/functions/$key

if [ ! -d "$built" ]; then
    cargo build --workspace "$@"
    draft=$(mktemp -d -p "$PACKHOUSE_CACHE")
    for folder in functions/*/; do
        name=$(basename "$folder")
        mkdir "$draft/$name"
        strip -o "$draft/$name/bootstrap" "$CARGO_TARGET_DIR/debug/$name"
    done
    mkdir -p "$PACKHOUSE_CACHE/functions"
    mv -T "$draft" "$built"
    # A few versions are enough; each takes 200 MB.
    ls -dt "$PACKHOUSE_CACHE"/functions/* | tail -n +5 | xargs -r rm -r
fi

touch "$built"
mkdir -p build
rm -rf build/lambda
cp -rl "$built" build/lambda 2>/dev/null || cp -r "$built" build/lambda
