/**
 * The audit trail: what an entry says, how it is kept (in the transaction of what it describes, or
 * in batches), found again, sent on and removed after its time.
 *
 * <p>Imports: audit.chain, config, door, store, work.
 */
package org.rapport.server.audit;
