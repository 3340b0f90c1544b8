/** Audiences for ads platforms: hashed addresses of who agreed to it, and who is to be removed. */
package org.rapport.server.audience;
