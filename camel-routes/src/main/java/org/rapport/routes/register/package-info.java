/**
 * A register of reassigned numbers, asked over HTTP. Imports Camel, Jackson and {@code
 * routes.rapport}.
 */
package org.rapport.routes.register;
