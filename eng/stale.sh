# Whether the binary of $root is older than a source. To be sourced.

# Folders count too: removing a file touches its folder only. No stamp means never built.
is_stale() {
    ! [ -e "$root/artifacts/bin-release/.built" ] || [ -n "$(find "$root/src" "$root/Directory.Build.props" "$root/Directory.Packages.props" \
        -newer "$root/artifacts/bin-release/.built" \
        \( -type d -o -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.targets' \) -print -quit)" ]
}
