/**
 * What is permitted, on which address, and why: consents and contacts. The rules are pure; one
 * class reads the projections.
 */
package org.rapport.server.consent;
