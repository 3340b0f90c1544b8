/** The load program of docs/benchmarks.md and the plain HAPI server that it compares with. */
package org.rapport.bench;
