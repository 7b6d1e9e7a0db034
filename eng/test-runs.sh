# Running test programs (xunit v3 executables) and adding up what they say. To be sourced, with $root, $results and $name set.

# start_run PROJECT SECONDS: runs it under a hard limit; leaves PROJECT.log, PROJECT.xml and PROJECT.status.
start_run() {
    if [ -n "$name" ]; then set -- "$1" "$2" -method "*$name*"; fi
    project=$1 seconds=$2
    shift 2
    echo "== $project"
    timeout -s KILL "$seconds" "$root/artifacts/net10.0/bin/$project/release/$project" "$@" -noColor -noLogo -noAutoReporters -longRunning 120 \
        -xml "$results/$project.xml" </dev/null >"$results/$project.log" 2>&1
    echo $? >"$results/$project.status"
}

# count PROJECT WORD: an attribute of the assembly in the results; 0 where there are none.
count() {
    number=$(grep -o '<assembly [^>]*' "$results/$1.xml" 2>/dev/null | head -1 | grep -o " $2=\"[0-9]*\"" | tr -dc 0-9)
    echo "${number:-0}"
}

print_failures() { grep -A 12 -E '\[FAIL\]|\[ERROR\]' "$results/$1.log"; }

# Each skip with its reason.
print_skips() {
    sed 's/<test /\n<test /g' "$results/$1.xml" 2>/dev/null | tr -d '\r' | sed -n '/^<test [^>]*result="Skip"/,/<\/reason>/p' | tr '\n' ' ' | sed 's/<test /\n<test /g' |
        sed -n 's/^<test [^>]*name="\([^"]*\)".*<reason>\(.*\)<\/reason>.*/skipped: \1: \2/p' |
        sed 's/<!\[CDATA\[//g; s/\]\]>//g; s/&quot;/"/g; s/&apos;/'"'"'/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | awk 1
}

# A runner that ended by itself says 0 or 1 and leaves results; anything else is a failure of its own.
crashed() {
    status=$(cat "$results/$1.status" 2>/dev/null || echo 255)
    [ "$status" = 0 ] && [ -s "$results/$1.xml" ] && return 1
    [ "$status" != 0 ] && [ $(($(count "$1" failed) + $(count "$1" errors))) -gt 0 ] && return 1
    [ "$status" = 137 ] && echo "$1 ran out of time and was killed" || echo "$1 crashed (exit code $status)"
    tail -25 "$results/$1.log"
}

sum_up() {
    passed=0 failed=0 skipped=0
    for project in "$@"; do
        print_failures "$project"
        crashed "$project" && failed=$((failed + 1))
        print_skips "$project"
        passed=$((passed + $(count "$project" passed)))
        failed=$((failed + $(count "$project" failed) + $(count "$project" errors)))
        skipped=$((skipped + $(count "$project" skipped)))
    done
    nothing=
    [ -n "$name" ] && [ $((passed + failed + skipped)) = 0 ] && nothing=yes && echo "no test has '$name' in its name"
    echo "$passed passed, $failed failed, $skipped skipped"
    [ $failed = 0 ] && [ -z "$nothing" ]
}
