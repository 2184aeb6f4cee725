// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.winnow.analyzer.api.Principal;

/** Who asks at a listener. */
interface Access {

    /** @throws ProblemException if the request may not be asked there */
    Principal principal(Channel channel, HttpRequest request);
}
