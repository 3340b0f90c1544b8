/**
 * Work items, the gate, rendering, attempts and outcomes. Imports projections, consent, the catalog
 * and HAPI's storage; nothing that talks to a provider.
 */
package org.rapport.server.outreach;
