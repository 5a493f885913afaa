#!/usr/bin/env bash
# Finds out which official packages restore here, installs what their stand-ins stand on, and Azurite for local runs.
# Quick when nothing has changed. Usage: setup.sh [--packages auto|official|standins] [--force]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
native=$root/.native
packages=
force=no
while [ $# -gt 0 ]; do
  case $1 in
    --packages) packages=${2:?--packages wants official or standins}; shift 2 ;;
    --force) force=yes; shift ;;
    *) echo "setup: unknown option '$1'. Use: --packages official|standins, --force" >&2; exit 2 ;;
  esac
done
case $packages in ""|auto|official|standins) ;; *) echo "setup: --packages is '$packages'. Use one of: auto, official, standins" >&2; exit 2 ;; esac

# Without --packages, what was asked for last time still holds.
if [ -f "$native/setup.stamp" ]; then read -r was mode <"$native/setup.stamp"; else was="" mode=auto; fi
packages=${packages:-$mode}

say() { printf '\033[1msetup\033[0m  %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# One family is used whole or stood in for whole: its ids, then the id that is tried for it.
families=(
  "TorchSharp;TorchSharp-cpu;TorchSharp-cuda-linux;TorchSharp-cuda-windows|TorchSharp TorchSharp-cpu"
  "Microsoft.ML.OnnxRuntime.Gpu|Microsoft.ML.OnnxRuntime.Gpu"
  "SixLabors.ImageSharp|SixLabors.ImageSharp"
  "Microsoft.Azure.Functions.Worker;Microsoft.Azure.Functions.Worker.Sdk;Microsoft.Azure.Functions.Worker.Extensions.Storage.Queues;Microsoft.Azure.Functions.Worker.Extensions.Http;Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore|Microsoft.Azure.Functions.Worker Microsoft.Azure.Functions.Worker.Sdk Microsoft.Azure.Functions.Worker.Extensions.Storage.Queues Microsoft.Azure.Functions.Worker.Extensions.Http Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore"
  "System.IO.Hashing|System.IO.Hashing"
)

stamp_of() {
  (cd "$root" && cat Directory.Packages.props infra/local/setup.sh infra/local/package-lock.json standins/TorchSharp/native/* 2>/dev/null; echo "$packages"; uname -sm) | sha256sum | cut -d' ' -f1
}

if [ "$force" = no ] && [ -f "$root/.packages.props" ] && [ ! "$root/infra/local/package-lock.json" -nt "$root/infra/local/node_modules/.package-lock.json" ] && [ "$was" = "$(stamp_of)" ]; then exit 0; fi

command -v dotnet >/dev/null || fail "the .NET SDK 10 is not installed. See https://dotnet.microsoft.com/download/dotnet/10.0"
[ "$(dotnet --version | cut -d. -f1)" -ge 10 ] || fail ".NET SDK $(dotnet --version) is too old. Install SDK 10 or later."

# Restores a project for each id, all in one go; prints the ids that do not restore.
unrestorable() {
  local probe=$root/artifacts/probe id
  rm -rf "$probe"
  mkdir -p "$probe"
  # The probe stands apart from this repository's own build files.
  echo '<Project />' | tee "$probe/Directory.Build.props" >"$probe/Directory.Build.targets"
  echo '<Project />' >"$probe/Directory.Packages.props"
  echo '<Solution>' >"$probe/probe.slnx"
  for id in "$@"; do
    local version
    version=$(sed -n "s/.*PackageVersion Include=\"$id\" Version=\"\([^\"]*\)\".*/\1/p" "$root/Directory.Packages.props" | head -1)
    mkdir -p "$probe/$id"
    printf '<Project Sdk="Microsoft.NET.Sdk">\n  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>\n  <ItemGroup><PackageReference Include="%s" Version="%s" /></ItemGroup>\n</Project>\n' \
      "$id" "${version:-8.0.0}" >"$probe/$id/Probe.$id.csproj"
    printf '  <Project Path="%s/Probe.%s.csproj" />\n' "$id" "$id" >>"$probe/probe.slnx"
  done
  echo '</Solution>' >>"$probe/probe.slnx"
  dotnet restore "$probe/probe.slnx" --ignore-failed-sources >"$probe/restore.log" 2>&1 || true
  for id in "$@"; do
    if [ ! -f "$probe/$id/obj/project.assets.json" ] || grep -q '"level": "Error"' "$probe/$id/obj/project.assets.json"; then
      echo "$id"
    fi
  done
}

choose_packages() {
  local standins="" family ids tried missing="" id
  if [ "$packages" = auto ]; then
    say "asking which official packages restore here"
    local all=()
    for family in "${families[@]}"; do read -ra ids <<<"${family#*|}"; all+=("${ids[@]}"); done
    missing=" $(unrestorable "${all[@]}" | tr '\n' ' ')"
  fi
  for family in "${families[@]}"; do
    ids=${family%%|*}
    tried=${family#*|}
    local out=no
    [ "$packages" = standins ] && out=yes
    for id in $tried; do [[ $missing == *" $id "* ]] && out=yes; done
    if [ "$out" = yes ]; then standins="$standins;$ids"; say "stand-in   ${tried%% *}"; else say "official   ${tried%% *}"; fi
  done
  standins=${standins#;}
  cat >"$root/.packages.props.new" <<EOF
<Project>
  <PropertyGroup>
    <StandIns>$standins</StandIns>
  </PropertyGroup>
</Project>
EOF
  mv "$root/.packages.props.new" "$root/.packages.props"
}

stands_in() { grep -q "[>;]$1[;<]" "$root/.packages.props"; }

# Debian packages that are not there yet.
apt_missing() {
  local name
  for name in "$@"; do
    dpkg-query -W -f '${Status}\n' "$name" 2>/dev/null | grep -q 'ok installed' || echo "$name"
  done
}

install_system_packages() {
  local wanted=() missing sudo=""
  stands_in TorchSharp && wanted+=(libtorch-dev libopenblas0-pthread g++)
  stands_in SixLabors.ImageSharp && wanted+=(libturbojpeg0)
  command -v npm >/dev/null || wanted+=(nodejs npm)
  [ ${#wanted[@]} -gt 0 ] || return 0
  command -v dpkg-query >/dev/null || fail "this is not a Debian system. Install what these Debian packages hold, then run ./dev setup again: ${wanted[*]}"
  mapfile -t missing < <(apt_missing "${wanted[@]}")
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || { sudo -n true 2>/dev/null && sudo=sudo; } || fail "install these packages, then run ./dev setup again: apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  local log=$root/artifacts/apt.log
  mkdir -p "$root/artifacts"
  { $sudo apt-get update && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 ||
    { tail -5 "$log" >&2; fail "apt-get could not install: ${missing[*]}. The log is artifacts/apt.log"; }
}

install_npm_packages() {
  local folder=$root/infra/local
  if [ ! -f "$folder/node_modules/.package-lock.json" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ]; then
    say "installing Azurite, a parser of Bicep$(stands_in Microsoft.ML.OnnxRuntime.Gpu && echo ' and the native ONNX Runtime') from npm"
    (cd "$folder" && npm ci --ignore-scripts --loglevel=error) || fail "npm ci failed in infra/local"
  fi
  stands_in Microsoft.ML.OnnxRuntime.Gpu || return 0
  local platform=x64
  [ "$(uname -m)" = aarch64 ] && platform=arm64
  cp -u "$folder"/node_modules/onnxruntime-node/bin/napi-v*/linux/$platform/libonnxruntime.so.1 "$native/libonnxruntime.so"
}

mkdir -p "$native"
choose_packages
install_system_packages
install_npm_packages
if stands_in TorchSharp && [ -f "$root/standins/TorchSharp/native/build.sh" ]; then
  say "building the libtorch bridge"
  bash "$root/standins/TorchSharp/native/build.sh"
fi
echo "$(stamp_of) $packages" >"$native/setup.stamp"
say "done"
