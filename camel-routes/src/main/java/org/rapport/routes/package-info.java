/**
 * The routes' wiring: how they reach the server, and the worker that runs them alone. Imports
 * nothing of the server.
 */
package org.rapport.routes;
