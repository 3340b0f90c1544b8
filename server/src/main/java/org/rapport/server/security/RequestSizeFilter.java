package org.rapport.server.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds request bodies (contract 7): FHIR 10 MiB, anything else 256 KiB; beyond that 413, before
 * anything reads the body. A body without a length is read up to the bound first.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class RequestSizeFilter extends OncePerRequestFilter {
  private static final int FHIR = 10 * 1024 * 1024;
  private static final int OTHER = 256 * 1024;

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    boolean fhir = request.getRequestURI().startsWith("/fhir");
    int limit = fhir ? FHIR : OTHER;
    if (request.getContentLengthLong() > limit) {
      refuse(response, fhir);
    } else if (request.getContentLengthLong() < 0
        && request.getHeader("Transfer-Encoding") != null) {
      byte[] body = request.getInputStream().readNBytes(limit + 1);
      if (body.length > limit) {
        refuse(response, fhir);
      } else {
        chain.doFilter(new Buffered(request, body), response);
      }
    } else {
      chain.doFilter(request, response);
    }
  }

  private static void refuse(HttpServletResponse response, boolean fhir) throws IOException {
    response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
    response.setHeader("Connection", "close");
    if (fhir) {
      response.setContentType("application/fhir+json;charset=UTF-8");
      response
          .getOutputStream()
          .write(
              """
              {"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"too-long","diagnostics":"A request body has at most 10 MiB"}]}"""
                  .getBytes(StandardCharsets.UTF_8));
    }
  }

  private static final class Buffered extends HttpServletRequestWrapper {
    private final byte[] body;

    Buffered(HttpServletRequest request, byte[] body) {
      super(request);
      this.body = body;
    }

    @Override
    public ServletInputStream getInputStream() {
      ByteArrayInputStream in = new ByteArrayInputStream(body);
      return new ServletInputStream() {
        @Override
        public boolean isFinished() {
          return in.available() == 0;
        }

        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
          throw new UnsupportedOperationException("Bodies are read blocking");
        }

        @Override
        public int read() {
          return in.read();
        }
      };
    }
  }
}
