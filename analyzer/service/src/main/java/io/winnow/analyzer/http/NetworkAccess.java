// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.winnow.analyzer.api.Principal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Who asks over TCP. Before that: whether the request means this service, and does not come from another's page in a browser. Kubernetes' probes
 * cannot say who they are, so they need not.
 */
final class NetworkAccess implements Access {

    private static final String LOCALHOST = "localhost";
    private static final String SCHEME = "Bearer ";

    private final Set<String> hosts;
    private final Optional<Principals> principals;

    /**
     * @param hosts names of this service
     * @param principals empty: everybody may look
     */
    NetworkAccess(Set<String> hosts, Optional<Principals> principals) {
        this.hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        this.principals = principals;
    }

    @Override
    public Principal principal(Channel channel, HttpRequest request) {
        String authority = authority(request.headers());
        requireOurs(hostOf(authority), ((InetSocketAddress) channel.localAddress()).getAddress());
        if (!request.method().equals(HttpMethod.GET)) {
            requireSameOrigin(request.headers(), authority);
        }
        if (principals.isEmpty() || isOpen(request)) {
            return Principal.ANONYMOUS;
        }
        String credentials = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        return credentials == null ? ofCertificate(channel) : ofToken(credentials);
    }

    private static boolean isOpen(HttpRequest request) {
        return Routes.isOpen(new QueryStringDecoder(request.uri()).rawPath());
    }

    private static String authority(HttpHeaders headers) {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            throw ProblemException.badRequest("a request has one Host header");
        }
        return hosts.get(0).strip().toLowerCase(Locale.ROOT);
    }

    /** Without the port: a forwarded one is another. */
    private static String hostOf(String authority) {
        return authority.startsWith("[") ? authority.replaceAll("^\\[(.*)](:[0-9]*)?$", "$1") : authority.replaceAll(":[0-9]*$", "");
    }

    /** A page whose name was made to mean our address (DNS rebinding) sends its own name. */
    private void requireOurs(String host, InetAddress local) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        boolean ours = literal != null && Arrays.equals(literal, local.getAddress())
                || host.equals(LOCALHOST) && local.isLoopbackAddress() || hosts.contains(host);
        if (!ours) {
            throw new ProblemException(421, "this service is not called that: ask for its address, or name it in api.network.hosts");
        }
    }

    /** A browser sends the origin with whatever changes something, and its client certificate with any page's request. */
    private static void requireSameOrigin(HttpHeaders headers, String authority) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin != null && !origin.toLowerCase(Locale.ROOT).replaceFirst("^https?://", "").equals(authority)) {
            throw new ProblemException(403, "a page from elsewhere may not ask this");
        }
    }

    private Principal ofToken(String credentials) {
        Optional<Principal> known = credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? principals.orElseThrow().ofToken(credentials.substring(SCHEME.length()).strip())
                : Optional.empty();
        return known.orElseThrow(() -> ProblemException.unauthorized("this token is not known here"));
    }

    private Principal ofCertificate(Channel channel) {
        String name = commonName(channel).orElseThrow(() -> ProblemException.unauthorized("say who you are: Authorization: Bearer TOKEN"));
        return principals.orElseThrow().ofCertificate(name)
                .orElseThrow(() -> new ProblemException(403, "the file of principals does not have the name of this certificate"));
    }

    private static Optional<String> commonName(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            return Optional.empty();
        }
        try {
            return new LdapName(tls.engine().getSession().getPeerPrincipal().getName()).getRdns().stream()
                    .filter(part -> part.getType().equalsIgnoreCase("CN")).map(part -> part.getValue().toString()).findFirst();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty(); // it has none
        } catch (InvalidNameException e) {
            throw new ProblemException(403, "the name of this certificate cannot be read");
        }
    }
}
