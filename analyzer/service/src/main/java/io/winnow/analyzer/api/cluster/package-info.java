// SPDX-License-Identifier: Apache-2.0
/** What the service of a hub asks of the hubs of its cluster. */
package io.winnow.analyzer.api.cluster;
