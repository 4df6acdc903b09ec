# Shared by build, test and run, which set $root first. Needs bash; nothing runs on sourcing but the settings below.

die() { echo "${0##*/}: $*" >&2; exit 1; }

# dotnet wants a folder of its own to write to, and may find none: an unset, empty or unwritable HOME.
if [ ! -d "${HOME:-}" ] || [ ! -w "${HOME:-}" ]; then
    export HOME=$root/artifacts/home
    mkdir -p "$HOME"
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false \
       DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 \
       MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

# dotnet COMMAND ... that leaves no compiler or build server running behind it.
dotnet_quiet() { dotnet "$@" --nologo -nodeReuse:false -p:UseSharedCompilation=false < /dev/null; }

need_dotnet() {
    command -v dotnet > /dev/null || die "install the .NET 10 SDK (package dotnet-sdk-10.0) first"
}

missing=()
# need PROGRAM PACKAGE: notes the package where the program is not found.
need() { PATH=$PATH:/usr/sbin:/sbin command -v "$1" > /dev/null || missing+=("$2"); }
# need_file PACKAGE FILE...: notes the package where none of the files is there.
need_file() {
    local package=$1 file; shift
    for file; do [ ! -e "$file" ] || return 0; done
    missing+=("$package")
}

# install_needed WHO: installs what was noted as missing, or ends with the one line that says what to install.
install_needed() {
    [ ${#missing[@]} -gt 0 ] || return 0
    local command="apt-get install -y --no-install-recommends ${missing[*]}" log=$root/artifacts/install.log
    [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null || die "install these first: ${missing[*]} (Debian: $command)"
    mkdir -p "$root/artifacts"
    { apt-get update && DEBIAN_FRONTEND=noninteractive $command; } > "$log" 2>&1 < /dev/null ||
        die "could not install ${missing[*]}; what apt-get said is in $log"
    missing=()
}
