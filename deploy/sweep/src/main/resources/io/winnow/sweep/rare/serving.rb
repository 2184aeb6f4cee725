# SPDX-License-Identifier: Apache-2.0
# A small server: pages that do what a server does seldom. Argument: the port of loopback.
require 'etc'
require 'socket'

reloads = 0
pages = {
  '/rotate' => lambda do
    File.write('/tmp/log', 'x')
    File.rename('/tmp/log', '/tmp/log.1')
    File.link('/tmp/log.1', '/tmp/log.2')
    File.symlink('log.1', '/tmp/log')
    File.unlink('/tmp/log', '/tmp/log.1', '/tmp/log.2')
  end,
  '/child' => lambda do
    Process.wait(fork { Process.kill(:SEGV, Process.pid) })
    IO.popen(['/bin/cat', '/proc/self/comm'], &:read)
  end,
  '/oom' => -> { Process.wait(Process.spawn('/bin/sh', '-c', 'kill -KILL $$')) },
  '/abort' => -> { Process.kill(:SEGV, Process.pid) },
  '/resolve' => lambda do
    Addrinfo.getaddrinfo('no.such.host.invalid', 80)
  rescue SocketError
    # that is the path
  end,
  '/fill' => lambda do
    File.open('/tmp/fill', 'w') { |file| 64.times { file.write('x' * 16384); file.fsync } }
  rescue SystemCallError
    File.unlink('/tmp/fill')
  end,
  '/zone' => -> { ENV['TZ'] = 'Asia/Tokyo'; Time.now.strftime('%c') },
  '/memory' => -> { Array.new(64) { 'x' * (1 << 20) }; GC.start },
  '/system' => -> { Etc.getlogin; Etc.nprocessors; Process.getpriority(Process::PRIO_PROCESS, 0); Process.getrlimit(:NOFILE); Process.times }
}

trap('HUP') { reloads += 1 }
trap('TERM') { exit }
server = TCPServer.new('127.0.0.1', Integer(ARGV[0]))
loop do
  client = begin
    server.accept
  rescue SystemCallError
    sleep 0.05
    next
  end
  Thread.new(client) do |connection|
    request = connection.gets.to_s
    loop { break if connection.gets.to_s.strip.empty? }
    path = request.split[1]
    body = 'hello'
    if pages.key?(path)
      pages[path].call
      body = 'done'
    elsif path == '/reloads'
      body = "reloads #{reloads}"
    elsif path == '/large'
      body = 'x' * (8 << 20)
    end
    connection.write("HTTP/1.0 200 OK\r\n\r\n#{body}")
  rescue SystemCallError
    # the other side is gone
  ensure
    connection.close
  end
end
