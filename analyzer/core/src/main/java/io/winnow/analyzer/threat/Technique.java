// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.threat;

/**
 * What attackers do, as <a href="https://attack.mitre.org/matrices/enterprise/containers/">MITRE ATT&amp;CK for Containers</a> names it.
 *
 * @param id {@code T1611}
 * @param name {@code Escape to Host}
 */
public record Technique(String id, String name) {}
