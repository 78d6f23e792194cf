#!/bin/bash
# Whether what we depend on may be used (deny.toml) and has known faults. A finding fails; what cannot be asked is said and passed over.
set -uo pipefail
cd "$(dirname "$0")/../.."
export PATH=$PACKHOUSE_CACHE/audit/bin:$PATH
failed=0

# audit <name> <what is not checked otherwise> <command…>: shows what a command says only where it finds something.
audit() {
    local name=$1 otherwise=$2 said
    shift 2
    said=$(timeout 120 "$@" 2>&1) && return
    if [ $? = 124 ] || grep -qi "failed to download\|failed to fetch\|couldn't fetch\|could not resolve" <<<"$said"; then
        echo "$name: what it needs cannot be fetched; $otherwise"
    else
        printf '%s:\n%s\n' "$name" "$said"
        failed=1
    fi
}

if command -v cargo-deny >/dev/null; then
    audit "cargo deny" "licences, sources and bans are not checked" cargo deny --log-level error check bans licenses sources
    audit "cargo deny" "advisories are not checked" cargo deny --log-level error check advisories
else
    echo "cargo deny cannot be installed; licences, sources and bans are not checked"
fi

if command -v cargo-audit >/dev/null; then
    audit "cargo audit" "Cargo.lock is not checked" cargo audit --quiet
else
    echo "cargo audit cannot be installed; Cargo.lock is not checked"
fi

# Its answer tells findings from an audit that did not happen; its exit code does not.
said=$(cd web && timeout 60 npm audit --package-lock-only --json 2>/dev/null)
case $(node -e '
    try {
        const report = JSON.parse(process.argv[1]);
        const found = report.metadata.vulnerabilities;
        console.log(found.moderate + found.high + found.critical > 0 ? "findings" : "clean");
    } catch { console.log("unknown"); }' "$said") in
    clean) ;;
    findings)
        (cd web && npm audit --package-lock-only --audit-level moderate)
        failed=1
        ;;
    *) echo "npm audit: the registry does not answer it; web/package-lock.json is not checked" ;;
esac
exit $failed
