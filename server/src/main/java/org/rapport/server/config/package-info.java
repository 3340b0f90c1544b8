/**
 * What an operator can set, checked before anything starts. Imports Spring's configuration only,
 * and no other package of ours.
 */
package org.rapport.server.config;
