package org.rapport.server.fhir;

/**
 * Marks a HAPI server interceptor ({@code @Interceptor}) that sees HTTP requests, registered with
 * the server at its start. Storage hooks belong to the JPA interceptor registry instead.
 */
public interface FhirInterceptor {}
