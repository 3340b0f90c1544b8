package org.rapport.server.fhir;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
    chain.doFilter(isPage(asked) ? new OfBase(asked) : asked, response);
  }

  private static boolean isPage(HttpServletRequest request) {
    String query = request.getQueryString();
    return request.getMethod().equals("GET")
        && query != null
        && query.contains("_getpages=")
        && Paths.decoded(request).matches("/fhir/[A-Z][A-Za-z]+/?");
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
