/** Starts the all-in-one application. Assembles the packages below; holds no rule of its own. */
package org.rapport.server;
