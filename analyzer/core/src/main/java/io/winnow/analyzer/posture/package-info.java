// SPDX-License-Identifier: Apache-2.0
/** What a container was granted beside what it used: findings of rules, each with severity, evidence and remedy. Pure: nothing is read or written here. */
package io.winnow.analyzer.posture;
