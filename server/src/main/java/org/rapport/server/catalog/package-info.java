/** The journeys and message templates in force, cached. Imports the journey reader and JDBC. */
package org.rapport.server.catalog;
