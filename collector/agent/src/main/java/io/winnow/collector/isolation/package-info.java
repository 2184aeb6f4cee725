// SPDX-License-Identifier: Apache-2.0
/** How a container is separated from its host: what its OCI configuration says of that. */
package io.winnow.collector.isolation;
