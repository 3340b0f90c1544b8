/**
 * What a server and a worker do before they start: the command line, all settings by name, the
 * files that settings name, and one sentence for whatever is wrong with them. Imports no other
 * package of ours.
 */
package org.rapport.routes.start;
