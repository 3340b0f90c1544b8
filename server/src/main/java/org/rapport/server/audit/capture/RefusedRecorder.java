package org.rapport.server.audit.capture;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.rapport.server.door.Dialect;
import org.rapport.server.door.RefusedException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes down who was refused, by what was answered: twice in the way of a request, within the check
 * of tokens, where it is known who asks, and around it for those who did not come so far.
 */
final class RefusedRecorder extends OncePerRequestFilter {
  private static final String DONE = RefusedRecorder.class.getName() + ".done";

  private final Supplier<Refusals> refusals;
  private final boolean known;

  /**
   * One of the two.
   *
   * @param refusals asked for at the first request: filters are made before the database stands,
   *     and what is wrong with that is told by itself
   * @param known whether it is known who asks
   */
  RefusedRecorder(Supplier<Refusals> refusals, boolean known) {
    this.refusals = refusals;
    this.known = known;
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  // Each of the two once, and not only the first of one class.
  @Override
  protected String getAlreadyFilteredAttributeName() {
    return RefusedRecorder.class.getName() + known;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      chain.doFilter(request, response);
    } catch (RefusedException refused) {
      if (response.isCommitted()) {
        throw refused;
      }
      Dialect.of(request).refuse(response, refused);
      return;
    }
    if (!request.isAsyncStarted()
        && request.getAttribute(DONE) == null
        && refusals.get().take(request, response.getStatus(), known)) {
      request.setAttribute(DONE, true);
    }
  }
}
