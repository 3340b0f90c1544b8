package org.rapport.server.fhir;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import org.rapport.server.door.Dialect;
import org.rapport.server.door.Paths;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Holds a write to its If-Match before HAPI sees it, and hands on the one version that is stored,
 * so that a write in between is still told as a conflict.
 */
final class IfMatchFilter extends OncePerRequestFilter {
  private static final Set<String> WRITES = Set.of("PUT", "PATCH", "DELETE");
  private static final String HEADER = "If-Match";

  private final Supplier<StoredVersions> versions;

  IfMatchFilter(Supplier<StoredVersions> versions) {
    this.versions = versions;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getHeader(HEADER) == null || !WRITES.contains(request.getMethod());
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String[] parts = Paths.decoded(request).split("/");
    String version;
    try {
      // "", "fhir", type, id
      if (parts.length != 4) {
        Dialect.FHIR.refuse(
            response,
            412,
            "conflict",
            "",
            "If-Match should be sent to the address of one resource");
        return;
      }
      version = versions.get().matching(parts[2], parts[3], request.getHeader(HEADER));
    } catch (RuntimeException e) {
      BaseServerResponseException fault = FhirFaults.told(e, true);
      Dialect.FHIR.refuse(
          response,
          fault.getStatusCode(),
          fault.getStatusCode() == 412 ? "conflict" : "invalid",
          "",
          fault.getMessage());
      return;
    }
    chain.doFilter(
        new HttpServletRequestWrapper(request) {
          @Override
          public String getHeader(String name) {
            return HEADER.equalsIgnoreCase(name) ? version : super.getHeader(name);
          }
        },
        response);
  }
}
