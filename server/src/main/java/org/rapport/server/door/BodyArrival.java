package org.rapport.server.door;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits for a body without a thread: a hundred senders that send a byte a minute cost a hundred
 * sockets, and nobody else waits for them (Servlet 6.0, 3.7). When it is there the request is
 * dispatched again with the body as an attribute; when it does not come in time it is refused.
 */
final class BodyArrival implements ReadListener, AsyncListener {
  /** Attribute of the bytes that arrived. */
  static final String BYTES = BodyArrival.class.getName();

  private static final int BUFFER = 16 * 1024;

  private final AsyncContext async;
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final ServletInputStream in;
  private final BodyLimits limits;
  private final Dialect dialect;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final byte[] buffer = new byte[BUFFER];
  private final AtomicBoolean over = new AtomicBoolean();

  private BodyArrival(
      HttpServletRequest request, HttpServletResponse response, BodyLimits limits, Dialect dialect)
      throws IOException {
    this.request = request;
    this.response = response;
    this.limits = limits;
    this.dialect = dialect;
    this.async = request.startAsync(request, response);
    this.in = request.getInputStream();
  }

  /** Begins to wait; the caller returns without having answered. */
  static void await(
      HttpServletRequest request, HttpServletResponse response, BodyLimits limits, Dialect dialect)
      throws IOException {
    BodyArrival arrival = new BodyArrival(request, response, limits, dialect);
    arrival.async.setTimeout(limits.time().toMillis());
    arrival.async.addListener(arrival);
    arrival.in.setReadListener(arrival);
  }

  @Override
  public void onDataAvailable() throws IOException {
    while (in.isReady() && !in.isFinished()) {
      int read = in.read(buffer);
      if (read < 0) {
        return;
      }
      bytes.write(buffer, 0, read);
      if (bytes.size() > limits.bytes()) {
        refuse(limits.exceeded());
        return;
      }
    }
  }

  @Override
  public void onAllDataRead() {
    if (over.compareAndSet(false, true)) {
      request.setAttribute(BYTES, bytes.toByteArray());
      async.dispatch();
    }
  }

  @Override
  public void onError(Throwable lost) {
    // The sender went away, or what it sent was no body: there is nobody to tell.
    if (over.compareAndSet(false, true)) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      async.complete();
    }
  }

  @Override
  public void onTimeout(AsyncEvent event) throws IOException {
    refuse(new RefusedException(408, "timeout", "", "The body did not arrive in time"));
  }

  private void refuse(RefusedException refused) throws IOException {
    if (over.compareAndSet(false, true)) {
      try {
        response.setHeader("Connection", "close");
        dialect.refuse(response, refused);
      } finally {
        async.complete();
      }
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    // Nothing is held.
  }

  @Override
  public void onError(AsyncEvent event) {
    onError(event.getThrowable());
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // A later part of the chain has begun its own waiting.
  }
}
