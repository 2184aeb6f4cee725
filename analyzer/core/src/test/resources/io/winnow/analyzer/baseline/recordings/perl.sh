# Another interpreter, with system calls of its own choice.
exec perl -MSocket -MFile::Temp=tempdir -MTime::HiRes=sleep -e '
my $d = tempdir(CLEANUP => 1);
my @jobs = (
	[40, sub { open(my $f, ">", "$d/a"); print $f "x" x 9000; close $f }],
	[20, sub { opendir(my $h, "/etc"); my @n = readdir $h; closedir $h }],
	[10, sub { socketpair(my $a, my $b, AF_UNIX, SOCK_STREAM, 0); syswrite $a, "x"; sysread $b, my $c, 1 }],
	[8, sub { my $p = fork; exit 0 unless $p; waitpid $p, 0 }],
	[6, sub { my $o = `true` }],
	[3, sub { rename "$d/a", "$d/b"; link "$d/b", "$d/c"; unlink "$d/c" }],
	[2, sub { mkdir "$d/e"; rmdir "$d/e" }],
	[1, sub { local $SIG{ALRM} = sub {}; alarm 1; alarm 0 }],
	[1, sub { chmod 0600, "$d/b"; utime 1, 1, "$d/b" }],
	[0.5, sub { open(my $f, ">", "$d/f"); flock $f, 2; truncate $f, 10 }],
	[0.5, sub { socket(my $s, AF_INET, SOCK_DGRAM, 0); setsockopt $s, SOL_SOCKET, SO_BROADCAST, 1 }],
	[0.3, sub { my @t = times; getpriority 0, 0 }],
	[0.2, sub { umask; symlink "x", "$d/s"; readlink "$d/s"; unlink "$d/s" }],
	[0.1, sub { chroot "/" if 0; getppid; my $g = getpgrp 0 }]);
my $sum = 0; $sum += $_->[0] for @jobs;
while (1) {
	my $r = rand $sum;
	for (@jobs) { $r -= $_->[0]; if ($r < 0) { $_->[1]->(); last } }
	sleep 0.05;
}'
