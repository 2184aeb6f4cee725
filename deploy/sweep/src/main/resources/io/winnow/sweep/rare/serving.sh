#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pages of a web server that starts this for each: what a script does seldom.
echo "Content-Type: text/plain"
echo
cd /tmp || exit 1
case $QUERY_STRING in
rotate)
	echo x >log
	mv log log.1 && ln log.1 log.2 && ln -s log.1 log
	rm log log.1 log.2
	;;
child)
	sh -c 'kill -SEGV $$'
	cat /proc/self/comm >/dev/null
	;;
oom) sh -c 'kill -KILL $$' ;;
fill)
	dd if=/dev/zero of=fill bs=16384 count=64 conv=fsync 2>/dev/null
	rm fill
	;;
zone) TZ=Asia/Tokyo LC_ALL=de_DE.UTF-8 date >/dev/null ;;
background)
	trap 'kill $! 2>/dev/null' EXIT TERM
	sleep 5 &
	kill -TERM $$
	wait
	;;
system)
	uname -a >/dev/null
	ulimit -n >/dev/null
	test -w /etc/passwd
	umask 077
	;;
*)
	echo hello
	exit
	;;
esac
echo done
