# SPDX-License-Identifier: Apache-2.0
# What scripts do: files, a pipe, children. Prints the same in each run.
use strict;
use warnings;

mkdir "/tmp/work" or die "mkdir: $!";
open(my $out, ">", "/tmp/work/words") or die "open: $!";
print $out "$_\n" for qw(wheat barley oats rye);
close $out;
rename "/tmp/work/words", "/tmp/work/grains" or die "rename: $!";
open(my $in, "<", "/tmp/work/grains") or die "open: $!";
chomp(my @words = <$in>);
close $in;
print join(" ", sort @words), "\n";

pipe(my $from, my $to) or die "pipe: $!";
my $child = fork() // die "fork: $!";
if (!$child) {
    close $from;
    print $to scalar(@words), " grains\n";
    exit 3;
}
close $to;
print "child says: ", <$from>;
waitpid $child, 0;
print "child ended with ", $? >> 8, "\n";

local $SIG{USR1} = sub { print "signal\n" };
kill "USR1", $$;
chmod 0600, "/tmp/work/grains";
printf "mode %o size %d\n", (stat "/tmp/work/grains")[2], -s "/tmp/work/grains";
unlink "/tmp/work/grains";
rmdir "/tmp/work";
