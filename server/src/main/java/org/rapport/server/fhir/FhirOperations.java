package org.rapport.server.fhir;

/** Marks a bean of HAPI {@code @Operation} methods, registered with the server at its start. */
public interface FhirOperations {}
