/**
 * Asks for an express permission while one that the law takes for granted still stands. May use
 * {@code apply}, {@code consent}, {@code fhir}, {@code outreach}, {@code projection}.
 */
package org.rapport.server.renewal;
