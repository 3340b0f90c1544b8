package org.rapport.server.fhir;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.rapport.server.door.Paths;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Requests as clients make them and HAPI does not know them: HEAD of anything but a read (the
 * container leaves the body of the answer out), and the link of a next page with its query put on
 * the address of the type that was searched.
 */
final class RequestForms extends OncePerRequestFilter {
  private static final String BASE = "/fhir";

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    HttpServletRequest asked = request.getMethod().equals("HEAD") ? new AsGet(request) : request;
    HttpServletRequest typed = isBareOperation(asked) ? new OfJson(asked) : asked;
    chain.doFilter(isPage(typed) ? new OfBase(typed) : typed, response);
  }

  // Without a body there is nothing to name the type of, and HAPI wants one for an operation.
  private static boolean isBareOperation(HttpServletRequest request) {
    return request.getMethod().equals("POST")
        && request.getContentType() == null
        && request.getContentLengthLong() <= 0
        && request.getHeader("Transfer-Encoding") == null
        && Paths.decoded(request).matches(".*/\\$[a-z-]+");
  }

  private static boolean isPage(HttpServletRequest request) {
    String query = request.getQueryString();
    return request.getMethod().equals("GET")
        && query != null
        && query.contains("_getpages=")
        && Paths.decoded(request).matches("/fhir/[A-Z][A-Za-z]+/?");
  }

  private static final class OfJson extends HttpServletRequestWrapper {
    private static final String NAME = "Content-Type";
    private static final String TYPE = "application/fhir+json";

    OfJson(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getContentType() {
      return TYPE;
    }

    @Override
    public String getHeader(String name) {
      return NAME.equalsIgnoreCase(name) ? TYPE : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return NAME.equalsIgnoreCase(name)
          ? Collections.enumeration(List.of(TYPE))
          : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
      List<String> names = new ArrayList<>(Collections.list(super.getHeaderNames()));
      names.add(NAME);
      return Collections.enumeration(names);
    }
  }

  private static final class AsGet extends HttpServletRequestWrapper {
    AsGet(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getMethod() {
      return "GET";
    }
  }

  private static final class OfBase extends HttpServletRequestWrapper {
    OfBase(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getRequestURI() {
      return BASE;
    }

    @Override
    public StringBuffer getRequestURL() {
      StringBuffer url = super.getRequestURL();
      return url.delete(url.indexOf(BASE) + BASE.length(), url.length());
    }

    @Override
    public String getPathInfo() {
      return null;
    }
  }
}
