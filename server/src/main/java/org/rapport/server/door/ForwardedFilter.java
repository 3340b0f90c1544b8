package org.rapport.server.door;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Whose request it is behind a reverse proxy: of {@code X-Forwarded-For} the right-most address
 * that is no proxy of ours (RAPPORT_TRUSTED_PROXIES), where the connection comes from one of them.
 * Anybody else's header says nothing.
 */
final class ForwardedFilter extends OncePerRequestFilter {
  private static final String FOR = "X-Forwarded-For";
  private static final String PROTO = "X-Forwarded-Proto";

  private final TrustedProxies proxies;

  ForwardedFilter(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!proxies.trusts(request.getRemoteAddr())) {
      chain.doFilter(request, response);
      return;
    }
    String caller = caller(request);
    boolean secure = "https".equalsIgnoreCase(request.getHeader(PROTO));
    chain.doFilter(new Forwarded(request, caller, secure), response);
  }

  private String caller(HttpServletRequest request) {
    List<String> hops = new ArrayList<>();
    for (String header : Collections.list(request.getHeaders(FOR))) {
      for (String hop : header.split(",")) {
        if (!hop.isBlank()) {
          hops.add(hop.strip());
        }
      }
    }
    String caller = request.getRemoteAddr();
    for (int i = hops.size() - 1; i >= 0 && proxies.trusts(caller); i--) {
      if (!TrustedProxies.isAddress(hops.get(i))) {
        break;
      }
      caller = hops.get(i);
    }
    return caller;
  }

  private static final class Forwarded extends HttpServletRequestWrapper {
    private final String caller;
    private final boolean secure;

    Forwarded(HttpServletRequest request, String caller, boolean secure) {
      super(request);
      this.caller = caller;
      this.secure = secure;
    }

    @Override
    public String getRemoteAddr() {
      return caller;
    }

    @Override
    public String getRemoteHost() {
      return caller;
    }

    @Override
    public boolean isSecure() {
      return secure || super.isSecure();
    }

    @Override
    public String getScheme() {
      return secure ? "https" : super.getScheme();
    }
  }
}
