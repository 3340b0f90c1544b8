/**
 * The chain under the audit trail: entries, seals, signed anchors, and the verifier that finds what
 * was changed. Knows nothing of what the entries say. docs/audit.md has the picture.
 *
 * <p>Imports: store.
 */
package org.rapport.server.audit.chain;
