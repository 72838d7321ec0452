#!/bin/sh
# Builds the extension in place, beside a copy of libflagpost.so.1 (clients/build-library.sh makes that first), and
# imports it: PYTHONPATH=clients/python is then all that a program needs. PYTHON names another python3.
set -eu
cd "$(dirname "$0")"
python=${PYTHON:-python3}
library=../../.build-client/lib
include=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
cp "$library/libflagpost.so.1" flagpost/
${CC:-cc} -O2 -Wall -Wextra -Werror -fPIC -shared -fvisibility=hidden -DPy_LIMITED_API=0x030A0000 \
    -I"$include" -I../../Sources/CFlagpost/include native/*.c \
    -L"$library" -l:libflagpost.so.1 -Wl,-rpath,'$ORIGIN' -o flagpost/_native.abi3.so
PYTHONPATH=. "$python" -c 'import flagpost'
