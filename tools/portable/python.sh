#!/bin/sh
# Starts the Python of this folder by the loader and the C library that it is built for, whatever those of the system are.
here=$(dirname "$(readlink -f "$0")")
exec "$here/../libs/LOADER" --argv0 "$here/python" --library-path "$here/../libs" "$here/python3.11" "$@"
