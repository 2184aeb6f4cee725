# A version control tool in daily use.
d=$(mktemp -d) && cd "$d" || exit 1
trap 'rm -rf "$d"' EXIT
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org HOME=$d
git init -q .
while :; do
	echo $RANDOM >>file$((RANDOM % 20))
	case $((RANDOM % 40)) in
	0) git gc -q ;;
	1) git stash -q && git stash pop -q ;;
	2) git checkout -q -b b$RANDOM ;;
	3) git tag t$RANDOM ;;
	4) git clone -q . clone$RANDOM ;;
	5) git fsck ;;
	6 | 7) git blame file1 ;;
	8 | 9 | 10) git diff ;;
	11 | 12 | 13) git log --stat ;;
	14 | 15 | 16 | 17) git status ;;
	*) git add -A . && git commit -qm c ;;
	esac >/dev/null
	sleep 0.1
done
