/** Tests of civil time and its corrections. */
package org.rapport.time;
