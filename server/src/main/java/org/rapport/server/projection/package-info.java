/**
 * Resources to side tables, in the resource's own transaction, and their rebuild. Imports HAPI's
 * structures, our terminology and JDBC; nothing of journeys, outreach or the web.
 */
package org.rapport.server.projection;
