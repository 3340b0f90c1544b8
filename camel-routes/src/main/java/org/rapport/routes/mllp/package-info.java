/**
 * The HL7 v2 listener: frames out of bytes, and connections that are bounded by who is behind them.
 * Knows Camel, and nothing of what a message says.
 */
package org.rapport.routes.mllp;
