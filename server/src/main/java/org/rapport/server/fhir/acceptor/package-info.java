/**
 * What can be seen to conform at a glance, so that the full validator is asked only where it is
 * needed: R4's own definitions, compiled once a type.
 *
 * <p>Imports: store.
 */
package org.rapport.server.fhir.acceptor;
