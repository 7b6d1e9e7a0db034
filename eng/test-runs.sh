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

# Which guest and which method each failed test is of, from the results.
failed_tests() { tests_with Fail "$1"; }

tests_with() {
    sed 's/<test /\n<test /g' "$results/$2.xml" | sed -n 's/^<test [^>]*name="\([^"]*\)" result="'"$1"'".*/\1/p'
    echo
}

# rerun_failures PROJECT SECONDS: tests of whole programs that failed are run once more, alone, and said to have been: on two loaded cores a
# guest may miss its time. What fails again has failed. More than a dozen failures are not bad luck, and stay as they are.
rerun_failures() {
    failed=$(failed_tests "$1" | grep .)
    [ -n "$failed" ] && [ "$(echo "$failed" | wc -l)" -le 12 ] || return 0
    echo "== $1 once more: $(echo "$failed" | wc -l) of its tests"
    methods=$(echo "$failed" | sed 's/(.*//' | sort -u | sed 's/^/-method /')
    guests=$(echo "$failed" | sed -n 's/.*(name: [^;]*;\([a-z0-9-]*\).*/\1/p' | sort -u | tr '\n' ',')
    # shellcheck disable=SC2086 # the methods are words of their own
    PERDURE_GUESTS=${guests%,} timeout -s KILL "$2" "$root/artifacts/net10.0/bin/$1/release/$1" $methods -noColor -noLogo -noAutoReporters \
        -parallel none -xml "$results/$1-again.xml" </dev/null >"$results/$1-again.log" 2>&1
    again=$?
    [ -s "$results/$1-again.xml" ] || return 0
    echo "$failed" | while IFS= read -r test; do
        tests_with Pass "$1-again" | grep -qxF "$test" && echo "failed once, and passed when run alone: $test" || echo "failed twice: $test"
    done
    [ "$(count "$1-again" errors)" = 0 ] && [ "$again" -le 1 ] && : >"$results/$1.rerun"
}

# How many tests of a project have failed, those taken back that passed when run alone.
failures_of() {
    if [ ! -e "$results/$1.rerun" ]; then count "$1" failed; return; fi
    failed_tests "$1" | grep . | sort -u >"$results/$1.first"
    tests_with Pass "$1-again" | grep . | sort -u | comm -23 "$results/$1.first" - | wc -l
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
        stayed=$(failures_of "$project")
        passed=$((passed + $(count "$project" passed) + $(count "$project" failed) - stayed))
        failed=$((failed + stayed + $(count "$project" errors)))
        skipped=$((skipped + $(count "$project" skipped)))
    done
    nothing=
    [ -n "$name" ] && [ $((passed + failed + skipped)) = 0 ] && nothing=yes && echo "no test has '$name' in its name"
    echo "$passed passed, $failed failed, $skipped skipped"
    [ $failed = 0 ] && [ -z "$nothing" ]
}
