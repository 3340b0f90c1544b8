/**
 * People who sign in: their accounts, from the file of the operator or made by us, their roles, and
 * what each role may do.
 *
 * <p>Imports: config.
 */
package org.rapport.server.account;
