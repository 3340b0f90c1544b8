package org.rapport.server.security.scope;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.rapport.server.door.Dialect;
import org.rapport.server.door.Paths;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Holds a FHIR request to its token's scopes by method and address, before its body is read: who
 * may not write is not read. What an answer would show of a type that may be written and not read
 * is left out, as with {@code Prefer: return=minimal}.
 */
public final class ScopeGate extends OncePerRequestFilter {
  private static final String PREFIX = "/fhir";
  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH");

  private final Supplier<FhirContext> context;

  /**
   * Asks for the context at the first request, as it takes long to make.
   *
   * @param context R4
   */
  public ScopeGate(Supplier<FhirContext> context) {
    this.context = context;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = Paths.decoded(request);
    return Dialect.of(path) != Dialect.FHIR || path.startsWith("/fhir/.well-known/");
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    SystemScopes scopes = TokenScopes.current();
    String path = Paths.decoded(request).substring(PREFIX.length());
    Set<String> types = context.get().getResourceTypes();
    Asked asked = Asked.of(request.getMethod(), path, request.getQueryString(), types::contains);
    String condition = request.getHeader("If-None-Exist");
    if (condition != null && asked.type() != null) {
      asked = asked.and(Set.of(Need.of(asked.type(), 's')));
    }
    if (asked.kind() == Asked.Kind.NO_SUCH_OPERATION) {
      Dialect.FHIR.refuse(response, 404, "not-supported", "", "There is no such operation");
    } else if (Operations.isForThemselves(path.replaceFirst("^/", ""))
        && TokenScopes.person().isPresent()) {
      chain.doFilter(request, response);
    } else if (!scopes.everything() && !asked.isAllowed(scopes)) {
      Dialect.FHIR.refuse(response, 403, "forbidden", "", "The token's scopes do not allow this");
    } else if (asked.type() != null
        && WRITES.contains(request.getMethod())
        && !scopes.permits(asked.type(), "r")) {
      chain.doFilter(new Minimal(request), response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static final class Minimal extends HttpServletRequestWrapper {
    private static final String PREFER = "Prefer";
    private static final String MINIMAL = "return=minimal";

    Minimal(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getHeader(String name) {
      return PREFER.equalsIgnoreCase(name) ? MINIMAL : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return PREFER.equalsIgnoreCase(name)
          ? Collections.enumeration(List.of(MINIMAL))
          : super.getHeaders(name);
    }
  }
}
