#!/usr/bin/env bash
# Builds the bridge to libtorch into .native/; does nothing when its source has not changed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(cd "$here/../../.." && pwd)/.native
mkdir -p "$out"
stamp=$(cat "$here/bridge.cpp" "$here/build.sh" | sha256sum | cut -d' ' -f1)
[ -f "$out/libdiffusion_torch.so" ] && [ "$(cat "$out/libdiffusion_torch.stamp" 2>/dev/null)" = "$stamp" ] && exit 0
"${CXX:-g++}" -O2 -std=c++17 -Wno-stringop-overflow -fPIC -shared -fvisibility=hidden -Wl,-z,defs "$here/bridge.cpp" -o "$out/libdiffusion_torch.so.new" -ltorch_cpu -lc10
mv "$out/libdiffusion_torch.so.new" "$out/libdiffusion_torch.so"
echo "$stamp" >"$out/libdiffusion_torch.stamp"
