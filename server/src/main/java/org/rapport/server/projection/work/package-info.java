/** The queue of work items that projections feed and outreach drains. Imports JDBC only. */
package org.rapport.server.projection.work;
