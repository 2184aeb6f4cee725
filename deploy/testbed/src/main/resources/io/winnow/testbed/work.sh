# SPDX-License-Identifier: Apache-2.0
# What scripts do: files, pipes, tools. Prints the same in each run.
set -eu
umask 022
mkdir -p /tmp/work/in
cd /tmp/work
for word in wheat barley oats rye; do
	echo "$word" >"in/$word"
done
cat in/* | sort -r | head -n 2
ls in | wc -l
mv in out
ln -s out/wheat grain
readlink grain
grep -l a out/* | tr '/' ' '
sed 's/e/E/g' out/wheat | cut -c 1-3
date -u -d @0 +%Y
(exit 3) || echo "subshell $?"
[ -f grain ] && echo "found $(cat grain)"
rm -r out grain
