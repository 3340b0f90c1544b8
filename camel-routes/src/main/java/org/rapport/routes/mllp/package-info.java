/**
 * HL7 v2 over MLLP, both ways: frames out of bytes, connections that are bounded by who is behind
 * them; and messages sent, each with what was answered to it. Knows Camel, and nothing of what a
 * message says but of acknowledgements. Imports {@code intake.hl7}.
 */
package org.rapport.routes.mllp;
