package org.rapport.server.door;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Predicate;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps some of the container's threads for probes. At most so many other requests are at work at
 * once; the next ones wait in order without a thread, and are told 503 after half a minute.
 */
final class Turns extends OncePerRequestFilter {
  private final String admittedKey = Turns.class.getName() + '@' + System.identityHashCode(this);
  private static final long LONGEST_WAIT = 30_000;

  private final Queue<Waiting> queue = new ArrayDeque<>();
  private final Predicate<String> mine;
  private int free;

  /**
   * With so many at work at once.
   *
   * @param mine whether requests for a path are counted here
   */
  Turns(int atOnce, Predicate<String> mine) {
    this.free = atOnce;
    this.mine = mine;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !mine.test(Paths.decoded(request));
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    HttpServletRequest asked = request;
    if (request.getAttribute(admittedKey) instanceof Waiting admitted) {
      request.removeAttribute(admittedKey);
      admitted.enters();
      asked = new AsRequested(request);
    } else if (!enter(request, response)) {
      return;
    }
    try {
      chain.doFilter(asked, response);
    } finally {
      leave();
    }
  }

  private boolean enter(HttpServletRequest request, HttpServletResponse response) {
    synchronized (queue) {
      if (free > 0) {
        free--;
        return true;
      }
      Waiting waiting = new Waiting(request.startAsync(request, response), response);
      waiting.async.setTimeout(LONGEST_WAIT);
      waiting.async.addListener(waiting);
      queue.add(waiting);
      return false;
    }
  }

  private void leave() {
    synchronized (queue) {
      for (Waiting next = queue.poll(); next != null; next = queue.poll()) {
        if (next.admit()) {
          return;
        }
      }
      free++;
    }
  }

  /**
   * A request that waited is dispatched again; to who comes after it is the request it was, as what
   * checks tokens passes over what is dispatched again.
   */
  private static final class AsRequested extends HttpServletRequestWrapper {
    AsRequested(HttpServletRequest request) {
      super(request);
    }

    @Override
    public DispatcherType getDispatcherType() {
      return DispatcherType.REQUEST;
    }
  }

  private final class Waiting implements AsyncListener {
    private final AsyncContext async;
    private final HttpServletResponse response;
    private boolean over;
    private boolean admitted;
    private boolean entered;

    Waiting(AsyncContext async, HttpServletResponse response) {
      this.async = async;
      this.response = response;
    }

    /** Gives it the place of who leaves; false where it is no longer waiting, or not there. */
    boolean admit() {
      if (over) {
        return false;
      }
      over = true;
      try {
        async.getRequest().setAttribute(admittedKey, this);
        admitted = true;
        async.dispatch();
        return true;
      } catch (IllegalStateException gone) {
        // The container is done with it and has told nobody: its place is the next one's, and not
        // the trouble of who leaves.
        admitted = false;
        return false;
      }
    }

    /** Takes the place that was given, once; false where there is none to take. */
    boolean enters() {
      synchronized (queue) {
        boolean first = admitted && !entered;
        entered = true;
        return first;
      }
    }

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
      synchronized (queue) {
        if (over) {
          return;
        }
        over = true;
        queue.remove(this);
      }
      response.setHeader("Retry-After", "5");
      Dialect.of((HttpServletRequest) async.getRequest())
          .refuse(response, 503, "throttled", "", "Too much is going on; try again");
      async.complete();
    }

    @Override
    public void onError(AsyncEvent event) {
      onComplete(event);
    }

    @Override
    public void onComplete(AsyncEvent event) {
      synchronized (queue) {
        over = true;
        queue.remove(this);
      }
      // Who went away between being let in and coming in gives the place back.
      if (enters()) {
        leave();
      }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // A later part of the chain waits for something of its own.
    }
  }
}
