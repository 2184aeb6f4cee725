# A web server with mixed requests and, rarely, a reload and log rotation.
d=$(mktemp -d) && mkdir "$d/html" && head -c 300000 /dev/zero >"$d/html/big" && echo hello >"$d/html/index.html" && chmod -R 755 "$d"
trap 'kill "$(cat "$d/pid")"; rm -rf "$d"' EXIT
cat >"$d/conf" <<CONF
pid $d/pid;
error_log $d/error.log;
worker_processes 2;
events {}
http {
	access_log $d/access.log;
	client_body_temp_path $d/body;
	proxy_temp_path $d/proxy;
	fastcgi_temp_path $d/fastcgi;
	uwsgi_temp_path $d/uwsgi;
	scgi_temp_path $d/scgi;
	gzip on;
	server {
		listen 127.0.0.1:18497;
		root $d/html;
		location /list/ { alias $d/html/; autoindex on; }
		location /upload { client_max_body_size 1m; client_body_in_file_only clean; proxy_pass http://127.0.0.1:18497/index.html; }
	}
}
CONF
nginx -c "$d/conf" || exit 1
url=http://127.0.0.1:18497
while :; do
	case $((RANDOM % 40)) in
	0 | 1) curl -s $url/none ;;
	2) curl -s -r 100-200 $url/big ;;
	3) curl -s $url/list/ ;;
	4) curl -s -d @"$d/html/big" $url/upload ;;
	5 | 6) curl -s $url/big ;;
	7) [ $((RANDOM % 6)) = 0 ] && kill -HUP "$(cat "$d/pid")" ;;
	8) [ $((RANDOM % 6)) = 0 ] && kill -USR1 "$(cat "$d/pid")" ;;
	*) curl -s $url/ ;;
	esac >/dev/null
	sleep 0.1
done
