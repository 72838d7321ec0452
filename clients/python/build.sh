#!/bin/sh
# Builds the extension in place, beside a copy of libflagpost.so.1 (clients/build-library.sh makes that first), imports
# it, and makes the wheels in dist/: PYTHONPATH=clients/python is all that a program needs here, a wheel elsewhere.
# PYTHON names another python3.
set -eu
cd "$(dirname "$0")"
python=${PYTHON:-python3}
library=../../.build-client/lib
include=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
cp "$library/libflagpost.so.1" flagpost/
${CC:-cc} -O2 -Wall -Wextra -Werror -fPIC -shared -fvisibility=hidden -DPy_LIMITED_API=0x030A0000 \
    -I"$include" -I../../Sources/CFlagpost/include native/*.c \
    -L"$library" -l:libflagpost.so.1 -Wl,-rpath,'$ORIGIN' -o flagpost/_native.abi3.so
newest=$(readelf -V flagpost/_native.abi3.so | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1)
if [ "$(printf '%s\nGLIBC_2.28\n' "$newest" | sort -V | tail -1)" != GLIBC_2.28 ]; then
    echo "the extension needs $newest; the wheels promise GLIBC_2.28" >&2
    exit 1
fi
PYTHONPATH=. "$python" -c 'import flagpost._native'
rm -rf dist
mkdir dist
"$python" -c '
import backend
for settings in ({}, {"flagpost.binding": "ctypes"}):
    print("clients/python/dist/" + backend.build_wheel("dist", settings))'
