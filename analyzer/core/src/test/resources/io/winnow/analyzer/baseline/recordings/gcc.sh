# A compiler, its linker and make.
d=$(mktemp -d) && cd "$d" || exit 1
trap 'rm -rf "$d"' EXIT
printf '#include <stdio.h>\nint main(void) { puts("x"); return 0; }\n' >a.c
printf 'a: a.c\n\tgcc -o a a.c\n' >Makefile
while :; do
	case $((RANDOM % 20)) in
	0) make -s -B -j2 a ;;
	1) gcc -shared -fPIC -o lib.so a.c ;;
	2) ar rcs lib.a a.o ;;
	3) gcc -static -o s a.c ;;
	4) strip -o t a ;;
	5) gcc -flto -O2 -o l a.c ;;
	*) gcc -c a.c ;;
	esac
	sleep 0.2
done
