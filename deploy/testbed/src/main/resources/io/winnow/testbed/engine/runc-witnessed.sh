#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# runc for engines. Once it has created a container, strace is attached to the container's first process, which waits then. Its configuration is kept: it says whose
# container that was.
runc "$@" || exit
created=
pid_file=
bundle=.
previous=
for argument; do
	[ "$argument" != create ] || created=yes
	[ "$previous" != --pid-file ] || pid_file=$argument
	[ "$previous" != --bundle ] || bundle=$argument
	previous=$argument
done
[ -n "$created" ] || exit 0
traces=@TRACES@
id=$previous
cp "$bundle/config.json" "$traces/$id.json"
# on standard error, not with -o: only there does strace say in order which ABI a process is in
setsid strace -f -e raw=all -e signal=none -p "$(cat "$pid_file")" </dev/null >/dev/null 2>"$traces/$id.log" 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
echo $! >"$traces/$id.pid"
tries=0
until grep -q ' attached' "$traces/$id.log" 2>/dev/null || [ $tries = 200 ]; do
	sleep 0.02
	tries=$((tries + 1))
done
