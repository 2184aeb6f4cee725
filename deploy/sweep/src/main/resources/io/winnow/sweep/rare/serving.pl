# SPDX-License-Identifier: Apache-2.0
# A small server: pages that do what a server does seldom. Argument: the port of loopback.
use strict;
use IO::Handle;
use IO::Socket::INET;
use POSIX ();

my $reloads = 0;
my %pages = (
    '/rotate' => sub {
        open my $log, '>', '/tmp/log';
        close $log;
        rename '/tmp/log', '/tmp/log.1';
        link '/tmp/log.1', '/tmp/log.2';
        symlink 'log.1', '/tmp/log';
        unlink '/tmp/log', '/tmp/log.1', '/tmp/log.2';
    },
    '/child' => sub {
        my $child = fork;
        if ($child == 0) { kill SEGV => $$; exit 1 }
        waitpid $child, 0;
        my $name = `/bin/cat /proc/self/comm`;
    },
    '/oom' => sub { system '/bin/sh', '-c', 'kill -KILL $$' },
    '/abort' => sub { POSIX::abort() },
    '/resolve' => sub { gethostbyname 'no.such.host.invalid' },
    '/fill' => sub {
        open my $file, '>', '/tmp/fill';
        for (1 .. 64) { last unless syswrite $file, 'x' x 16384; $file->sync }
        close $file;
        unlink '/tmp/fill';
    },
    '/zone' => sub { $ENV{TZ} = 'Asia/Tokyo'; POSIX::tzset(); POSIX::setlocale(POSIX::LC_ALL(), 'de_DE.UTF-8') },
    '/memory' => sub { my $block = 'x' x (64 << 20); undef $block },
    '/system' => sub { POSIX::uname(); POSIX::times(); getpgrp; getpriority 0, 0; getlogin },
);

$SIG{HUP} = sub { $reloads++ };
$SIG{TERM} = sub { exit 0 };
$SIG{PIPE} = 'IGNORE';
my $server = IO::Socket::INET->new(Listen => 64, LocalAddr => '127.0.0.1', LocalPort => $ARGV[0], ReuseAddr => 1) or die "cannot listen: $!";
while (1) {
    my $client = $server->accept;
    if (!$client) { select undef, undef, undef, 0.05; next }
    my $request = <$client> // '';
    while ($request =~ m{ HTTP/}) { my $line = <$client>; last if !defined $line || $line =~ /^\r?$/ }
    my ($path) = $request =~ /^GET (\S+)/;
    my $body = 'hello';
    if ($path && $pages{$path}) { $pages{$path}->(); $body = 'done' }
    elsif ($path && $path eq '/reloads') { $body = "reloads $reloads" }
    elsif ($path && $path eq '/large') { $body = 'x' x (8 << 20) }
    print $client "HTTP/1.0 200 OK\r\n\r\n$body";
    close $client;
}
