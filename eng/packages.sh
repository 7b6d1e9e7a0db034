# Installing Debian packages, by name, where that is permitted. To be sourced.

# Prints those of its arguments that are not installed.
missing_packages() {
    for package in "$@"; do
        dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed$' || echo "$package"
    done
}

# Installs what is missing of its arguments, and says so. Answers 1 where it may not.
install_packages() {
    missing=$(missing_packages "$@" | tr '\n' ' ')
    [ -z "$missing" ] && return 0
    if [ "$(id -u)" = 0 ]; then as_root=
    elif sudo -n true 2>/dev/null; then as_root="sudo -n"
    else
        echo "perdure: missing packages, and no right to install them: $missing" >&2
        echo "hint: sudo apt-get install $missing" >&2
        return 1
    fi
    echo "perdure: installing $missing" >&2
    without_starting_servers "$as_root" "$missing"
}

# Debian starts a server as it installs it; policy-rc.d tells it not to. One that is there already is left as it is.
without_starting_servers() {
    policy=/usr/sbin/policy-rc.d
    ours=
    if ! [ -e $policy ]; then
        ours=yes
        printf '#!/bin/sh\nexit 101\n' | $1 tee $policy >/dev/null && $1 chmod 755 $policy
    fi
    # shellcheck disable=SC2086
    $1 env DEBIAN_FRONTEND=noninteractive sh -c "apt-get install -y --no-install-recommends $2 || { apt-get update && apt-get install -y --no-install-recommends $2; }" \
        </dev/null >"${TMPDIR:-/tmp}/perdure-apt.$$.log" 2>&1
    status=$?
    [ -n "$ours" ] && $1 rm -f $policy
    if [ $status != 0 ]; then
        tail -5 "${TMPDIR:-/tmp}/perdure-apt.$$.log" >&2
        echo "perdure: apt-get could not install $2" >&2
    fi
    rm -f "${TMPDIR:-/tmp}/perdure-apt.$$.log"
    return $status
}
