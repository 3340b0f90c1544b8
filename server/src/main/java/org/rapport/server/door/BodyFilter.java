package org.rapport.server.door;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes in a body before anything parses it: bounded in size while it is unpacked and in time while
 * it arrives, decoded by its declared charset or refused. A body with its request's head is read at
 * once; one that is still on its way is waited for without a thread.
 *
 * <p>Stands twice in the chain: for FHIR after the token was checked, for all else before anything.
 */
final class BodyFilter extends OncePerRequestFilter {
  private final boolean fhir;
  private final BodyCheck check;

  /** What is asked of a body whose bytes are there. */
  interface BodyCheck {
    /**
     * Reads the body.
     *
     * @throws RefusedException where it is not taken
     */
    Body check(HttpServletRequest request, byte[] bytes);
  }

  BodyFilter(boolean fhir, BodyCheck check) {
    this.fhir = fhir;
    this.check = check;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return (Dialect.of(request) == Dialect.FHIR) != fhir;
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Dialect dialect = Dialect.of(request);
    try {
      Map<String, List<String>> query = query(request);
      BodyLimits limits = BodyLimits.of(dialect, request.getContentLengthLong());
      byte[] bytes = bytes(request, response, limits, dialect);
      if (bytes != null) {
        Body body = check.check(request, unpacked(request, bytes, limits));
        chain.doFilter(new BufferedRequest(request, body, query), response);
      }
    } catch (RefusedException refused) {
      if (refused.status() == HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE) {
        response.setHeader("Connection", "close");
      }
      dialect.refuse(response, refused);
    }
  }

  private static Map<String, List<String>> query(HttpServletRequest request) {
    String query = request.getQueryString();
    return query == null ? Map.of() : FormBody.urlencoded(query, StandardCharsets.UTF_8);
  }

  /** The bytes as sent; null: they are waited for. */
  private static byte[] bytes(
      HttpServletRequest request, HttpServletResponse response, BodyLimits limits, Dialect dialect)
      throws IOException {
    if (request.getAttribute(BodyArrival.BYTES) instanceof byte[] arrived) {
      return arrived;
    }
    long declared = request.getContentLengthLong();
    boolean chunked = declared < 0 && request.getHeader("Transfer-Encoding") != null;
    if (declared <= 0 && !chunked) {
      return new byte[0];
    }
    if (declared > limits.bytes()) {
      throw limits.exceeded();
    }
    if (!Unpacked.supported(request.getHeader("Content-Encoding"))) {
      throw new RefusedException(
          415, "not-supported", "", "A body may be packed with gzip, and with nothing else");
    }
    if (!chunked && request.getInputStream().available() >= declared) {
      return request.getInputStream().readNBytes((int) declared);
    }
    BodyArrival.await(request, response, limits, dialect);
    return null;
  }

  private static byte[] unpacked(HttpServletRequest request, byte[] bytes, BodyLimits limits) {
    return bytes.length == 0
        ? bytes
        : Unpacked.of(bytes, request.getHeader("Content-Encoding"), limits);
  }

  /** Forms of pages and webhooks; anything else stays as it was sent. */
  static Body form(HttpServletRequest request, byte[] bytes) {
    String type = request.getContentType();
    Charset declared = bytes.length == 0 ? null : Characters.declared(type);
    if (FormBody.urlencoded(type)) {
      Charset charset = declared == null ? StandardCharsets.UTF_8 : declared;
      return new Body(bytes, type, FormBody.urlencoded(Characters.decode(bytes, charset), charset));
    }
    if (FormBody.multipart(type)) {
      return new Body(bytes, type, FormBody.multipart(bytes, type));
    }
    return new Body(bytes, type, Map.of());
  }
}
