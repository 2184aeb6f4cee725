# A database server that is mostly asked and rarely maintained.
d=$(mktemp -d) && cd "$d" || exit 1
trap 'kill $server; rm -rf "$d"' EXIT
redis-server --port 18498 --bind 127.0.0.1 --dir "$d" --save "" --daemonize no &
server=$!
sleep 1
cli() { redis-cli -p 18498 "$@"; }
while :; do
	case $((RANDOM % 60)) in
	0) cli bgsave ;;
	1) cli config set appendonly yes ;;
	2) cli config set appendonly no ;;
	3) cli bgrewriteaof ;;
	4) cli flushall async ;;
	5) cli info all ;;
	6) cli config set maxclients $((100 + RANDOM % 100)) ;;
	7) cli debug sleep 0 ;;
	8 | 9 | 10) cli lpush list $RANDOM ;;
	*) cli set key$RANDOM $RANDOM ;;
	esac >/dev/null
	sleep 0.1
done
