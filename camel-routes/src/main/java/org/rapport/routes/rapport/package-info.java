/**
 * The {@code rapport:} component: claim, begin, complete, reconcile. Knows the server only through
 * its FHIR API; imports HAPI's client and Camel.
 */
package org.rapport.routes.rapport;
