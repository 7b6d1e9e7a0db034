#!/bin/sh
# Publishes src/Perdure.Cli into artifacts/bin-release/: NativeAOT where it can be had, else ReadyToRun, else plain IL.
# One at a time; who waited finds the work done. usage: publish.sh [VERB]
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 1
project=$root/src/Perdure.Cli/Perdure.Cli.csproj
out=$root/artifacts/bin-release
staging=$root/artifacts/bin-release.staging
log=$root/artifacts/publish.log
. "$root/eng/packages.sh"
. "$root/eng/stale.sh"

say() { [ -t 2 ] && echo "perdure: $*" >&2; return 0; }

fail() {
    echo "perdure: $1" >&2
    [ -n "${2:-}" ] && echo "hint: $2" >&2
    exit 1
}

# The build servers of the SDK would outlive us and keep what we hand down, the lock among it.
quiet_dotnet() {
    MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 \
        dotnet "$@" -p:UseSharedCompilation=false </dev/null >>"$log" 2>&1 9>&-
}

can_link() { echo 'int main(void){return 0;}' | gcc -x c - -o /dev/null 2>>"$log"; }

properties_of() {
    case $1 in
        aot) echo "-p:PerdureFramework=net9.0 -r linux-x64 -p:PublishAot=true" ;;
        r2r) echo "-r linux-x64 --no-self-contained -p:PublishReadyToRun=true" ;;
        jit) echo "" ;;
    esac
}

# Restoring is what finds out whether this source of packages has the compiler for a mode.
choose_mode() {
    for mode in ${PERDURE_BUILD_MODE:-aot r2r jit}; do
        [ "$mode" = aot ] && ! can_link && continue
        restore=$(properties_of "$mode" | sed 's/--no-self-contained/-p:SelfContained=false/')
        # shellcheck disable=SC2086
        quiet_dotnet restore "$project" $restore && return 0
    done
    fail "cannot restore the packages that perdure is built from; see $log" "check the package source: dotnet nuget list source"
}

publish() {
    command -v dotnet >/dev/null || fail "the .NET 10 SDK is needed to build perdure, and there is no 'dotnet' here" "https://dotnet.microsoft.com/download"
    : >"$log" || fail "cannot write $log"
    [ "${1:-}" = demo ] && { can_link || install_packages gcc libc6-dev; }
    echo "perdure: building, takes some minutes the first time; the log is $log" >&2
    rm -rf "$staging" && mkdir -p "$out" "$staging" && touch "$staging/.built" || fail "cannot write $staging"
    choose_mode
    # shellcheck disable=SC2046
    quiet_dotnet publish "$project" -c Release --no-restore -p:RunAnalyzers=false -o "$staging" $(properties_of "$mode") || {
        grep -E 'error|warn' "$log" | sort -u | head -20 >&2
        fail "the build failed; the whole log is $log"
    }
    install_binary
    say "built ($mode)"
}

# By rename, file by file: a perdure that runs keeps its own, and nobody meets half a file. The stamp comes last and bears
# the time at which the build began, so that what was saved meanwhile counts as newer.
install_binary() {
    echo "$mode" >"$staging/mode"
    (cd "$staging" && find . -type f ! -name .built ! -name '*.dbg' ! -name '*.pdb' ! -name '*.xml' | while read -r file; do
        mkdir -p "$out/$(dirname "$file")" && mv -f "$file" "$out/$file" || exit 1
    done) || fail "cannot write $out"
    touch -r "$staging/.built" "$staging/stamp" && mv -f "$staging/stamp" "$out/.built"
    rm -rf "$staging"
}

mkdir -p "$root/artifacts" || fail "cannot write $root/artifacts"
(
    flock 9 || exit 1
    is_stale || exit 0
    publish "$@"
) 9>"$root/artifacts/publish.lock"
