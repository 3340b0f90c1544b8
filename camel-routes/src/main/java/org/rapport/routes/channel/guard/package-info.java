/**
 * What stands between released messages and a provider: its rate, and its circuit. Imports
 * Resilience4j; decides nothing about a message but whether its channel may be called now.
 */
package org.rapport.routes.channel.guard;
