# A shell script that does the odd jobs of a host, each now and then.
d=$(mktemp -d) && cd "$d" || exit 1
trap 'rm -rf "$d"' EXIT
for i in 1 2 3 4 5 6 7 8 9; do echo "line $i $RANDOM" >>log; done
while :; do
	case $((RANDOM % 24)) in
	0 | 1 | 2 | 3) ls -l >list ;;
	4 | 5 | 6) grep -c 3 log ;;
	7 | 8) sort -r log >sorted ;;
	9) sed -i s/line/row/ log ;;
	10) find . -newer log ;;
	11) awk '{ print $2 }' log ;;
	12) tar cf a.tar log ;;
	13) gzip -kf log ;;
	14) [ $((RANDOM % 4)) = 0 ] && ln -sf log link ;;
	15) [ $((RANDOM % 4)) = 0 ] && chmod 600 log ;;
	16) [ $((RANDOM % 8)) = 0 ] && mkfifo pipe && rm pipe ;;
	17) [ $((RANDOM % 8)) = 0 ] && dd if=log of=copy conv=fsync ;;
	18) [ $((RANDOM % 8)) = 0 ] && timeout 1 true ;;
	19) [ $((RANDOM % 16)) = 0 ] && nice true ;;
	20) [ $((RANDOM % 16)) = 0 ] && chown 1:1 log ;;
	21) [ $((RANDOM % 16)) = 0 ] && flock lock true ;;
	22) [ $((RANDOM % 32)) = 0 ] && hostname ;;
	*) date && id ;;
	esac
	sleep 0.1
done
