/**
 * Inquiries: taken from wherever they come, known to be whose, routed, answered, followed until
 * they are booked, lost or out of scope. May use {@code identity}, {@code apply}, {@code inbound},
 * {@code projection}; knows nothing of HTTP.
 */
package org.rapport.server.lead;
